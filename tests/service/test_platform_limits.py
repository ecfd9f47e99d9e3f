"""What platforms allow: so many a minute for one receiver, so many after a person wrote."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import SendLater
from bot.channels.platform.limits import (
    PER_BOT_CHAT,
    PER_MEMBER,
    PER_ROBOT,
    Limit,
    Limiter,
    seconds_to_wait,
)
from bot.channels.platform.windows import (
    MESSAGE,
    NOTHING,
    TAP,
    Opening,
    Windows,
    left,
    opening_of,
    opening_of_customer,
)
from storage import inbox, sending
from storage.clock import SetClock
from storage.codes import MessageKind
from storage.db import Database
from storage.tables.message import InboundMessage

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
AT = NOW.timestamp()


# ---- so many a minute ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "sent_at", "wait"),
    [
        (PER_ROBOT, [AT] * 19, 0),
        (PER_ROBOT, [AT] * 20, 60),
        (PER_ROBOT, [AT - 59] * 20, 1),
        (PER_ROBOT, [AT - 60] * 20, 0),
        (PER_MEMBER, [AT - 30] * 29, 0),
        (PER_MEMBER, [AT - 30] * 30, 30),
        (PER_BOT_CHAT, [AT - 10] * 30, 50),
        (PER_BOT_CHAT, [AT - 3000] * 1000, 600),
        (PER_BOT_CHAT, [AT - 3000] * 999, 0),
    ],
)
def test_one_more_must_wait_until_the_oldest_does_not_count(
    limits: tuple[Limit, ...], sent_at: list[float], wait: float
) -> None:
    assert seconds_to_wait(sent_at, limits, AT) == wait


def test_what_never_fits_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="21 messages"):
        seconds_to_wait([], PER_ROBOT, AT, 21)


@given(st.lists(st.floats(0, 600), max_size=80), st.integers(1, 5))
def test_after_the_wait_no_span_holds_more_than_allowed(gaps: list[float], count: int) -> None:
    limit = Limit(5, timedelta(seconds=60))
    sent_at: list[float] = []
    now = AT
    for gap in gaps:
        now += gap + seconds_to_wait(sent_at, [limit], now + gap, count) + 0.001
        sent_at += [now] * count
    for at in sent_at:
        assert sum(at - 60 < one <= at for one in sent_at) <= 5


async def test_two_replicas_count_together(database: Database, database_url: str) -> None:
    other, clock = Database.open(database_url), SetClock(NOW)
    limiters = [Limiter("group_robot", PER_ROBOT, one, clock) for one in (database, other)]

    async def send(number: int) -> bool:
        try:
            await limiters[number % 2].take("robot-1")
        except SendLater:
            return False
        return True

    assert sum(await asyncio.gather(*(send(number) for number in range(30)))) == 20
    await limiters[0].take("robot-2")  # each robot has its own count
    clock.set(NOW + timedelta(seconds=60.5))
    await limiters[1].take("robot-1", count=20)
    await other.close()


async def test_what_is_no_longer_counted_is_purged(sqlite_database: Database) -> None:
    clock = SetClock(NOW)
    await Limiter("group_robot", PER_ROBOT, sqlite_database, clock).take("robot-1")

    async def kept_after(seconds: int) -> int:
        at = NOW + timedelta(seconds=seconds)
        await sqlite_database.tx(lambda session: sending.purge(session, at))
        key = "group_robot:robot-1"
        return len(await sqlite_database.read(lambda session: sending.find_sent(session, key)))

    assert [await kept_after(59), await kept_after(61)] == [1, 0]


async def test_too_many_are_told_how_long_to_wait(sqlite_database: Database) -> None:
    limiter = Limiter("group_robot", PER_ROBOT, sqlite_database, SetClock(NOW))
    await limiter.take("robot-1", count=20)
    with pytest.raises(SendLater) as caught:
        await limiter.take("robot-1")
    assert caught.value.seconds == pytest.approx(60.5)


# ---- so many after the person wrote ----------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "age", "spoken", "room"),
    [
        (MESSAGE, timedelta(), 0, 5),
        (MESSAGE, timedelta(hours=47, minutes=59), 4, 1),
        (MESSAGE, timedelta(hours=48), 0, 0),
        (MESSAGE, timedelta(hours=1), 5, 0),
        (MESSAGE, timedelta(hours=1), 9, 0),
        (TAP, timedelta(seconds=59), 1, 2),
        (TAP, timedelta(seconds=60), 0, 0),
        (NOTHING, timedelta(), 0, 0),
    ],
)
def test_a_window_closes_by_time_and_by_number(
    by: Opening, age: timedelta, spoken: int, room: int
) -> None:
    at = NOW - age
    before = [at.timestamp() - 1] * 5  # said before the person wrote: it does not count any more
    assert left(by, at, before + [at.timestamp()] * spoken, NOW) == room


@pytest.mark.parametrize(
    ("kind", "data", "account", "customer"),
    [
        (MessageKind.TEXT, {}, MESSAGE, MESSAGE),
        (MessageKind.IMAGE, {}, MESSAGE, MESSAGE),
        (MessageKind.TEXT, {"menu_id": "101"}, TAP, MESSAGE),
        (MessageKind.BUTTON, {"key": "a"}, TAP, NOTHING),
        (MessageKind.FOLLOW, {"scene": "grid_G12"}, TAP, NOTHING),
        (MessageKind.UNFOLLOW, {}, NOTHING, NOTHING),
    ],
)
def test_what_a_person_does_opens_a_window(
    kind: MessageKind, data: dict[str, str], account: Opening, customer: Opening
) -> None:
    assert opening_of(kind, data) == account
    assert opening_of_customer(kind, data) == customer


def heard(kind: MessageKind, at: datetime, key: str, data: dict[str, str]) -> InboundMessage:
    return InboundMessage(
        county_id=1,
        channel="official_account",
        key=key,
        chat_id="o1",
        sender_id="o1",
        kind=kind,
        data=data,
        sent_at=at,
        received_at=at,
        next_attempt_at=at,
    )


async def test_the_last_thing_done_counts_alone(sqlite_database: Database) -> None:
    clock = SetClock(NOW)
    windows = Windows("official_account", sqlite_database, clock)
    assert await windows.left("o1") == 0

    async def hear(kind: MessageKind, key: str, **data: str) -> None:
        row = heard(kind, clock.now(), key, data)
        await sqlite_database.tx(lambda session: inbox.put(session, [row]))

    await hear(MessageKind.TEXT, "1")
    for expected in (5, 4, 3):
        assert await windows.left("o1") == expected
        await windows.sent("o1")
    clock.set(NOW + timedelta(minutes=5))
    await hear(MessageKind.TEXT, "2", menu_id="101")
    assert await windows.left("o1") == 3
    clock.set(NOW + timedelta(minutes=6))
    assert await windows.left("o1") == 0
    await hear(MessageKind.TEXT, "3")
    await hear(MessageKind.RECALL, "4")
    assert await windows.left("o1") == 5
    assert await windows.left("o2") == 0
