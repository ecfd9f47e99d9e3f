"""The outbox loop: in order, once, the next way when one is closed, a person when none is left."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.channels.base import NeedsMending, SendLater, SendRefused
from bot.metrics import Metrics
from bot.sender import LEASE, MOST_ATTEMPTS, Sender
from storage import outbox
from storage.clock import SetClock
from storage.codes import OutboxState, TaskKind
from storage.db import Database
from storage.tables.case import Task
from storage.tables.message import OutboundMessage
from storage.tables.person import Identity, Person
from storage.tables.region import County
from tests.fakes import NOON, FakeChannel, to_say


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database.open(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


async def put(db: Database, *rows: OutboundMessage) -> None:
    for row in rows:
        await db.tx(lambda session, row=row: outbox.put(session, row))  # type: ignore[misc]


async def states(db: Database) -> dict[str, OutboxState]:
    def read(session: Session) -> dict[str, OutboxState]:
        return {m.key: m.state for m in session.exec(select(OutboundMessage))}

    return await db.read(read)


async def tasks(db: Database) -> list[TaskKind]:
    def read(session: Session) -> list[TaskKind]:
        return [task.kind for task in session.exec(select(Task))]

    return await db.read(read)


async def send_all(sender: Sender) -> None:
    while await sender.step():
        await sender.landed()


def refusing(reason: str = "48小时窗口已过") -> Callable[[OutboundMessage], None]:
    def refuse(_message: OutboundMessage) -> None:
        raise SendRefused(reason)

    return refuse


def a_sender(db: Database, clock: SetClock, *channels: FakeChannel, **options: float) -> Sender:
    return Sender(db, {one.name: one for one in channels}, clock, Metrics(), **options)


async def test_what_is_to_be_said_is_sent_in_order(db: Database, clock: SetClock) -> None:
    channel = FakeChannel()
    await put(db, to_say("1"), to_say("2"), to_say("3"))
    await send_all(a_sender(db, clock, channel))
    assert channel.texts == ["1", "2", "3"]
    assert set((await states(db)).values()) == {OutboxState.SENT}


async def test_a_later_message_waits_for_its_back_off(db: Database, clock: SetClock) -> None:
    def busy(_message: OutboundMessage) -> None:
        raise SendLater("频率太高")

    channel = FakeChannel(trouble=busy)
    await put(db, to_say("1"))
    sender = a_sender(db, clock, channel)
    await send_all(sender)
    assert await states(db) == {"1": OutboxState.WAITING}
    channel.trouble = None
    await send_all(sender)
    assert channel.texts == []
    clock.set(NOON + timedelta(seconds=3))
    await send_all(sender)
    assert channel.texts == ["1"]


async def test_the_platforms_own_waiting_time_is_kept(db: Database, clock: SetClock) -> None:
    def busy(_message: OutboundMessage) -> None:
        raise SendLater("今天的额度用完了", seconds=3600)

    channel = FakeChannel(trouble=busy)
    await put(db, to_say("1"))
    await send_all(a_sender(db, clock, channel))
    due = await db.read(outbox.next_due_at)
    assert due == NOON + timedelta(hours=1)


async def test_after_too_many_attempts_a_person_is_told(db: Database, clock: SetClock) -> None:
    def busy(_message: OutboundMessage) -> None:
        raise SendLater("接口不通")

    await put(db, to_say("1"))
    sender = a_sender(db, clock, FakeChannel(trouble=busy))
    for _ in range(MOST_ATTEMPTS):
        await send_all(sender)
        clock.set(clock.now() + timedelta(hours=1))
    assert await states(db) == {"1": OutboxState.DEAD}
    assert await tasks(db) == [TaskKind.DELIVERY]


async def test_a_refused_message_goes_another_way(db: Database, clock: SetClock) -> None:
    await db.tx(_gao_has_two_channels)
    first = FakeChannel("official_account", trouble=refusing())
    second = FakeChannel()
    row = to_say("k", "openid-gao", channel="official_account", person_id=1)
    await put(db, row)
    await send_all(a_sender(db, clock, first, second))
    assert [(m.chat_id, m.text) for m in second.sent] == [("高叔", "k")]
    assert await states(db) == {"k": OutboxState.REFUSED, "k:webchat": OutboxState.SENT}
    assert await tasks(db) == []


async def test_when_every_way_is_closed_a_person_is_told_once(
    db: Database, clock: SetClock
) -> None:
    await db.tx(_gao_has_two_channels)
    first = FakeChannel("official_account", trouble=refusing())
    second = FakeChannel(trouble=refusing("对方已取消关注"))
    await put(db, to_say("k", "openid-gao", channel="official_account", person_id=1))
    await send_all(a_sender(db, clock, first, second))
    assert set((await states(db)).values()) == {OutboxState.REFUSED}
    assert await tasks(db) == [TaskKind.DELIVERY]


def mending(_message: OutboundMessage) -> None:
    raise NeedsMending("本机的IP不在白名单里。（40164）", 600)


async def test_while_a_channel_needs_mending_the_desk_knows_and_words_go_another_way(
    db: Database, clock: SetClock
) -> None:
    await db.tx(_gao_has_two_channels)
    first, second = FakeChannel("webchat", trouble=mending), FakeChannel("official_account")
    await put(db, to_say("1", person_id=1), to_say("2", person_id=1))
    await send_all(a_sender(db, clock, first, second))
    assert len(second.sent) == 2
    (task,) = await db.read(lambda session: list(session.exec(select(Task))))
    assert "白名单" in task.title


async def test_without_another_way_words_wait_for_the_mending(
    db: Database, clock: SetClock
) -> None:
    channel = FakeChannel(trouble=mending)
    await put(db, to_say("1"))
    await send_all(a_sender(db, clock, channel))
    assert await states(db) == {"1": OutboxState.WAITING}
    assert await tasks(db) == [TaskKind.DELIVERY]
    channel.trouble = None
    clock.set(NOON + timedelta(minutes=10))
    await send_all(a_sender(db, clock, channel))
    assert await states(db) == {"1": OutboxState.SENT}


async def test_a_refused_word_to_a_group_is_not_sent_to_a_person(
    db: Database, clock: SetClock
) -> None:
    channel = FakeChannel(trouble=refusing())
    await put(db, to_say("k", "wx_dongguan", is_group=True, audience="group"))
    await send_all(a_sender(db, clock, channel))
    assert await tasks(db) == [TaskKind.DELIVERY]


async def test_an_unknown_channel_is_a_refusal(db: Database, clock: SetClock) -> None:
    await put(db, to_say("k", channel="fax"))
    await send_all(a_sender(db, clock, FakeChannel()))
    assert await states(db) == {"k": OutboxState.REFUSED}


@pytest.mark.parametrize(
    ("may_repeat", "urgent", "found"),
    [
        (False, False, OutboxState.UNSURE),
        (True, False, OutboxState.SENT),
        (False, True, OutboxState.SENT),
    ],
)
async def test_after_a_crash_only_what_may_be_repeated_is_sent_again(
    db: Database, clock: SetClock, may_repeat: bool, urgent: bool, found: OutboxState
) -> None:
    await put(db, to_say("k", urgent=urgent))
    await db.tx(lambda session: len(outbox.claim(session, NOON, 9, LEASE)))
    channel = FakeChannel(may_repeat=may_repeat)
    sender = a_sender(db, clock, channel)
    await send_all(sender)
    assert channel.sent == [], "the lease of the dead process still runs"
    clock.set(NOON + LEASE + timedelta(seconds=1))
    await send_all(sender)
    assert await states(db) == {"k": found}
    assert len(channel.sent) == (found is OutboxState.SENT)


async def test_a_channel_that_breaks_harms_no_other_chat(db: Database, clock: SetClock) -> None:
    def break_for_gao(message: OutboundMessage) -> None:
        if message.chat_id == "高叔":
            raise RuntimeError("boom")

    channel = FakeChannel(trouble=break_for_gao)
    await put(db, to_say("1", "高叔"), to_say("2", "王大妈"))
    await send_all(a_sender(db, clock, channel))
    assert await states(db) == {"1": OutboxState.UNSURE, "2": OutboxState.SENT}


class SlowChannel(FakeChannel):
    """A channel that takes its time with one chat."""

    async def send(self, message: OutboundMessage) -> str:
        if message.chat_id == "慢":
            await asyncio.sleep(30)
        return await super().send(message)


async def test_a_slow_platform_holds_up_nobody_else(db: Database, clock: SetClock) -> None:
    channel = SlowChannel()
    await put(db, to_say("1", "慢"), to_say("2", "快"), to_say("3", "快"))
    sender = a_sender(db, clock, channel)
    sender.loop.start()
    async with asyncio.timeout(5):
        while channel.texts != ["2", "3"]:
            await asyncio.sleep(0.01)
    await sender.stop(within=0.1)
    assert (await states(db))["1"] is OutboxState.SENDING, "held until its lease ends"


async def test_a_platform_that_never_answers_is_given_up(db: Database, clock: SetClock) -> None:
    await put(db, to_say("1", "慢"))
    await send_all(a_sender(db, clock, SlowChannel(), within_seconds=0.05))
    assert await states(db) == {"1": OutboxState.UNSURE}


async def test_a_clock_moved_forward_sends_nothing_twice(db: Database, clock: SetClock) -> None:
    channel = SlowChannel(may_repeat=True)
    await put(db, to_say("1", "慢"))
    sender = a_sender(db, clock, channel)
    assert await sender.step() == 1
    clock.set(NOON + timedelta(hours=5))
    await sender.step()
    assert len(sender._flying) == 1
    await sender.stop(within=0.1)


def _gao_has_two_channels(session: Session) -> None:
    session.add(County(id=1, code="QH", name="青河县", centre_name="县中心"))
    session.flush()
    session.add(Person(id=1, county_id=1, name="高叔", created_at=NOON))
    session.flush()
    for channel, external_id in (("official_account", "openid-gao"), ("webchat", "高叔")):
        session.add(
            Identity(
                county_id=1,
                person_id=1,
                channel=channel,
                external_id=external_id,
                last_heard_at=NOON,
            )
        )
