"""What is read of consults, mediations, surveys, visits and standings is the same on both databases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, select

from storage import attempts, consults, mediations, standing, surveys, visits
from storage.codes import (
    AttemptState,
    CaseState,
    Colour,
    ConsultState,
    ConsultTrigger,
    DelegateState,
    MediationState,
    SurveyChannel,
    SurveyState,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.case import Case, Whistle
from storage.tables.consult import Consult
from storage.tables.mediation import Mediation
from storage.tables.person import Person
from storage.tables.survey import Survey, SurveyAttempt
from tests.storage.cast import COUNTY, MORNING

T = TypeVar("T")
WANG, GAO, GUO = 1, 2, 3  # the first people of the demo county stand for them
DEPARTMENT = 1
GRID = 1
YESTERDAY = MORNING - timedelta(days=1)


def a_case(number: int, **other: Any) -> Case:
    given: dict[str, Any] = {
        "id": number,
        "county_id": COUNTY,
        "number": number,
        "leaf": "streetlight",
        "title": "路灯不亮",
        "region_id": GRID,
        "urgency": Urgency.U2,
        "state": CaseState.IN_PROGRESS,
        "opened_at": MORNING,
    }
    return Case(**given | other)


@pytest.fixture
async def county(database: Database) -> Database:
    def fill(session: Session) -> None:
        seed(session, demo_county_file(), now=MORNING)
        session.flush()
        session.add(a_case(1, owner_id=GUO))
        session.flush()

    await database.tx(fill)
    return database


async def both(db: Database, write: Callable[[Session], object], read: Callable[[Session], T]) -> T:
    await db.tx(write)
    return await db.read(read)


# ---- consults


def a_consult(state: ConsultState = ConsultState.CALLED) -> Consult:
    return Consult(
        county_id=COUNTY,
        case_id=1,
        trigger=ConsultTrigger.HOUSEHOLDS,
        state=state,
        department_ids=[DEPARTMENT],
        called_at=MORNING,
        hold_at=MORNING,
        due_at=MORNING + timedelta(days=3),
    )


def call(session: Session) -> None:
    session.add(a_consult(ConsultState.ENDED))
    session.flush()
    consult = a_consult()
    session.add(consult)
    session.flush()
    for position, words in ((2, "停车费"), (1, "绿化"), (1, "绿化和路灯")):
        consults.put_demand(session, consult, position, {"words": words})
        session.flush()
    for state in (DelegateState.ASKED, DelegateState.AGREED):
        consults.put_delegate(session, consult, WANG, state, MORNING)
        session.flush()


async def test_the_consult_that_is_called_is_found_with_agenda_and_delegates(
    county: Database,
) -> None:
    found = await both(county, call, lambda s: consults.called_for(s, [1, 2]))
    rows = found[1]
    assert [d.words for d in rows.demands] == ["绿化和路灯", "停车费"]
    assert [(d.person_id, d.state) for d in rows.delegates] == [(WANG, DelegateState.AGREED)]
    assert len(await county.read(lambda s: consults.list_of_case(s, 1))) == 2
    due = await county.tx(lambda s: consults.get_consult(s, rows.consult.id or 0).due_at)
    assert due == MORNING + timedelta(days=3)


# ---- mediations and visits


def propose(session: Session) -> None:
    for state in (MediationState.REFUSED, MediationState.ASKING):
        row = Mediation(
            county_id=COUNTY, case_id=1, round=1, state=state, reporter_id=WANG, proposed_at=MORNING
        )
        mediations.put(session, row)
        session.flush()


async def test_the_newest_mediation_is_found_by_its_case_and_by_whoever_is_asked(
    county: Database,
) -> None:
    newest = await both(county, propose, lambda s: mediations.find_newest(s, 1))
    assert newest is not None
    assert (newest.round, newest.state) == (2, MediationState.ASKING)
    asked = await county.read(lambda s: mediations.find_asked(s, WANG))
    assert asked is not None
    assert asked.id == newest.id
    assert await county.read(lambda s: mediations.find_asked(s, GAO)) is None
    locked = await county.tx(lambda s: mediations.get_mediation(s, newest.id or 0).round)
    assert locked == 2
    assert await county.read(lambda s: visits.find_planned(s, 1)) is None
    assert await county.read(lambda s: visits.list_of_case(s, 1)) == []


# ---- surveys


def ask(session: Session) -> None:
    session.get_one(Person, WANG).phone = "13800000001"
    for person_id in (WANG, WANG, GAO):
        row = Survey(
            county_id=COUNTY, case_id=1, person_id=person_id, state=SurveyState.ASKED,
            asked_at=MORNING,
        )  # fmt: skip
        surveys.plan(session, row)
    asked = session.exec(select(Survey).where(Survey.person_id == WANG)).one()
    for channel, asker_id in ((SurveyChannel.SMS, None), (SurveyChannel.PHONE, GUO)):
        attempts.begin(
            session,
            SurveyAttempt(
                county_id=COUNTY, survey_id=asked.id or 0, case_id=1, channel=channel,
                asker_id=asker_id, begun_at=MORNING,
            ),
        )  # fmt: skip
        session.flush()


async def test_a_survey_is_found_by_person_number_and_errand(county: Database) -> None:
    found = await both(county, ask, lambda s: surveys.list_of_case(s, 1))
    assert [one.person_id for one in found] == [WANG, GAO]
    asked = await county.read(lambda s: surveys.find_asked(s, WANG, YESTERDAY))
    texted = await county.read(lambda s: surveys.find_asked_by_sms(s, "13800000001", YESTERDAY))
    assert asked is not None
    assert texted is not None
    assert asked.id == texted.id == found[0].id
    [errand] = await county.read(lambda s: attempts.list_errands(s, GUO))
    assert errand.channel is SurveyChannel.PHONE
    tries = await county.read(lambda s: attempts.list_of_survey(s, found[0].id or 0))
    assert [one.channel for one in tries] == [SurveyChannel.SMS, SurveyChannel.PHONE]
    await county.tx(lambda s: attempts.drop(s, 1, MORNING))
    dropped = await county.read(lambda s: attempts.list_of_case(s, 1))
    assert {one.state for one in dropped if one.channel is SurveyChannel.PHONE} == {
        AttemptState.DROPPED
    }
    assert await county.read(lambda s: attempts.list_errands(s, GUO)) == []


# ---- how things stand


def work(session: Session) -> None:
    late = {"resolve_due_at": YESTERDAY, "colour": Colour.RED, "opened_at": YESTERDAY}
    session.add(a_case(2, **late))
    session.add(a_case(3, **late, is_confidential=True, leaf="crime_tip"))
    session.add(a_case(4, region_id=None, state=CaseState.SURVEYING))
    session.add(a_case(5, state=CaseState.CLOSED))
    session.flush()
    session.add(
        Whistle(
            county_id=COUNTY, case_id=2, department_id=DEPARTMENT, role=WhistleRole.LEAD,
            state=WhistleState.REPORTED_IN, whistled_at=MORNING, report_in_due_at=MORNING,
        )
    )  # fmt: skip


async def test_how_a_region_stands_is_counted_without_what_few_may_know(county: Database) -> None:
    some = standing.Scope([GRID], ["crime_tip"])
    found = await both(county, work, lambda s: standing.count(s, some, MORNING, MORNING))
    expected = {"open": 2, "overdue": 1, "red": 1, "unsurveyed": 0, "new": 2}
    assert {name: found[name] for name in expected} == expected
    whole = standing.Scope([GRID], None)
    counted = await county.read(lambda s: standing.count(s, whole, MORNING, MORNING))
    assert (counted["open"], counted["red"], counted["unsurveyed"]) == (3, 2, 1)
    for scope, numbers in ((some, [2]), (whole, [2, 3])):
        for late_only in (True, False):
            pressing = await county.read(
                lambda s, of=scope, only=late_only: standing.list_pressing(  # type: ignore[misc]
                    s, of, 8, MORNING, late_only=only
                )
            )
            assert [case.number for case in pressing] == numbers


async def test_what_waits_for_a_person_or_a_department_is_found(county: Database) -> None:
    await county.tx(work)
    assert await county.read(standing.list_owners) == [GUO]
    assert await county.read(standing.list_whistled) == [DEPARTMENT]
    mine = await county.read(lambda s: standing.list_owed(s, GUO, None, 8))
    theirs = await county.read(lambda s: standing.list_owed(s, None, DEPARTMENT, 8))
    assert (mine[0], [case.number for case in mine[1]]) == (1, [1])
    assert (theirs[0], [case.number for case in theirs[1]]) == (1, [2])
