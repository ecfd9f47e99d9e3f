"""Does what was planned: matters of the past become closed cases, changes go the way of a click."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.old_ledgers.edits import Edit
from bot.old_ledgers.olds import Old
from bot.old_ledgers.planning import edits_of, olds_of
from bot.sheets.keeping import SheetChangedError
from handlers import click
from handlers.click import Clicked
from handlers.lifecycle.moves import Wish
from handlers.loading.situations import load_views
from handlers.permissions import DUTY
from handlers.routing.exclusion import ABOUT_STAFF, complained_of, kept_from
from handlers.situation import Speaker, World
from handlers.texts import render
from storage import cases, clicks, imported
from storage.codes import Level, Move, Role, Urgency, WhistleRole, WhistleState
from storage.imported import Importer, Landed
from storage.tables.click import Click


@dataclass(frozen=True)
class Hand:
    """Whose hand lands which file, when; the same key is the same file."""

    key: str
    file_name: str
    speaker: Speaker
    now: datetime

    @property
    def role(self) -> Role:
        """The post in which it is done."""
        held = [post.role for post in self.speaker.posts if post.role in DUTY]
        return held[0] if held else Role.CENTRE_OPERATOR


def land(session: Session, told: Mapping[str, Any], hand: Hand, world: World) -> str:
    """Everything the plan says is done, and written down; raises SheetChangedError, then nothing is.

    Nobody gets a message about a matter of the past, and no clock runs for it.
    """
    if not told["may_land"]:
        raise SheetChangedError
    county_id = world.directory.county.id or 0
    olds, edits = olds_of(told), edits_of(told)
    imported.hold(session, county_id)
    if imported.known(session, county_id, (o.digest for o in olds), (o.key for o in olds)):
        raise SheetChangedError
    importer = Importer(county_id, hand.speaker.id, hand.role, hand.now)
    imported.land(session, importer, [_landed(one, hand, world) for one in olds])
    for edit in edits:
        _change(session, edit, hand, world)
    said = _said(told)
    clicks.put(session, _written_down(county_id, hand, said))
    return said


def _landed(old: Old, hand: Hand, world: World) -> Landed:
    return Landed(
        case=_case(old, hand.now, world),
        note=_note(old, hand),
        mark={
            "digest": old.digest,
            "key": old.key,
            "number": old.number,
            "file_name": hand.file_name,
            "satisfied": old.satisfied,
        },
        whistle=_whistle(old),
    )


def _case(old: Old, now: datetime, world: World) -> dict[str, object]:
    leaf, directory = world.categories.leaf(old.leaf), world.directory
    region = directory.region(old.region_id)
    tags = [render("tag.imported")]
    if leaf.id in ABOUT_STAFF:
        avoid = complained_of(f"{old.words} {old.department}", old.region_id, directory, now)
        tags += kept_from(avoid, directory, now)
    return {
        "leaf": leaf.id,
        "title": leaf.short_name,
        "summary": old.words,
        "place": old.place,
        "region_id": old.region_id,
        "urgency": Urgency(old.urgency),
        "level": region.level if region is not None else Level.COUNTY,
        "is_emergency": leaf.is_emergency,
        "is_private": leaf.is_private,
        "is_confidential": leaf.is_confidential,
        "opened_at": old.opened_at,
        "answered_at": old.closed_at,
        "closed_at": old.closed_at,
        "result": old.result,
        "tags": tags,
    }


def _note(old: Old, hand: Hand) -> str:
    """Where the case comes from, with what the ledger told beside it."""
    parts = (
        render(
            "imported.from", file=hand.file_name, where=old.where, name=hand.speaker.person.name
        ),
        render("imported.number", number=old.number) if old.number else "",
        render("imported.unit", name=old.department) if old.department else "",
        render("imported.satisfied", said=old.satisfied) if old.satisfied else "",
    )
    return "".join(parts)


def _whistle(old: Old) -> dict[str, object] | None:
    if old.department_id is None:
        return None
    return {
        "department_id": old.department_id,
        "role": WhistleRole.LEAD,
        "state": WhistleState.DONE,
        "whistled_at": old.opened_at,
        "report_in_due_at": old.opened_at,
        "done_at": old.closed_at,
        "result": old.result,
    }


def _change(session: Session, edit: Edit, hand: Hand, world: World) -> None:
    """The case is of the other kind and has the remark, by the moves a person makes at its page."""
    wanted = ((Move.RECLASSIFY, edit.leaf), (Move.NOTE, edit.note))
    for move, words in wanted:
        if not words:
            continue
        (view,) = load_views(session, [cases.get_case(session, edit.case_id)])
        if move is Move.RECLASSIFY and view.case.leaf != edit.was:
            raise SheetChangedError
        clicked = Clicked(
            f"{hand.key}:{edit.number}:{move.value}", move.value, hand.speaker, hand.now
        )
        wish = Wish(move, hand.speaker, view, note=words)
        if not click.move(session, clicked, wish, world).is_done:
            raise SheetChangedError


def _said(told: Mapping[str, Any]) -> str:
    parts = []
    if told["olds"]:
        parts.append(render("imported.landed", count=len(told["olds"])))
    if told["edits"]:
        parts.append(render("imported.changed", count=len(told["edits"])))
    if told["repeated"]:
        parts.append(render("imported.repeated", count=len(told["repeated"])))
    return "".join(parts)


def _written_down(county_id: int, hand: Hand, said: str) -> Click:
    return Click(
        county_id=county_id,
        person_id=hand.speaker.id,
        key=f"{hand.key}:landed",
        act="ledger_import",
        at=hand.now,
        is_done=True,
        answer=f"{hand.file_name}：{said}",
    )
