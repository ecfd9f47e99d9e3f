"""What a platform had taken and could not bring: it goes another way, or a person is told."""

import pytest
from sqlmodel import Session, select

from bot.channels.bounce import Bounce
from bot.delivered import bounced
from bot.metrics import Metrics
from bot.sender import Sender
from storage.clock import SetClock
from storage.codes import OutboxState, TaskKind
from storage.db import Database
from storage.tables.message import OutboundMessage
from storage.tables.person import Identity, Person
from storage.tables.region import County
from tests.fakes import NOON, FakeChannel, to_say
from tests.service.test_sender import put, send_all, states, tasks


@pytest.fixture
async def db(database: Database) -> Database:
    def cast(session: Session) -> None:
        session.add(County(id=1, code="QH", name="青河县", centre_name="县中心"))
        session.flush()
        session.add(Person(id=1, county_id=1, name="高叔", created_at=NOON))
        session.flush()
        for channel, under in (("wecom_kf", "高叔"), ("official_account", "openid-gao")):
            one = Identity(county_id=1, person_id=1, channel=channel, external_id=under)
            session.add(one)

    await database.tx(cast)
    return database


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


async def test_what_was_taken_and_did_not_arrive_goes_another_way(
    db: Database, clock: SetClock
) -> None:
    await put(db, to_say("a", channel="wecom_kf", person_id=1))
    kf, account = FakeChannel("wecom_kf"), FakeChannel("official_account")
    sender = Sender(db, {"wecom_kf": kf, "official_account": account}, clock, Metrics())
    await send_all(sender)
    bounce = Bounce("wecom_kf", "高叔", await receipt(db, "a"), "对方拒绝接收客服消息。")
    for _ in range(2):  # told twice, it goes another way once
        await db.tx(lambda s: bounced(s, bounce, clock.now(), ("wecom_kf", "official_account")))
    await send_all(sender)
    assert await states(db) == {"a": OutboxState.REFUSED, "a:official_account": OutboxState.SENT}
    assert account.texts == kf.texts
    assert await tasks(db) == []


async def test_a_bounce_of_what_nobody_said_is_nothing(db: Database, clock: SetClock) -> None:
    bounce = Bounce("wecom_kf", "高叔", "r1", "对方拒绝接收客服消息。")
    await db.tx(lambda session: bounced(session, bounce, clock.now(), ("wecom_kf",)))
    assert await states(db) == {}


async def test_a_bounce_with_no_way_left_is_told_to_a_person(db: Database, clock: SetClock) -> None:
    await put(db, to_say("a", channel="wecom_kf"))
    await send_all(Sender(db, {"wecom_kf": FakeChannel("wecom_kf")}, clock, Metrics()))
    bounce = Bounce("wecom_kf", "高叔", await receipt(db, "a"), "对方拒绝接收客服消息。")
    await db.tx(lambda session: bounced(session, bounce, clock.now(), ("wecom_kf",)))
    assert await tasks(db) == [TaskKind.DELIVERY]


async def receipt(db: Database, key: str) -> str:
    def read(session: Session) -> str:
        return session.exec(select(OutboundMessage.receipt).where(OutboundMessage.key == key)).one()

    return await db.read(read)
