"""A year's calendar arrives: open deadlines move in one go, and until it does, people are pressed."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.calendar import Import, OnlyShownError
from bot.loops import Loops
from bot.metrics import Metrics
from bot.replay.passing import pass_until
from bot.replay.play import Listener
from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from storage import history
from storage.calendar.file import parse_calendar_file
from storage.clock import CHINA, SetClock, local
from storage.codes import TaskState, TimerKind, TimerState
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.engines import building_engine, parse_url
from storage.tables.case import Case, Task, Whistle
from storage.tables.message import OutboundMessage
from storage.tables.timer import Timer
from tests.storage.test_calendar_file import YEAR
from tests.transcripts.chat import Chat, Line, Playing

MINUTES = timedelta(minutes=5)
BEFORE = datetime(2026, 12, 30, 9, 0, tzinfo=CHINA)
FILE = parse_calendar_file(YEAR, "2027.yaml")


@pytest.fixture(scope="module")
def source() -> WorldSource:
    return WorldSource(Policy(), load_categories())


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    path = tmp_path_factory.mktemp("calendar") / "county.db"
    shutil.copy(sqlite_template, path)
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        seed(session, demo_county_file())
        session.commit()
    return path


@pytest.fixture
async def db(tmp_path: Path, seeded: Path) -> AsyncIterator[Database]:
    path = tmp_path / "county.db"
    shutil.copy(seeded, path)
    database = Database.open(f"sqlite:///{path}")
    yield database
    await database.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(BEFORE)


@pytest.fixture
def loops(db: Database, clock: SetClock, source: WorldSource) -> Loops:
    made = Loops(db, clock, source, Metrics())
    made.add(Listener())
    return made


async def a_dark_lamp(loops: Loops, clock: SetClock, *, asks: bool) -> None:
    """高叔 tells of a street lamp on 30 December, and asks how far it is if `asks`."""
    words = ["中心大街路口的路灯不亮了,黑灯瞎火的", *(["#00001"] if asks else [])]
    lines = [Line(clock.now() + n * MINUTES, "", "高叔", "", text) for n, text in enumerate(words)]
    await Playing(loops, clock).play(Chat([], lines))


def the_case(session: Session) -> Case:
    return session.exec(select(Case)).one()


def waiting(session: Session, kinds: Sequence[TimerKind]) -> dict[TimerKind, datetime]:
    rows = session.exec(
        select(Timer).where(col(Timer.kind).in_(kinds), Timer.state == TimerState.WAITING)
    )
    return {row.kind: local(row.due_at) for row in rows}


def said_to_gao(session: Session) -> list[str]:
    rows = session.exec(select(OutboundMessage).where(OutboundMessage.audience == "private:高叔"))
    return [row.text for row in rows]


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


async def test_an_open_case_moves_with_the_calendar_and_its_reporter_is_told(
    db: Database, loops: Loops, clock: SetClock, source: WorldSource
) -> None:
    await a_dark_lamp(loops, clock, asks=True)
    due = (await db.read(the_case)).resolve_due_at
    assert due is not None
    assert local(due) == at("2027-01-04 18:00")
    lines = await db.tx(Import(FILE, source, clock.now()).run)
    case = await db.read(the_case)
    assert case.resolve_due_at is not None
    assert local(case.resolve_due_at) == at("2027-01-05 18:00")
    clocks = await db.read(lambda s: waiting(s, (TimerKind.RESOLVE_DUE, TimerKind.RESOLVE_HALF)))
    assert clocks[TimerKind.RESOLVE_DUE] == at("2027-01-05 18:00")
    assert clocks[TimerKind.RESOLVE_HALF] > at("2027-01-04 08:30")
    assert (await db.read(said_to_gao))[-1].startswith("#00001【路灯不亮】因放假和调休安排调整")
    events = await db.read(lambda s: history.list_events(s, case.id or 0))
    assert "原2027年1月4日18:00，现2027年1月5日18:00" in events[-1].note
    assert history.is_unbroken(events)
    assert "在办事项 1 件，办结时限变了 1 件。" in lines
    assert "  2027-01-01 星期五（元旦）：原来上班，现在放假" in lines
    assert "  2027-01-31 星期日：原来休息，现在上班" in lines


async def test_who_was_told_no_date_is_told_of_no_change(
    db: Database, loops: Loops, clock: SetClock, source: WorldSource
) -> None:
    await a_dark_lamp(loops, clock, asks=False)
    before = await db.read(said_to_gao)
    await db.tx(Import(FILE, source, clock.now()).run)
    assert await db.read(said_to_gao) == before


async def test_a_department_has_as_much_longer_to_report_in(
    db: Database, loops: Loops, clock: SetClock, source: WorldSource
) -> None:
    clock.set(at("2026-12-31 16:00"))
    await a_dark_lamp(loops, clock, asks=False)
    first = local((await db.read(lambda s: s.exec(select(Whistle)).all()))[0].report_in_due_at)
    await db.tx(Import(FILE, source, clock.now()).run)
    then = local((await db.read(lambda s: s.exec(select(Whistle)).all()))[0].report_in_due_at)
    clocks = await db.read(lambda s: waiting(s, (TimerKind.REPORT_IN_DUE,)))
    assert first == at("2027-01-01 18:00")
    assert then == clocks[TimerKind.REPORT_IN_DUE] == at("2027-01-04 18:00")


async def test_importing_the_same_year_again_moves_nothing(
    db: Database, loops: Loops, clock: SetClock, source: WorldSource
) -> None:
    await a_dark_lamp(loops, clock, asks=True)
    await db.tx(Import(FILE, source, clock.now()).run)
    told = await db.read(said_to_gao)
    lines = await db.tx(Import(FILE, source, clock.now()).run)
    assert "日子变了 0 天。" in lines
    assert "在办事项 1 件，办结时限变了 0 件。" in lines
    assert await db.read(said_to_gao) == told


async def test_what_is_only_looked_at_leaves_nothing_behind(
    db: Database, loops: Loops, clock: SetClock, source: WorldSource
) -> None:
    await a_dark_lamp(loops, clock, asks=True)
    with pytest.raises(OnlyShownError) as shown:
        await db.tx(Import(FILE, source, clock.now(), only_show=True).run)
    assert any("现2027年1月5日18:00" in line for line in shown.value.lines)
    case = await db.read(the_case)
    assert case.resolve_due_at is not None
    assert local(case.resolve_due_at) == at("2027-01-04 18:00")
    await asyncio.sleep(0)
    assert not (await db.read(source.current)).calendar.knows(2027)


def reminders(session: Session) -> list[str]:
    rows = session.exec(
        select(OutboundMessage).where(OutboundMessage.text_key == "calendar.missing")
    )
    return [row.audience for row in rows]


def task(session: Session) -> TaskState:
    return session.exec(select(Task).where(Task.key == "calendar:2027")).one().state


async def test_from_december_on_people_are_reminded_once_a_day_until_it_is_imported(
    db: Database, loops: Loops, source: WorldSource
) -> None:
    clock = SetClock(at("2026-11-29 12:00"))
    loops = Loops(db, clock, source, Metrics())
    loops.add(Listener())
    await loops.keep_house()
    await pass_until(loops, clock, at("2026-11-30 12:00"))
    assert await db.read(reminders) == []
    with capture_logs() as logs:
        await pass_until(loops, clock, at("2026-12-02 12:00"))
    assert sorted(await db.read(reminders)) == sorted(
        2 * ["administrator", "centre_operator", "county_duty"]
    )
    assert [one["year"] for one in logs if one["event"] == "calendar.missing"] == [2027, 2027]
    assert await db.read(task) is TaskState.OPEN
    await db.tx(Import(FILE, source, clock.now()).run)
    assert await db.read(task) is TaskState.DONE
    await pass_until(loops, clock, at("2026-12-05 12:00"))
    assert len(await db.read(reminders)) == 6
