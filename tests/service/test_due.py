"""The sweep of what is due, on a real database: each timer once, and a broken one alone."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from scheduler import due
from storage import history, timers
from storage.codes import (
    CaseState,
    InboxState,
    Lateness,
    Level,
    ReportKind,
    TimerKind,
    TimerState,
    Urgency,
)
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.engines import building_engine, parse_url
from storage.tables.case import Case, Report, Task
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Person
from storage.tables.timer import Timer
from tests.fakes import arrived

NINE = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)  # nine o'clock in China
HALF_PAST = NINE + timedelta(minutes=31)


@pytest.fixture(scope="module")
def source() -> WorldSource:
    return WorldSource(Policy(), load_categories())


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A SQLite file with the demo county and one case of 王大妈 that 郭网格 should accept."""
    path = tmp_path_factory.mktemp("due") / "county.db"
    shutil.copy(sqlite_template, path)
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        _fill(session)
        session.commit()
    return path


@pytest.fixture
async def county(tmp_path: Path, seeded: Path) -> AsyncIterator[Database]:
    """That county, fresh for every test."""
    path = tmp_path / "county.db"
    shutil.copy(seeded, path)
    opened = Database.open(f"sqlite:///{path}")
    yield opened
    await opened.close()


def _fill(session: Session) -> None:
    seed(session, demo_county_file(), now=NINE)
    _a_case(session)


def _a_case(session: Session) -> None:
    grid = session.exec(select(Person).where(Person.name == "郭网格")).one()
    wang = Person(county_id=1, name="王大妈", created_at=NINE)
    session.add(wang)
    session.flush()
    world = WorldSource(Policy(), load_categories()).current(session)
    region = world.directory.region_coded("G101")
    case = Case(
        county_id=1,
        number=123,
        leaf="garbage",
        title="垃圾清运",
        region_id=region.id if region else None,
        urgency=Urgency.U2,
        state=CaseState.REGISTERED,
        owner_id=grid.id,
        opened_at=NINE,
        accept_due_at=NINE + timedelta(hours=1),
        resolve_due_at=NINE + timedelta(days=1),
    )
    session.add(case)
    session.flush()
    session.add(
        Report(
            county_id=1,
            case_id=case.id or 0,
            person_id=wang.id or 0,
            kind=ReportKind.OPENED,
            reported_at=NINE,
        )
    )


def case_of(session: Session) -> Case:
    return session.exec(select(Case)).one()


def start(session: Session, kind: TimerKind, due_at: datetime, **other: Any) -> int:
    case_id = case_of(session).id
    given: dict[str, Any] = {"county_id": 1, "subject": f"case:{case_id}", "case_id": case_id}
    found = timers.start(session, Timer(**given | {"kind": kind, "due_at": due_at} | other))
    assert found is not None
    return found


def said(session: Session) -> list[str]:
    rows = session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all()
    return [f"{row.audience}:{row.text_key}" for row in rows]


def state_of(session: Session, timer_id: int) -> TimerState:
    return session.get_one(Timer, timer_id).state


async def sweep(county: Database, source: WorldSource, now: datetime = HALF_PAST) -> int:
    def fire(session: Session) -> int:
        return due.sweep(session, now, source.current(session))

    return await county.tx(fire)


async def test_a_due_reminder_is_said_once(county: Database, source: WorldSource) -> None:
    timer_id = await county.tx(lambda s: start(s, TimerKind.ACCEPT_HALF, HALF_PAST))
    assert await sweep(county, source) == 1
    assert await sweep(county, source) == 0
    assert await county.read(said) == ["private:郭网格:remind.accept_half"]
    assert await county.read(lambda s: state_of(s, timer_id)) is TimerState.FIRED


@pytest.mark.postgres
async def test_a_due_reminder_is_said_once_on_postgresql_too(
    postgres_url: str, source: WorldSource
) -> None:
    opened = Database.open(postgres_url)
    await opened.tx(_fill)
    await opened.tx(lambda s: start(s, TimerKind.ACCEPT_HALF, HALF_PAST))
    assert await sweep(opened, source) == 1
    assert await sweep(opened, source) == 0
    assert await opened.read(said) == ["private:郭网格:remind.accept_half"]
    await opened.close()


async def test_what_is_not_due_yet_waits(county: Database, source: WorldSource) -> None:
    later = HALF_PAST + timedelta(seconds=1)
    await county.tx(lambda s: start(s, TimerKind.ACCEPT_HALF, later))
    assert await sweep(county, source) == 0


async def test_an_escalation_moves_the_case_and_writes_its_history(
    county: Database, source: WorldSource
) -> None:
    await county.tx(lambda s: start(s, TimerKind.ACCEPT_DUE, HALF_PAST))
    await sweep(county, source)

    def seen(session: Session) -> tuple[Level, list[str]]:
        case = case_of(session)
        return case.level, [e.move.value for e in history.list_events(session, case.id or 0)]

    assert await county.read(seen) == (Level.VILLAGE, ["escalate"])


async def test_a_timer_of_a_case_that_moved_on_does_nothing(
    county: Database, source: WorldSource
) -> None:
    def closed(session: Session) -> None:
        case_of(session).state = CaseState.CLOSED
        start(session, TimerKind.ACCEPT_DUE, HALF_PAST)

    await county.tx(closed)
    assert await sweep(county, source) == 1
    assert await county.read(said) == []


