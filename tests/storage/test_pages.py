"""What pages read: talk in order and page by page, cases by filter, one case with everything."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from storage import chats, console
from storage.codes import CaseState, InboxState, Level, MessageKind, OutboxState, Urgency
from storage.db import Database
from storage.tables.case import Case
from storage.tables.region import County, Place, Region
from tests.storage.cast import AUNT_WANG, COUNTY, GROUP, MORNING, at, heard, reminder, to_say

CHANNEL = "webchat"


def a_case(number: int, **more: Any) -> Case:
    given: dict[str, Any] = {
        "county_id": COUNTY,
        "number": number,
        "leaf": "streetlight",
        "title": "路灯不亮",
        "urgency": Urgency.U2,
        "state": CaseState.REGISTERED,
        "opened_at": MORNING,
    }
    return Case(**given | more)


def county(session: Session) -> None:
    session.add(County(id=COUNTY, code="QH", name="青河县", centre_name="中心"))
    session.flush()
    for id_, parent, level in ((1, None, Level.COUNTY), (2, 1, Level.TOWNSHIP), (3, 2, Level.GRID)):
        of: dict[str, Any] = {"county_id": COUNTY, "code": f"R{id_}", "name": f"第{id_}处"}
        session.add(Region(id=id_, parent_id=parent, level=level, **of))
        session.flush()


async def put(database: Database, *rows: Any) -> None:
    def add(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await database.tx(add)


async def test_the_newest_of_both_sides_come_first(database: Database) -> None:
    said = {"state": OutboxState.SENT}
    await put(
        database,
        heard("k1", sent_at=at(1)),
        heard("k2", sent_at=at(3)),
        heard("k3", chat="another", sent_at=at(4)),
        to_say("s1", **said, sent_at=at(2)),
        to_say("s2", **said, sent_at=None, not_before=at(5)),
        to_say("s3", state=OutboxState.WAITING, sent_at=None),
    )
    mine = await database.read(lambda s: chats.list_heard(s, CHANNEL, chat_id=GROUP))
    its = await database.read(lambda s: chats.list_said(s, CHANNEL, chat_id=GROUP))
    everywhere = await database.read(lambda s: chats.list_heard(s, CHANNEL))
    assert [row.key for row in mine] == ["k2", "k1"]
    assert [row.key for row in its] == ["s2", "s1"]
    assert [row.key for row in everywhere] == ["k3", "k2", "k1"]


async def test_a_mark_divides_even_what_came_at_one_moment(database: Database) -> None:
    sent: dict[str, Any] = {"state": OutboxState.SENT, "sent_at": MORNING}
    await put(
        database, *(heard(f"k{n}") for n in range(3)), *(to_say(f"s{n}", **sent) for n in range(3))
    )
    newest = (await database.read(lambda s: chats.list_heard(s, CHANNEL)))[0].id or 0
    mark = chats.Before(MORNING, newest, 0)
    mine = await database.read(lambda s: chats.list_heard(s, CHANNEL, before=mark))
    its = await database.read(lambda s: chats.list_said(s, CHANNEL, before=mark))
    assert [row.key for row in mine] == ["k1", "k0"]
    assert its == []
    after = chats.Before(MORNING + timedelta(seconds=1), 0, 0)
    assert len(await database.read(lambda s: chats.list_said(s, CHANNEL, before=after))) == 3


async def test_a_message_is_found_by_its_key_and_known_as_taken_back(database: Database) -> None:
    recall = heard("recall:k1", kind=MessageKind.RECALL, data={"key": "k1"})
    await put(database, heard("k1"), recall)
    found = await database.read(lambda s: chats.find_heard(s, CHANNEL, "k1"))
    assert found is not None
    assert found.sender_id == AUNT_WANG
    assert await database.read(lambda s: chats.find_heard(s, CHANNEL, "k9")) is None
    assert await database.read(lambda s: chats.taken_back(s, CHANNEL, [GROUP])) == {"k1"}
    assert await database.read(lambda s: chats.taken_back(s, CHANNEL, [])) == set()


async def test_a_case_is_opened_with_its_talk_and_timers(database: Database) -> None:
    await put(database, a_case(1))
    case_id = await database.read(lambda s: s.exec(select(Case.id)).one())
    await put(
        database,
        heard("k1", case_id=case_id),
        to_say("s1", case_id=case_id, state=OutboxState.DEAD),
        reminder(case_id, at(90)),
        reminder(case_id, at(30)),
        a_case(2, parent_id=case_id, is_confidential=True),
    )
    found = await database.read(lambda s: console.open_file(s, COUNTY, 1))
    assert found is not None
    assert [timer.due_at for timer in found.timers] == [at(30), at(90)]
    assert ([row.key for row in found.heard], [row.key for row in found.said]) == (["k1"], ["s1"])
    assert [child.number for child in found.children] == [2]
    assert await database.read(lambda s: console.open_file(s, COUNTY, 9)) is None
    lost = await database.read(console.list_undelivered)
    assert [row.key for row in lost] == ["s1"]
    hidden = [found.children[0].id, case_id, None]
    assert await database.read(lambda s: console.confidential_ids(s, hidden)) == {hidden[0]}


async def test_dead_messages_and_known_spots_are_listed(database: Database) -> None:
    await database.tx(county)
    dead = heard("k1", state=InboxState.DEAD)
    spot = Place(county_id=COUNTY, region_id=3, name="3号楼", kind="building", longitude=113.2)
    await put(
        database, dead, heard("k2"), spot, Place(county_id=1, region_id=3, name="沟", kind="x")
    )
    assert [row.key for row in await database.read(console.list_unread)] == ["k1"]
    spots = await database.read(lambda s: chats.list_spots(s, [3]))
    assert [one.name for one in spots] == ["3号楼"]
    assert await database.read(lambda s: chats.roster_mark(s, CHANNEL)) == (1, None)
    roster = await database.read(lambda s: chats.load_roster(s, CHANNEL))
    assert roster is not None
    assert sorted(roster.regions) == [1, 2, 3]
