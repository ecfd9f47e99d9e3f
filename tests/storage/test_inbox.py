"""What arrives is stored once, handled once, and in order within each chat."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from storage import inbox
from storage.codes import InboxState
from storage.db import Database
from storage.tables import Counter, InboundMessage
from tests.storage.cast import AUNT_WANG, COUNTY, GROUP, MORNING, at, heard
from tests.storage.plans import fill, plan_of, reads_all_of


async def put(database: Database, *messages: InboundMessage) -> list[int | None]:
    return await database.tx(lambda session: inbox.put(session, messages))


async def claimed_keys(database: Database, now: datetime = MORNING, limit: int = 10) -> list[str]:
    """Who would be claimed now (the claim ends with its transaction)."""
    return await database.tx(lambda s: [m.key for m in inbox.claim(s, now, limit)])


async def test_a_message_comes_back_as_it_was_put(database: Database) -> None:
    sent = heard("1", text="一楼\0下水道堵了😀", data={"file": "a.jpg"}, is_group=True)
    [number] = await put(database, sent)
    row = await database.read(lambda session: session.get_one(InboundMessage, number))
    assert row.text == "一楼下水道堵了😀"
    assert row.data == {"file": "a.jpg"}
    assert (row.sent_at, row.state, row.attempts) == (MORNING, InboxState.WAITING, 0)


async def test_half_a_character_does_not_lose_the_message(database: Database) -> None:
    await put(database, heard("1", text="堵了\ud83d"))
    row = await database.read(lambda session: session.exec(select(InboundMessage)).one())
    assert row.text == "堵了?"


async def test_a_retry_is_stored_once(database: Database) -> None:
    assert await put(database, heard("1")) == [1]
    assert await put(database, heard("1", text="重发")) == [None]
    together = await put(database, heard("1"), heard("2"), heard("2"), heard("1"), heard("3"))
    assert [number is not None for number in together] == [False, True, False, False, True]
    assert await database.read(inbox.count_waiting) == 3


async def test_retries_at_the_same_moment_are_stored_once(database: Database) -> None:
    tries = await asyncio.gather(*(put(database, heard("1")) for _ in range(12)))
    assert sum(number is not None for [number] in tries) == 1
    assert await database.read(inbox.count_waiting) == 1


async def test_the_same_key_of_another_channel_is_another_message(database: Database) -> None:
    found = await put(database, heard("1"), heard("1", channel="official_account"))
    assert None not in found


async def test_nothing_put_is_nothing_stored(database: Database) -> None:
    assert await put(database) == []


async def test_the_oldest_of_each_chat_is_claimed_first(database: Database) -> None:
    await put(
        database,
        heard("1", GROUP, next_attempt_at=at(0)),
        heard("2", GROUP, next_attempt_at=at(1)),
        heard("3", AUNT_WANG, next_attempt_at=at(2)),
        heard("4", "高叔", next_attempt_at=at(3)),
    )
    assert await claimed_keys(database, at(9)) == ["1", "3", "4"]
    assert await claimed_keys(database, at(9), limit=2) == ["1", "3"]
    assert await claimed_keys(database, at(2)) == ["1", "3"]


async def test_a_finished_message_makes_room_for_the_next(database: Database) -> None:
    await put(database, heard("1"), heard("2"))

    def turn(session: Session) -> list[str]:
        [message] = inbox.claim(session, MORNING, 10)
        inbox.finish(session, message.id or 0, at(1), "report", 7)
        return [waiting.key for waiting in inbox.claim(session, MORNING, 10)]

    assert await database.tx(turn) == ["2"]
    assert await claimed_keys(database) == ["2"]
    done = await database.read(lambda session: session.get_one(InboundMessage, 1))
    assert (done.state, done.handled_at) == (InboxState.DONE, at(1))
    assert (done.intent, done.case_id) == ("report", 7)


async def test_many_messages_can_be_finished_together(database: Database) -> None:
    ids = await put(database, *(heard(f"{n}") for n in range(5)))
    chat = [number for number in ids if number is not None][:4]
    await database.tx(lambda session: inbox.finish_many(session, chat, at(1), "chat"))
    await database.tx(lambda session: inbox.finish_many(session, [], at(1)))
    assert await claimed_keys(database) == ["4"]


async def test_a_turn_that_crashes_leaves_its_message_waiting(database: Database) -> None:
    await put(database, heard("1"))

    def turn(session: Session) -> None:
        [message] = inbox.claim(session, MORNING, 10)
        inbox.finish(session, message.id or 0, MORNING)
        raise LookupError

    with pytest.raises(LookupError):
        await database.tx(turn)
    assert await claimed_keys(database) == ["1"]


async def test_a_failed_message_waits_longer_each_time_and_holds_back_its_chat(
    database: Database,
) -> None:
    await put(database, heard("1"), heard("2"))
    now = MORNING
    for pause in (2, 10, 60, 300):
        state = await database.tx(lambda s, now=now: inbox.fail(s, 1, now, "LookupError"))  # type: ignore[misc]
        assert state is InboxState.WAITING
        later = await database.read(inbox.next_attempt_at)
        assert later is not None
        assert (later - now).total_seconds() == pause
        assert await claimed_keys(database, now) == []
        now = later
        assert await claimed_keys(database, now) == ["1"]
    state = await database.tx(lambda session: inbox.fail(session, 1, now, "LookupError"))
    assert state is InboxState.DEAD
    assert await claimed_keys(database, now) == ["2"]
    dead = await database.read(lambda session: session.get_one(InboundMessage, 1))
    assert (dead.attempts, dead.error) == (5, "LookupError")


async def test_one_failure_is_counted_once_and_a_handled_message_never_fails(
    database: Database,
) -> None:
    await put(database, heard("1"), heard("2", AUNT_WANG))

    def fail(session: Session) -> InboxState:
        return inbox.fail(session, 1, MORNING, "LookupError", max_attempts=2)

    assert await asyncio.gather(*(database.tx(fail) for _ in range(3))) == [InboxState.WAITING] * 3
    await database.tx(lambda session: inbox.finish(session, 2, MORNING))
    state = await database.tx(lambda session: inbox.fail(session, 2, at(9), "LookupError"))
    assert state is InboxState.DONE


async def test_when_nothing_waits_there_is_no_next_attempt(database: Database) -> None:
    assert await database.read(inbox.next_attempt_at) is None
    await put(database, heard("1"))
    assert await database.read(inbox.next_attempt_at) == MORNING


@contextmanager
def entered(chat: str) -> Iterator[None]:
    """The only worker in the chat."""
    assert chat not in _inside, "two workers in one chat"
    _inside.add(chat)
    try:
        yield
    finally:
        _inside.discard(chat)


_inside: set[str] = set()


async def test_ten_workers_handle_each_message_once_and_in_order(database: Database) -> None:
    dice = random.Random(4)
    chats = [f"chat {n}" for n in range(17)]
    messages = [heard(f"{n}", chats[n % 17], text=f"{n}") for n in range(300)]
    for start in range(0, 300, 30):
        await put(database, *messages[start : start + 30])
    handled: dict[str, list[int]] = defaultdict(list)

    def turn(session: Session) -> None:
        for message in inbox.claim(session, MORNING, 1):
            with entered(message.chat_id):
                if dice.random() < 0.1:
                    raise LookupError("crash")
                inbox.finish(session, message.id or 0, MORNING)
                note = f"{message.chat_id}/{message.text}"
                session.add(Counter(county_id=COUNTY, name=note))
                session.flush()

    async def work() -> None:
        while await database.read(inbox.count_waiting):
            with suppress(LookupError):
                await database.tx(turn)

    await asyncio.gather(*(work() for _ in range(10)))
    for note in await database.read(
        lambda s: s.exec(select(Counter).order_by(col(Counter.id))).all()
    ):
        chat, number = note.name.split("/")
        handled[chat].append(int(number))
    assert sum(len(numbers) for numbers in handled.values()) == 300
    assert len({n for numbers in handled.values() for n in numbers}) == 300
    assert all(numbers == sorted(numbers) for numbers in handled.values())


async def test_a_claim_looks_only_at_what_waits(database: Database) -> None:
    """With 100,000 handled messages every step still goes through an index of the waiting ones."""
    handled = (
        "INSERT INTO inbox (county_id, channel, key, chat_id, is_group, sender_id, sender_name,"
        " kind, text, data, sent_at, received_at, state, attempts, next_attempt_at, intent, error)"
        " SELECT 1, 'webchat', 'old ' || i, 'chat ' || (i % 500), :no, '', '', 'text', '', '{}',"
        " :now, :now, 'done', 0, :now, '', '' FROM n"
    )
    now = MORNING.replace(tzinfo=None) if database.dialect == "sqlite" else MORNING
    await put(database, *(heard(f"new {n}", f"chat {n}") for n in range(40)))
    await database.tx(lambda s: fill(s, handled, 100_000, now=str(now), no=False))
    assert len(await claimed_keys(database, limit=32)) == 32

    def look(session: Session) -> str:
        return plan_of(session, lambda: inbox.claim(session, MORNING, 32))

    plan = await database.tx(look)
    assert "inbox_next" in plan
    assert not reads_all_of(plan, "inbox"), plan
