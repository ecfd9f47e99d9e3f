"""The way in: stored once, cleaned, capped, and refused where there is no county."""

import asyncio
from collections.abc import AsyncIterator
from threading import Event

import pytest
from sqlmodel import Session, select

from bot.channels.base import CallbackError
from bot.inlet import LONGEST_TEXT, Inlet
from bot.metrics import Metrics
from storage.clock import SetClock
from storage.db import Database, DatabaseUnavailableError
from storage.postgres_lanes import WRITERS
from storage.tables.message import InboundMessage
from storage.tables.region import County
from tests.fakes import NOON, heard


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


@pytest.fixture
async def seeded(db: Database) -> Database:
    await db.tx(lambda s: s.add(County(code="QH", name="青河县", centre_name="县中心")))
    return db


def inlet(db: Database, woken: list[str] | None = None) -> Inlet:
    calls = woken if woken is not None else []
    return Inlet(db, SetClock(NOON), Metrics(), lambda: calls.append("woken"))


async def rows(db: Database) -> list[InboundMessage]:
    def read(session: Session) -> list[InboundMessage]:
        found = list(session.exec(select(InboundMessage)))
        session.expunge_all()
        return found

    return await db.read(read)


async def test_what_was_heard_is_stored_and_the_worker_woken(seeded: Database) -> None:
    woken: list[str] = []
    await inlet(seeded, woken).accept([heard("路灯不亮")])
    assert [(m.text, m.sender_name, m.received_at) for m in await rows(seeded)] == [
        ("路灯不亮", "王大妈", NOON)
    ]
    assert woken == ["woken"]


async def test_a_retry_is_stored_once(seeded: Database) -> None:
    subject = inlet(seeded)
    for _ in range(3):
        await subject.accept([heard("路灯不亮")])
    await subject.accept([heard("路灯不亮"), heard("路灯不亮")])
    assert len(await rows(seeded)) == 1


async def test_a_very_long_message_is_cut_and_says_so(seeded: Database) -> None:
    await inlet(seeded).accept([heard("长", text="啊" * 12_345)])
    row = (await rows(seeded))[0]
    assert len(row.text) == LONGEST_TEXT
    assert "12345" in row.data["cut"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("路\0灯", "路灯"),
        ("半个\ud83d字", "半个?字"),
        ("🙏🙏🙏", "🙏🙏🙏"),
        ("\u202e反着写", "\u202e反着写"),
        ("", ""),
    ],
)
async def test_odd_characters_do_no_harm(seeded: Database, text: str, kept: str) -> None:
    data = {"label": text, "list": [text], "number": 1}
    await inlet(seeded).accept([heard("odd", text=text, sender_name=text, data=data)])
    row = (await rows(seeded))[0]
    assert (row.text, row.sender_name) == (kept, kept)
    assert row.data == {"label": kept, "list": [kept], "number": 1}


async def test_nothing_heard_is_nothing_stored(seeded: Database) -> None:
    await inlet(seeded).accept([])
    assert await rows(seeded) == []


async def test_before_a_county_is_seeded_messages_are_refused_clearly(db: Database) -> None:
    with pytest.raises(CallbackError, match="gridwhistle seed") as caught:
        await inlet(db).accept([heard()])
    assert caught.value.status == 503
    assert await rows(db) == []


async def test_what_is_stored_with_something_else_is_stored_with_it_or_not_at_all(
    seeded: Database,
) -> None:
    subject = inlet(seeded)

    def breaks(_session: Session) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await subject.accept_with([heard("路灯不亮")], breaks)
    assert await rows(seeded) == []
    also: list[str] = []
    await subject.accept_with([heard("路灯不亮")], lambda _session: also.append("written"))
    await subject.accept_with([], lambda _session: also.append("alone"))
    assert len(await rows(seeded)) == 1
    assert also == ["written", "alone"]


async def test_who_waits_too_long_is_told_so_and_the_next_try_is_the_same_message(
    seeded: Database,
) -> None:
    subject = Inlet(seeded, SetClock(NOON), Metrics(), lambda: None, answer_within=0.2)
    await subject.accept([])
    held, go = Event(), Event()

    def busy(_session: Session) -> None:
        held.set()
        go.wait(10)

    others = [asyncio.create_task(seeded.tx(busy)) for _ in range(WRITERS)]
    await asyncio.to_thread(held.wait, 10)
    try:
        with pytest.raises(DatabaseUnavailableError):
            await subject.accept([heard("路灯不亮")])
    finally:
        go.set()
        await asyncio.gather(*others)
    await subject.accept([heard("路灯不亮")])
    assert len(await rows(seeded)) == 1
