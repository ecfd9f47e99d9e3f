"""Open cases nearby are read so far as a message is compared with them, and no further."""

from datetime import timedelta

import pytest
from sqlmodel import Session, SQLModel

from storage.cases import tell
from storage.codes import CaseState, Level, ReportKind, Urgency
from storage.db import Database
from storage.errors import NotReadError
from storage.nearby import open_in, tellers_of
from storage.prepared import run_each
from storage.rows import blank
from storage.tables.case import Case, Report
from storage.tables.person import Person
from storage.tables.region import County, Region
from tests.storage.cast import COUNTY, MORNING

CASE = SQLModel.metadata.tables["case"]
HERE, ELSEWHERE = 1, 2
LAST_WEEK = MORNING - timedelta(days=7)


def case(number: int, **more: object) -> dict[str, object]:
    given = {
        "id": number,
        "county_id": COUNTY,
        "number": number,
        "leaf": "manhole",
        "title": "井盖",
        "region_id": HERE,
        "urgency": Urgency.U1,
        "state": CaseState.REGISTERED,
        "opened_at": MORNING,
    }
    return {**blank(Case), **given, **more}


def report(case_id: int, person_id: int, kind: ReportKind, **more: object) -> dict[str, object]:
    given = {
        "county_id": COUNTY,
        "case_id": case_id,
        "person_id": person_id,
        "kind": kind,
        "reported_at": MORNING,
    }
    return {**blank(Report), **given, **more}


async def fill(database: Database) -> None:
    def write(session: Session) -> None:
        session.add(County(id=COUNTY, code="QH", name="青河县", centre_name="综治中心"))
        session.flush()
        for region_id in (HERE, ELSEWHERE):
            name = f"网格{region_id}"
            session.add(
                Region(id=region_id, county_id=COUNTY, level=Level.GRID, code=name, name=name)
            )
        for person_id in range(1, 5):
            session.add(Person(id=person_id, county_id=COUNTY, name="街坊", created_at=MORNING))
        session.flush()
        cases = [
            case(1),
            case(2, is_emergency=True),
            case(3, region_id=ELSEWHERE),
            case(4, state=CaseState.CLOSED),
            case(5, opened_at=LAST_WEEK),
        ]
        run_each(session, CASE.insert(), cases)
        reports = [
            report(1, 3, ReportKind.OPENED),
            report(1, 1, ReportKind.PLUS_ONE),
            report(1, 3, ReportKind.JOINED),
            report(1, 2, ReportKind.SUPPLEMENT),
            report(1, 4, ReportKind.JOINED, undone_at=MORNING),
            report(2, 2, ReportKind.OPENED),
        ]
        tell(session, reports)

    await database.tx(write)


async def test_what_is_open_here_is_found_the_newest_first(database: Database) -> None:
    await fill(database)
    since = MORNING - timedelta(days=1)
    found = await database.read(lambda s: open_in(s, [HERE], since))
    assert [(c.number, c.leaf, c.state, c.is_emergency, c.opened_at) for c in found] == [
        (2, "manhole", CaseState.REGISTERED, True, MORNING),
        (1, "manhole", CaseState.REGISTERED, False, MORNING),
    ]
    both = await database.read(lambda s: open_in(s, [HERE, ELSEWHERE], LAST_WEEK, 3))
    assert [c.number for c in both] == [5, 3, 2]


async def test_what_was_not_read_is_never_taken_for_nothing(database: Database) -> None:
    await fill(database)
    found = await database.read(lambda s: open_in(s, [HERE], MORNING))
    with pytest.raises(NotReadError, match=r"Case\.owner_id"):
        assert found[0].owner_id


async def test_whoever_told_of_a_case_is_known_the_first_teller_first(database: Database) -> None:
    await fill(database)
    telling = frozenset({ReportKind.OPENED, ReportKind.JOINED, ReportKind.PLUS_ONE})
    found = await database.read(lambda s: tellers_of(s, [1, 2, 3], telling))
    assert found == {1: (3, 1), 2: (2,)}
    assert await database.read(lambda s: tellers_of(s, [], telling)) == {}
