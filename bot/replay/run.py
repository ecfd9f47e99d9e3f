"""A file of recorded conversations, each played in a fresh county of its own."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from bot.loops import Loops
from bot.metrics import Metrics
from bot.replay import context, outcome, stage, told
from bot.replay.cast import Cast, cast
from bot.replay.play import Listener, Player
from bot.replay.transcript import Record, Transcript, TranscriptError
from bot.world import WorldSource, readers_of
from handlers.loading.situations import load_directory
from handlers.policy import Policy
from handlers.understanding.categories import Categories
from storage import migrate
from storage.clock import SetClock
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.case import CaseEvent

Hears = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Rules:
    """What the county of a replay goes by."""

    categories: Categories
    policy: Policy


async def replay(record: Record, out: Path, folder: Path, rules: Rules, hears: Hears) -> None:
    """Every record was played and its outcome is a line of `out`; raises TranscriptError.

    `hears` is given each record's id and outcome as soon as it was played.
    """
    template = folder / "county.db"
    readers = readers_of(rules.categories)
    await _found(template, record, rules)
    homes = stage.homes(record)
    with out.open("w", encoding="utf-8") as file:
        for number, transcript in enumerate(record.transcripts, start=1):
            path = folder / f"{number}.db"
            shutil.copy(template, path)
            source = WorldSource(rules.policy, rules.categories, readers)
            found = await _play(path, transcript, homes, source)
            path.unlink()
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
            file.flush()
            hears(transcript.id, found)


async def _found(path: Path, record: Record, rules: Rules) -> None:
    """The demo county with the file's own groups, ready to be copied."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    first = min((one.starts_at for one in record.transcripts), default=None)

    def found(session: Session) -> list[str]:
        seed(session, demo_county_file(rules.categories.leaves), now=first)
        directory = load_directory(session)
        faults = stage.faults(record, directory)
        faults += [
            fault
            for one in record.transcripts
            if (fault := told.fault(one, rules.categories)) is not None
        ]
        stage.furnish(session, record, directory)
        return faults

    db = Database.open(url)
    faults = await db.tx(found)
    await db.close()
    if faults:
        raise TranscriptError(faults)


async def _play(
    path: Path, transcript: Transcript, homes: Mapping[str, str], source: WorldSource
) -> Mapping[str, Any]:
    db = Database.open(f"sqlite:///{path}")
    clock = SetClock(transcript.starts_at)
    loops = Loops(db, clock, source, Metrics())
    loops.add(Listener())
    try:
        people = await db.tx(lambda s: cast(s, transcript, load_directory(s), homes))
        before = await db.tx(lambda s: _begin(s, transcript, people, source))
        heard = await Player(loops, clock, transcript, people).play()
        return await db.read(
            lambda s: outcome.collect(s, transcript, heard, before, load_directory(s))
        )
    finally:
        await db.close()


def _begin(
    session: Session, transcript: Transcript, people: Cast, source: WorldSource
) -> outcome.Before:
    case = context.begin(session, transcript, people, source.current(session))
    newest = session.exec(select(func.max(CaseEvent.id))).one()
    return outcome.Before(case.id if case else None, newest or 0)
