"""Digests on real databases: counted, kept from whom they must not reach, told once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.world import WorldSource
from handlers.loading.standing import load_standing, load_work
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from scheduler import digests, due
from storage import timers
from storage.codes import CaseState, Colour, Level, TimerKind, Urgency, WhistleRole, WhistleState
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.case import Case, Whistle
from storage.tables.message import OutboundMessage
from storage.tables.person import Person
from storage.tables.timer import Timer

SUNDAY = datetime(2026, 4, 12, 1, 0, tzinfo=UTC)
EIGHT = datetime(2026, 4, 13, 0, 0, tzinfo=UTC)  # eight o'clock of Monday in China
S = CaseState


@pytest.fixture(scope="module")
def source() -> WorldSource:
    return WorldSource(Policy(), load_categories())


def county(session: Session) -> None:
    seed(session, demo_county_file(), now=SUNDAY)
    session.flush()


class Cases:
    """Puts cases into the demo county."""

    def __init__(self, session: Session, source: WorldSource) -> None:
        self._session = session
        self._directory = source.current(session).directory
        self._number = 0

    def add(self, state: CaseState = S.SELF_HANDLING, grid: str = "G101", **other: Any) -> Case:
        """A case in this state, of this grid."""
        self._number += 1
        region = self._directory.region_coded(grid)
        given: dict[str, Any] = {
            "county_id": 1,
            "number": self._number,
            "leaf": "garbage",
            "title": "垃圾清运",
            "place": "3号楼",
            "region_id": region.id if region else None,
            "urgency": Urgency.U2,
            "state": state,
            "level": Level.GRID,
            "opened_at": SUNDAY - timedelta(days=3),
            "resolve_due_at": EIGHT + timedelta(days=1),
        }
        case = Case(**given | other)
        self._session.add(case)
        self._session.flush()
        return case

    def whistle(self, case: Case, name: str) -> None:
        """A department is whistled for it."""
        department = self._directory.department_called(name)
        self._session.add(
            Whistle(
                county_id=1,
                case_id=case.id or 0,
                department_id=(department.id if department else 0) or 0,
                role=WhistleRole.LEAD,
                state=WhistleState.WHISTLED,
                whistled_at=SUNDAY,
                report_in_due_at=EIGHT,
            )
        )


def region_id(session: Session, source: WorldSource, code: str) -> int:
    found = source.current(session).directory.region_coded(code)
    return (found.id if found else 0) or 0


def person_id(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def several(session: Session, source: WorldSource) -> None:
    county(session)
    cases = Cases(session, source)
    cases.add(opened_at=SUNDAY, urgency=Urgency.U1)
    cases.add(resolve_due_at=EIGHT - timedelta(hours=1), colour=Colour.RED, reopen_count=1)
    cases.add(S.SUSPENDED, colour=Colour.YELLOW)
    cases.add(S.SURVEYING)
    cases.add(S.CLOSED, opened_at=SUNDAY)
    cases.add(grid="G201")
    cases.add(grid="", leaf="fire_lane")
    cases.add(leaf="wage_arrears", is_confidential=True)


async def test_a_township_counts_its_own_and_the_county_all(
    database: Database, source: WorldSource
) -> None:
    await database.tx(lambda s: several(s, source))

    def look(session: Session, code: str) -> dict[str, int]:
        world = source.current(session)
        since = SUNDAY - timedelta(hours=1)
        found = load_standing(session, region_id(session, source, code), since, EIGHT, world)
        names = ("new", "open", "overdue", "red", "yellow", "urgent", "unsurveyed", "reopened")
        return {name: getattr(found, name) for name in names} | {
            "listed": len(found.pressing),
            "parked": found.parked,
        }

    town = await database.read(lambda s: look(s, "T1"))
    assert town == {
        "new": 2, "open": 3, "overdue": 1, "red": 1, "yellow": 1, "urgent": 1,
        "unsurveyed": 1, "reopened": 1, "parked": 1, "listed": 2,
    }  # fmt: skip
    whole = await database.read(lambda s: look(s, "QH"))
    assert (whole["open"], whole["overdue"]) == (6, 1)
    village = await database.read(lambda s: look(s, "V11"))
    assert village["open"] == 3


async def test_work_is_what_a_person_owns_or_a_department_was_whistled_for(
    database: Database, source: WorldSource
) -> None:
    def fill(session: Session) -> tuple[int, int]:
        county(session)
        cases, owner = Cases(session, source), person_id(session, "郭网格")
        for days in (3, 1, 2):
            cases.add(owner_id=owner, resolve_due_at=EIGHT + timedelta(days=days))
        cases.add(S.CLOSED, owner_id=owner)
        cases.whistle(cases.add(S.WHISTLED), "城管局")
        department = source.current(session).directory.department_called("城管局")
        return owner, (department.id if department else 0) or 0

    owner, department = await database.tx(fill)
    mine = await database.read(lambda s: load_work(s, owner))
    assert (mine.count, [case.number for case in mine.first]) == (3, [2, 3, 1])
    theirs = await database.read(lambda s: load_work(s, department_id=department))
    assert [case.number for case in theirs.first] == [5]


async def test_a_morning_tells_each_receiver_once(database: Database, source: WorldSource) -> None:
    def fill(session: Session) -> None:
        county(session)
        cases, owner = Cases(session, source), person_id(session, "郭网格")
        for _ in range(3):
            cases.add(owner_id=owner)
        cases.whistle(cases.add(S.WHISTLED, opened_at=SUNDAY + timedelta(hours=1)), "城管局")
        digests.start_agenda(session, SUNDAY, source.current(session))
        digests.start_agenda(session, SUNDAY, source.current(session))

    await database.tx(fill)
    fired = [await sweep(database, source) for _ in range(4)]
    assert fired[0] == 1
    assert fired[-1] == 0
    assert await database.read(said) == ["县值班", "城关值班", "城管局", "郭网格"]
    assert await database.read(timers.next_due_at) == EIGHT + timedelta(hours=9, minutes=30)


async def test_a_digest_that_is_hours_late_only_leads_to_the_next(
    database: Database, source: WorldSource
) -> None:
    def fill(session: Session) -> None:
        county(session)
        Cases(session, source).add(owner_id=person_id(session, "郭网格"))
        digests.start_agenda(session, SUNDAY, source.current(session))

    await database.tx(fill)
    assert await sweep(database, source, EIGHT + timedelta(hours=4)) == 1
    assert await sweep(database, source, EIGHT + timedelta(hours=4)) == 0
    assert await database.read(said) == []
    assert await database.read(timers.next_due_at) == EIGHT + timedelta(hours=9, minutes=30)


async def test_a_digest_that_breaks_is_somebodys_task_like_any_timer(
    database: Database, source: WorldSource
) -> None:
    def fill(session: Session) -> None:
        county(session)
        broken = Timer(
            county_id=1, subject="digest:person:1", kind=TimerKind.DIGEST, due_at=EIGHT, data={}
        )
        timers.start(session, broken)

    await database.tx(fill)
    for hours in range(6):
        await sweep(database, source, EIGHT + timedelta(hours=hours))
    assert await database.read(said) == ["county_duty"]


async def sweep(database: Database, source: WorldSource, now: datetime = EIGHT) -> int:
    return await database.tx(lambda s: due.sweep(s, now, source.current(s)))


def said(session: Session) -> list[str]:
    rows = session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all()
    return sorted(row.audience.rpartition(":")[2] for row in rows)
