"""The inbox loop: nothing lost, nothing doubled, one poisonous message alone."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.metrics import Metrics
from bot.worker import AWAITED_BATCH, Take, Worker
from handlers.situation import World
from storage import inbox
from storage.clock import SetClock
from storage.codes import InboxState, TaskKind
from storage.db import Database, DatabaseUnavailableError
from storage.tables.case import Task
from storage.tables.message import InboundMessage, OutboundMessage
from tests.fakes import NOON, a_world, arrived


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


def finish(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
    inbox.finish(session, message.id or 0, now, "chit_chat", None)


def choke_on_poison(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
    session.add(
        Task(county_id=1, key=f"t{message.id}", kind=TaskKind.VISIT, title="", created_at=now)
    )
    session.flush()
    if message.text == "毒":
        raise ValueError("王大妈的原话")
    finish(session, message, now, world)


def worker(
    db: Database, clock: SetClock, take: Take = finish, woken: list[str] | None = None
) -> Worker:
    calls = woken if woken is not None else []
    return Worker(db, a_world, clock, Metrics(), take=take, done=lambda: calls.append("woken"))


async def stored(db: Database, *rows: InboundMessage) -> None:
    await db.tx(lambda session: inbox.put(session, rows))


async def states(db: Database) -> dict[str, InboxState]:
    def read(session: Session) -> dict[str, InboxState]:
        return {m.key: m.state for m in session.exec(select(InboundMessage))}

    return await db.read(read)


async def test_what_arrived_is_handled_and_the_sender_is_woken(
    db: Database, clock: SetClock
) -> None:
    woken: list[str] = []
    await stored(db, arrived("a"), arrived("b", "另一个群"))
    assert await worker(db, clock, woken=woken).step() == 2
    assert set((await states(db)).values()) == {InboxState.DONE}
    assert woken == ["woken"]


async def test_nothing_waiting_is_nothing_done(db: Database, clock: SetClock) -> None:
    assert await worker(db, clock).step() == 0


async def test_messages_of_one_chat_are_taken_in_order(db: Database, clock: SetClock) -> None:
    order: list[str] = []

    def take(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
        order.append(message.key)
        finish(session, message, now, world)

    await stored(db, arrived("1"), arrived("2"), arrived("3"))
    subject = worker(db, clock, take)
    assert [await subject.step() for _ in range(4)] == [1, 1, 1, 0]
    assert order == ["1", "2", "3"]


async def test_a_poisonous_message_fails_alone(db: Database, clock: SetClock) -> None:
    await stored(db, arrived("毒", "甲群"), arrived("好", "乙群"))
    subject = worker(db, clock, choke_on_poison)
    while await subject.step():
        pass
    assert await states(db) == {"毒": InboxState.WAITING, "好": InboxState.DONE}

    def tasks(session: Session) -> list[str]:
        return list(session.exec(select(Task.key)))

    assert len(await db.read(tasks)) == 1, "what the failed turn wrote is gone"


async def test_a_failed_message_is_tried_again_later_and_not_before(
    db: Database, clock: SetClock
) -> None:
    await stored(db, arrived("毒"))
    subject = worker(db, clock, choke_on_poison)
    assert await subject.step() == 1
    assert await subject.step() == 0
    clock.set(NOON + timedelta(minutes=1))
    assert await subject.step() == 1


async def test_after_the_last_try_the_sender_and_the_desk_are_told(
    db: Database, clock: SetClock
) -> None:
    await stored(db, arrived("毒"))
    subject = worker(db, clock, choke_on_poison)
    for _ in range(9):
        await subject.step()
        clock.set(clock.now() + timedelta(hours=1))
    assert await states(db) == {"毒": InboxState.DEAD}

    def told(session: Session) -> tuple[list[OutboundMessage], list[Task]]:
        return list(session.exec(select(OutboundMessage))), list(session.exec(select(Task)))

    said, tasks = await db.read(told)
    assert [(m.chat_id, m.is_group) for m in said] == [("王大妈", False)]
    assert "人工" in said[0].text
    assert [t.kind for t in tasks] == [TaskKind.TRIAGE]


async def test_the_error_that_is_kept_says_nothing_of_what_was_said(
    db: Database, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await stored(db, arrived("毒"))
    await worker(db, clock, choke_on_poison).step()

    def error(session: Session) -> str:
        return session.exec(select(InboundMessage.error)).one()

    assert await db.read(error) == "ValueError"


async def test_a_database_in_trouble_blames_no_message(db: Database, clock: SetClock) -> None:
    def broken(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
        cause = sqlite3.OperationalError("disk I/O error")
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError("INSERT", {}, cause)

    await stored(db, arrived("a"))
    with pytest.raises(DatabaseUnavailableError):
        await worker(db, clock, broken).step()

    def attempts(session: Session) -> int:
        return session.exec(select(InboundMessage.attempts)).one()

    assert await db.read(attempts) == 0


async def test_the_loop_wakes_works_and_stops(db: Database, clock: SetClock) -> None:
    subject = worker(db, clock)
    subject.loop.start()
    await asyncio.sleep(0)
    await stored(db, arrived("a"))
    subject.loop.wake()

    def waiting(session: Session) -> int:
        return inbox.count_waiting(session)

    async with asyncio.timeout(5):
        while await db.read(waiting):
            await asyncio.sleep(0.01)
    assert subject.loop.is_alive
    assert await subject.loop.stop()
    assert not subject.loop.is_alive


class Awaited(Database):
    """A database for which somebody always waits."""

    is_awaited = True


async def test_a_batch_that_others_wait_for_ends_early(tmp_path: Path, clock: SetClock) -> None:
    def slowly(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
        sleep(AWAITED_BATCH)
        finish(session, message, now, world)

    for kind, at_once in ((Awaited, 1), (Database, 4)):
        opened = kind.open(f"sqlite:///{tmp_path / kind.__name__}.db")
        opened.create_all()
        await stored(opened, *(arrived(f"k{n}", f"c{n}") for n in range(4)))
        assert await worker(opened, clock, slowly).step() == at_once
        await opened.close()


async def test_two_workers_take_every_message_once(postgres_url: str, clock: SetClock) -> None:
    taken: list[int] = []

    def take(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
        taken.append(message.id or 0)
        finish(session, message, now, world)

    db = Database.open(postgres_url)
    rows = [arrived(f"{chat}-{n}", f"群{chat}") for n in range(8) for chat in range(12)]
    await stored(db, *rows)

    async def work(subject: Worker) -> None:
        while await db.read(inbox.count_waiting):
            await subject.step()

    await asyncio.gather(*(work(worker(db, clock, take)) for _ in range(3)))

    def handled(session: Session) -> list[InboxState]:
        return [m.state for m in session.exec(select(InboundMessage))]

    assert await db.read(handled) == [InboxState.DONE] * len(rows)
    await db.close()


async def test_what_is_plainly_talk_is_finished_without_a_turn(
    db: Database, clock: SetClock
) -> None:
    turns: list[str] = []

    def take(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
        turns.append(message.key)
        finish(session, message, now, world)

    subject = worker(db, clock, take)
    subject.glance = lambda _session, messages, _world: {
        m.id or 0: "greeting" for m in messages if m.text == "早"
    }
    await stored(db, arrived("早", "甲群"), arrived("漏水", "乙群"))
    assert await subject.step() == 2
    assert turns == ["漏水"]

    def intents(session: Session) -> dict[str, str]:
        return {m.key: m.intent for m in session.exec(select(InboundMessage))}

    assert set((await states(db)).values()) == {InboxState.DONE}
    assert (await db.read(intents))["早"] == "greeting"


async def test_a_glance_that_fails_leaves_each_message_its_turn(
    db: Database, clock: SetClock
) -> None:
    def blind(_session: object, _messages: object, _world: object) -> dict[int, str]:
        raise ValueError("王大妈的原话")

    subject = worker(db, clock)
    subject.glance = blind
    await stored(db, arrived("a", "甲群"), arrived("b", "乙群"))
    while await subject.step():
        pass
    assert set((await states(db)).values()) == {InboxState.DONE}
