"""What the map counts: by region, within reach, and no point of what was told in confidence."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from storage import map_figures
from storage.codes import CaseState, SurveyKind, SurveyState
from storage.db import Database
from storage.map_figures import Answers, OpenCases
from storage.reach import Stand
from storage.tables.case import Case
from storage.tables.person import Person
from storage.tables.survey import Survey
from tests.storage.cast import COUNTY, MORNING
from tests.storage.plans import fill, many_of, plan_of
from tests.storage.test_pages import a_case, county, put
from tests.storage.test_queue import EVERYWHERE, due, reach

QUARTER = timedelta(days=90)
HERE: dict[str, Any] = {"region_id": 3, "longitude": 113.2, "latitude": 33.9}


async def test_open_and_overdue_cases_are_counted_by_region(database: Database) -> None:
    await database.tx(county)
    await put(
        database,
        a_case(1, region_id=3, **due(-1)),
        a_case(2, region_id=3, **due(1)),
        a_case(3, region_id=3, answered_at=MORNING, **due(-1)),
        a_case(4, region_id=2),
        a_case(5, region_id=3, state=CaseState.CLOSED, **due(-1)),
        a_case(6),
        a_case(7, region_id=3, county_id=2),
    )
    found = await database.read(lambda s: map_figures.count_open(s, reach(EVERYWHERE), MORNING))
    assert found == {3: OpenCases(3, 1), 2: OpenCases(1, 0), None: OpenCases(1, 0)}


async def test_only_what_is_within_reach_is_counted(database: Database) -> None:
    await database.tx(county)
    await put(
        database,
        a_case(1, region_id=3),
        a_case(2, region_id=3, is_confidential=True),
        a_case(3, region_id=3, tags=["avoid:person:1"]),
        a_case(4, region_id=2),
    )
    own = reach(Stand(region_ids=frozenset({3}), may_know=False))
    found = await database.read(lambda s: map_figures.count_open(s, own, MORNING))
    assert found == {3: OpenCases(1, 0)}
    assert await database.read(lambda s: map_figures.count_open(s, reach(), MORNING)) == {}


async def answer(database: Database, case: Case, **given: Any) -> None:
    """One more reporter of the case answered."""

    def add(session: Session) -> None:
        person = Person(county_id=COUNTY, name="高叔", created_at=MORNING)
        session.add(person)
        session.flush()
        told = session.exec(select(Case.id).where(Case.number == case.number)).one() or 0
        usual: dict[str, Any] = {
            "state": SurveyState.ANSWERED, "answered_at": MORNING, "satisfaction": 5,
        }  # fmt: skip
        of: dict[str, Any] = {"county_id": COUNTY, "case_id": told, "person_id": person.id}
        session.add(Survey(**(of | usual | given)))

    await database.tx(add)


async def test_answers_are_counted_where_the_case_lies(database: Database) -> None:
    await database.tx(county)
    street, secret, elsewhere = (
        a_case(1, region_id=3, state=CaseState.CLOSED),
        a_case(2, region_id=3, is_confidential=True),
        a_case(3),
    )
    await put(database, street, secret, elsewhere)
    for stars in (5, 4, 3, 1):
        await answer(database, a_case(1), satisfaction=stars)
    await answer(database, a_case(1), answered_at=MORNING - QUARTER - timedelta(seconds=1))
    await answer(database, a_case(1), satisfaction=None)
    await answer(database, a_case(1), state=SurveyState.UNANSWERED, answered_at=None)
    await answer(database, a_case(1), kind=SurveyKind.SECOND_LOOK)
    await answer(database, a_case(2))
    await answer(database, a_case(3), satisfaction=2)
    since = MORNING - QUARTER
    found = await database.read(lambda s: map_figures.count_answers(s, COUNTY, since))
    assert found == {3: Answers(4, 2), None: Answers(1, 0)}
    assert await database.read(lambda s: map_figures.count_answers(s, 2, since)) == {}


async def test_no_point_is_given_of_what_was_told_in_confidence(database: Database) -> None:
    await database.tx(county)
    await put(
        database,
        a_case(1, **HERE, **due(-1)),
        a_case(2, **HERE, is_private=True),
        a_case(3, **HERE, is_confidential=True),
        a_case(4, **HERE, leaf="crime_tip"),
        a_case(5, region_id=3),
        a_case(6, **HERE, state=CaseState.CLOSED),
        a_case(7, **HERE | {"region_id": 2}),
        a_case(8, **HERE),
    )
    own = reach(EVERYWHERE)
    found = await database.read(lambda s: map_figures.list_spotted(s, own, {3}, MORNING, 10))
    assert [(one.number, one.is_overdue) for one in found] == [(8, False), (1, True)]
    assert (found[0].longitude, found[0].latitude) == (113.2, 33.9)
    newest = await database.read(lambda s: map_figures.list_spotted(s, own, {3}, MORNING, 1))
    assert [one.number for one in newest] == [8]
    assert await database.read(lambda s: map_figures.list_spotted(s, own, (), MORNING, 9)) == []


async def test_figures_are_taken_by_index_however_many_cases_there_were(database: Database) -> None:
    await database.tx(county)

    def ask(session: Session) -> list[str]:
        old = many_of(
            Case, id="i", county_id="1", number="i", leaf="'noise'", title="''", urgency="'U2'",
            state="CASE WHEN i > 2990 THEN 'registered' ELSE 'closed' END", region_id="3",
            opened_at="'2025-01-02 01:00:00+00:00'", longitude="113.2", latitude="33.9",
        )  # fmt: skip
        fill(session, old, 3000, yes=True, no=False)
        session.add(Person(id=1, county_id=1, name="高叔", created_at=MORNING))
        session.flush()
        asked = many_of(
            Survey, county_id="1", case_id="i", person_id="1", state="'answered'",
            satisfaction="5", answered_at="'2025-01-02 01:00:00+00:00'",
        )  # fmt: skip
        fill(session, asked, 3000, yes=True, no=False)
        own, since = reach(EVERYWHERE), MORNING - QUARTER
        return [
            plan_of(session, lambda: map_figures.count_open(session, own, MORNING)),
            plan_of(session, lambda: map_figures.count_answers(session, 1, since)),
        ]

    counted, answered = await database.tx(ask)
    assert "case_queue" in counted
    assert "survey_answered" in answered