async def test_a_timer_that_breaks_is_counted_alone_and_tried_again(
    county: Database, source: WorldSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[Any]:
        raise RuntimeError("a bug of ours")

    decisions = dict(due._DECISIONS) | {TimerKind.ACCEPT_DUE: broken}
    monkeypatch.setattr(due, "_DECISIONS", decisions)
    bad = await county.tx(lambda s: start(s, TimerKind.ACCEPT_DUE, NINE))
    good = await county.tx(lambda s: start(s, TimerKind.ACCEPT_HALF, HALF_PAST))
    assert await sweep(county, source) == 2
    assert await county.read(lambda s: state_of(s, good)) is TimerState.FIRED

    def row(session: Session) -> tuple[TimerState, int, str]:
        timer = session.get_one(Timer, bad)
        return timer.state, timer.attempts, timer.error

    assert await county.read(row) == (TimerState.WAITING, 1, "RuntimeError")
    assert await sweep(county, source) == 0


async def test_a_timer_that_is_dead_becomes_somebodys_task(
    county: Database, source: WorldSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[Any]:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(due, "_DECISIONS", {TimerKind.ACCEPT_DUE: broken})
    bad = await county.tx(lambda s: start(s, TimerKind.ACCEPT_DUE, NINE))
    for hours in range(5):
        await sweep(county, source, HALF_PAST + timedelta(hours=hours))
    assert await county.read(lambda s: state_of(s, bad)) is TimerState.DEAD
    titles = await county.read(lambda s: [t.title for t in s.exec(select(Task))])
    assert len(titles) == 1
    assert "没能办成" in titles[0]
    assert await county.read(said) == ["county_duty:remind.dead_timer_case"]


async def test_a_timer_of_a_case_that_is_gone_is_nothing(
    county: Database, source: WorldSource
) -> None:
    await county.tx(lambda s: start(s, TimerKind.ACCEPT_DUE, NINE, case_id=999))
    assert await sweep(county, source) == 1
    assert await county.read(said) == []


async def test_a_timer_stopped_by_an_earlier_one_of_the_same_sweep_does_not_fire(
    county: Database, source: WorldSource
) -> None:
    await county.tx(lambda s: start(s, TimerKind.SELF_HANDLE_DUE, NINE))
    stopped = await county.tx(lambda s: start(s, TimerKind.ACCEPT_TAKEOVER, HALF_PAST))
    assert await sweep(county, source) == 2
    assert await county.read(lambda s: state_of(s, stopped)) is TimerState.STOPPED
    keys = {text.split(":")[-1] for text in await county.read(said)}
    assert "whistle.card" in keys
    assert "card.takeover" not in keys


async def test_a_greeting_that_is_late_is_left_out(county: Database, source: WorldSource) -> None:
    late = {"lateness": Lateness.SKIP_IF_LATE}
    await county.tx(
        lambda s: start(s, TimerKind.ACCEPT_HALF, HALF_PAST - timedelta(hours=2), **late)
    )
    assert await sweep(county, source) == 1
    assert await county.read(said) == []


async def test_of_digests_that_piled_up_only_the_newest_counts(
    county: Database, source: WorldSource
) -> None:
    piled = {"lateness": Lateness.COALESCE}

    def pile(session: Session) -> None:
        for minutes in (0, 10, 20):
            start(session, TimerKind.ACCEPT_HALF, NINE + timedelta(minutes=minutes), **piled)

    await county.tx(pile)
    assert await sweep(county, source) == 3
    assert len(await county.read(said)) == 1


async def test_chat_that_was_no_report_is_emptied_after_a_day_and_the_next_purge_is_set(
    county: Database, source: WorldSource
) -> None:
    old, young = NINE - timedelta(days=2), NINE - timedelta(hours=2)
    rows = [
        ("a", "早啊各位", "greeting", old, None),
        ("b", "中午吃啥", "chit_chat", young, None),
        ("c", "下水道堵了", "report", old, None),
        ("d", "办结 已疏通", "staff_talk", old, 1),
        ("e", "我家也这样", "merge_plus1", old, None),
        ("f", "俺家也没水", "merge_plus1", old, 1),
    ]

    def heard(session: Session) -> None:
        for key, text, intent, at, case_id in rows:
            session.add(_message(key, text, intent, at, case_id))
        due.start_housekeeping(session, NINE, 1, source.current(session))

    await county.tx(heard)
    assert await sweep(county, source, NINE + timedelta(hours=3)) == 1

    def kept(session: Session) -> dict[str, str]:
        return {m.key: m.text for m in session.exec(select(InboundMessage))}

    left = {"a": "", "b": "中午吃啥", "c": "下水道堵了", "d": "办结 已疏通"}
    left |= {"e": "", "f": "俺家也没水"}
    assert await county.read(kept) == left
    assert await county.read(timers.next_due_at) == NINE + timedelta(hours=9)


def _message(key: str, text: str, intent: str, at: datetime, case_id: int | None) -> InboundMessage:
    moments: dict[str, Any] = dict.fromkeys(
        ("sent_at", "received_at", "next_attempt_at", "handled_at"), at
    )
    return arrived(key, text=text, state=InboxState.DONE, intent=intent, case_id=case_id, **moments)
