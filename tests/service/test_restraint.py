"""Once an hour in a group, three notices a day to a resident, and what waited is one message."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.loops import Loops
from bot.metrics import Metrics
from bot.replay.play import Listener
from bot.world import WorldSource
from handlers.effects import Say
from handlers.perform import Cause, perform
from handlers.policy import Policy
from handlers.speech import To, ToGroup, ToPerson
from handlers.texts import Text
from handlers.understanding.tree import load_categories
from storage.clock import SetClock
from storage.codes import CaseState, Level, OutboxState, Urgency
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.case import Case
from storage.tables.conversation import ChatGroup
from storage.tables.message import OutboundMessage
from storage.tables.person import Person

NINE = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)  # nine o'clock in China
TOMORROW = datetime(2026, 4, 14, 23, 30, tzinfo=UTC)  # half past seven
NOTICE, OTHER, MORE = "told.begun_reporter", "told.scene_reporter", "told.accepted_reporter"
RESULT = "told.finished_reporter"
WHO = {"who": "城管局"}


class Room:
    """The demo county with 王大妈 and her case, where something is said about it."""

    def __init__(self, loops: Loops, clock: SetClock, source: WorldSource) -> None:
        self.loops, self.clock, self.source = loops, clock, source
        self._causes = 0

    async def say(self, key: str, to: To | None = None, case_id: int = 1, **more: object) -> None:
        """A timer says this; what can be sent is sent."""
        self._causes += 1
        given = {**WHO, "result": "已疏通", "spot": "3号楼", **more}
        say = Say(to or ToPerson(self.person_id), Text(key, given), case_id)

        def unit(session: Session) -> None:
            cause = Cause("timer", self._causes)
            perform(session, [say], cause, self.clock.now(), self.source.current(session))

        await self.loops.db.tx(unit)
        await self.loops.settle()

    async def wait(self, until: datetime) -> None:
        """It is `until`, and what was due is sent."""
        self.clock.set(until)
        await self.loops.settle()

    async def sent(self, group: bool = False) -> list[str]:
        """What arrived, in order: the keys of the texts."""
        return [row.text_key for row in await self.rows(OutboxState.SENT) if row.is_group is group]

    async def rows(self, state: OutboxState) -> list[OutboundMessage]:
        """The messages of this state, in the order in which they were sent or written."""

        def look(session: Session) -> list[OutboundMessage]:
            row = OutboundMessage
            found = select(row).where(col(row.state) == state)
            return list(session.exec(found.order_by(col(row.sent_at), col(row.id))))

        return await self.loops.db.read(look)

    person_id = 0
    group_id = 0


def fill(session: Session) -> tuple[int, int]:
    seed(session, demo_county_file(), now=NINE)
    wang = session.exec(select(Person).where(Person.name == "王大妈")).one()
    group = session.exec(select(ChatGroup).where(ChatGroup.external_id == "wx_dongguan")).one()
    for number in (1, 2):
        session.add(a_case(number, group))
    session.flush()
    return wang.id or 0, group.id or 0


def a_case(number: int, group: ChatGroup) -> Case:
    return Case(
        county_id=1,
        number=number,
        leaf="garbage",
        title="垃圾清运",
        region_id=group.region_id,
        place="3号楼",
        urgency=Urgency.U2,
        state=CaseState.SELF_HANDLING,
        level=Level.GRID,
        opened_at=NINE,
        resolve_due_at=NINE + timedelta(days=1),
    )


@pytest.fixture(scope="module")
def source() -> WorldSource:
    return WorldSource(Policy(), load_categories())


@pytest.fixture
async def room(database: Database, source: WorldSource) -> Room:
    clock = SetClock(NINE)
    loops = Loops(database, clock, source, Metrics())
    loops.add(Listener())
    made = Room(loops, clock, source)
    made.person_id, made.group_id = await database.tx(fill)
    return made


async def test_the_fourth_notice_of_a_day_waits_for_the_morning(room: Room) -> None:
    for key in (NOTICE, OTHER, MORE, NOTICE):
        await room.say(key)
    assert await room.sent() == [NOTICE, OTHER, MORE]
    [held] = await room.rows(OutboxState.WAITING)
    assert held.not_before == TOMORROW
    await room.wait(TOMORROW)
    assert await room.sent() == [NOTICE, OTHER, MORE, NOTICE]


async def test_of_what_waited_the_newest_of_each_kind_is_told_in_one_message(room: Room) -> None:
    for key in (NOTICE, OTHER, MORE, NOTICE, NOTICE, OTHER):
        await room.say(key)
    await room.wait(TOMORROW)
    assert await room.sent() == [NOTICE, OTHER, MORE, "merged.several"]
    *_, last = await room.rows(OutboxState.SENT)
    assert last.text.count("#00001") == 2
    assert last.case_id == 1
    merged = await room.rows(OutboxState.MERGED)
    assert {row.merged_into_id for row in merged} == {last.id}


async def test_a_result_is_told_at_once_and_makes_waiting_notices_needless(room: Room) -> None:
    for key in (NOTICE, OTHER, MORE, NOTICE, RESULT):
        await room.say(key)
    assert await room.sent() == [NOTICE, OTHER, MORE, RESULT]
    [overtaken] = await room.rows(OutboxState.MERGED)
    *_, result = await room.rows(OutboxState.SENT)
    assert (overtaken.text_key, overtaken.merged_into_id) == (NOTICE, result.id)
    await room.wait(TOMORROW)
    assert len(await room.sent()) == 4


async def test_each_case_and_each_day_has_its_own_three(room: Room) -> None:
    for key in (NOTICE, OTHER, MORE):
        await room.say(key)
    await room.say(NOTICE, case_id=2)
    assert len(await room.sent()) == 4
    await room.wait(NINE + timedelta(days=1))
    await room.say(NOTICE)
    assert len(await room.sent()) == 5


async def test_questions_surveys_and_apologies_are_not_counted(room: Room) -> None:
    for key in (NOTICE, OTHER, MORE, "remind.survey_again"):
        await room.say(key)
    await room.say("refusal.ask_reporter", lacks="具体位置")
    await room.say("remind.overdue_reporter", progress="配件在路上")
    assert len(await room.sent()) == 6


async def test_a_group_hears_of_a_case_once_an_hour_and_the_rest_together(room: Room) -> None:
    group = ToGroup(room.group_id)
    await room.say("told.finished_group", group)
    await room.wait(NINE + timedelta(minutes=20))
    await room.say("told.finished_group", group, spot="4号楼")
    await room.wait(NINE + timedelta(minutes=30))
    await room.say("told.finished_group", group, spot="5号楼")
    assert await room.sent(group=True) == ["told.finished_group"]
    await room.say("told.finished_group", group, case_id=2)
    assert len(await room.sent(group=True)) == 2
    await room.wait(NINE + timedelta(minutes=60))
    assert await room.sent(group=True) == [*["told.finished_group"] * 2, "merged.several"]
    *_, last = await room.rows(OutboxState.SENT)
    assert [line[:3] for line in last.text.split("\n")] == ["4号楼", "5号楼"]


async def test_what_waited_is_sent_once_by_two_senders(room: Room) -> None:
    for key in (NOTICE, OTHER, MORE, NOTICE, OTHER):
        await room.say(key)
    second = Loops(room.loops.db, room.clock, room.source, Metrics())
    second.add(Listener())
    room.clock.set(TOMORROW)
    await second.settle()
    await room.loops.settle()
    assert (await room.sent())[3:] == ["merged.several"]
