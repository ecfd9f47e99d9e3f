"""Staff and their accounts: bound, moved, gone; and which way to a person is the first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage import people, staff
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.person import Identity, Person
from storage.ways import Ways
from tests.storage.cast import GRID_GUO, MORNING, heard


@pytest.fixture
async def db(database: Database) -> Database:
    await database.tx(lambda session: seed(session, demo_county_file()))
    return database


async def done(db: Database, fn: Callable[[Session, int], None]) -> dict[str, str]:
    """What was done to 郭网格; gives the accounts by name afterwards."""

    def run(session: Session) -> None:
        fn(session, guo(session))

    await db.tx(run)
    known = await db.read(lambda session: staff.list_staff(session, "wecom"))
    return {one.name: one.user_id for one in known if one.user_id}


def guo(session: Session) -> int:
    return session.exec(select(Person.id).where(col(Person.name) == GRID_GUO)).one() or 0


async def test_staff_are_those_who_hold_a_post_and_nobody_else(db: Database) -> None:
    known = await db.read(lambda session: staff.list_staff(session, "wecom"))
    names = {one.name: one for one in known}
    assert GRID_GUO in names
    assert "王大妈" not in names
    assert names[GRID_GUO].units
    assert names["城管局值班"].units == ("城管局",)


async def test_a_person_has_one_account_and_an_account_one_person(db: Database) -> None:
    assert await done(db, lambda s, g: staff.bind(s, g, "wecom", "guo")) == {GRID_GUO: "guo"}
    assert await done(db, lambda s, g: staff.bind(s, g, "wecom", "guo2")) == {GRID_GUO: "guo2"}

    def to_another(session: Session, _guo: int) -> None:
        name = col(Person.name) == "城管局值班"
        other = session.exec(select(Person.id).where(name)).one() or 0
        staff.bind(session, other, "wecom", "guo2")

    assert await done(db, to_another) == {"城管局值班": "guo2"}


async def test_who_wrote_before_being_bound_is_known_afterwards(db: Database) -> None:
    def write(session: Session, _guo: int) -> None:
        message = heard("1", "guo", channel="wecom", sender_id="guo", sender_name="")
        people.ensure_person(session, message, MORNING)

    assert await done(db, write) == {}
    assert await done(db, lambda s, g: staff.bind(s, g, "wecom", "guo")) == {GRID_GUO: "guo"}


async def test_an_account_is_renamed_or_gone(db: Database) -> None:
    await done(db, lambda s, g: staff.bind(s, g, "wecom", "guo"))
    moved = await done(db, lambda s, _: staff.move_identity(s, "wecom", "guo", "guo.wg"))
    assert moved == {GRID_GUO: "guo.wg"}
    assert await done(db, lambda s, _: staff.move_identity(s, "wecom", "li", "")) == moved
    assert await done(db, lambda s, _: staff.move_identity(s, "wecom", "guo.wg", "")) == {}


async def test_the_app_is_the_first_way_and_a_short_message_the_last(db: Database) -> None:
    def name(session: Session, person_id: int, channel: str, *, heard_late: bool = False) -> None:
        at = MORNING + timedelta(days=1) if heard_late else None
        row = Identity(
            county_id=1, person_id=person_id, channel=channel, external_id=channel, last_heard_at=at
        )
        session.add(row)
        session.flush()

    async def way() -> tuple[str, str] | None:
        return await db.read(
            lambda session: people.find_ways(session, [guo(session)], MORNING).get(guo(session))
        )

    assert await way() == ("webchat", "p:郭网格")
    await done(db, lambda s, g: name(s, g, "sms", heard_late=True))
    assert await way() == ("webchat", "p:郭网格")
    await done(db, lambda s, g: name(s, g, "official_account", heard_late=True))
    assert await way() == ("official_account", "official_account")
    await done(db, lambda s, g: name(s, g, "wecom"))
    assert await way() == ("wecom", "wecom")
    found = await db.read(
        lambda s: [one.channel for one in people.list_identities(s, guo(s), MORNING)]
    )
    assert found == ["wecom", "official_account", "webchat", "sms"]


async def test_a_way_that_is_not_connected_comes_after_those_that_are(db: Database) -> None:
    async def way(*channels: str) -> tuple[str, str] | None:
        return await db.read(lambda s: people.find_ways(s, [guo(s)], MORNING, channels).get(guo(s)))

    def speaks(session: Session, person_id: int, channel: str) -> None:
        row = Identity(county_id=1, person_id=person_id, channel=channel, external_id="guo")
        session.add(row)
        session.flush()

    await done(db, lambda s, g: staff.bind(s, g, "wecom", "guo"))
    await done(db, lambda s, g: speaks(s, g, "wecom_aibot"))
    assert await way() == ("wecom", "guo")
    assert await way("wecom", "wecom_aibot") == ("wecom", "guo")
    assert await way("wecom_aibot", "sms") == ("wecom_aibot", "guo")
    assert await way("official_account") == (
        "wecom",
        "guo",
    )  # refused, so that the desk hears of it


async def test_where_nobody_was_reached_is_tried_last_for_a_day_or_until_they_are_heard(
    db: Database,
) -> None:
    def speaks(session: Session, person_id: int) -> None:
        row = Identity(county_id=1, person_id=person_id, channel="sms", external_id="1390")
        session.add(row)
        session.flush()
        people.unreached(session, "wecom", "guo", MORNING)

    async def way(after: timedelta = timedelta()) -> str:
        found = await db.read(lambda s: people.find_ways(s, [guo(s)], MORNING + after))
        (one,) = found.values()
        return one[0]

    await done(db, lambda s, g: staff.bind(s, g, "wecom", "guo"))
    assert await way() == "wecom"
    await done(db, speaks)
    assert await way() == "webchat"
    assert await way(people.TRIED_AGAIN_AFTER) == "wecom"
    message = heard("1", "guo", channel="wecom", sender_id="guo", sender_name="")
    await done(db, lambda s, _: people.heard(s, message))
    assert await way() == "wecom"


async def test_who_cannot_be_reached_is_left_out_of_the_ways(db: Database) -> None:
    def asked(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str] | None]]:
        stranger = Person(county_id=1, name="外乡人", created_at=MORNING)
        session.add(stranger)
        session.flush()
        known = session.get_one(Person, guo(session))
        ways = Ways(session, MORNING)
        found = people.find_ways(session, [guo(session), stranger.id or 0], MORNING)
        return list(found.values()), [ways.to(stranger), ways.to(known), ways.to(known)]

    one = ("webchat", "p:郭网格")
    assert await db.tx(asked) == ([one], [None, one, one])
