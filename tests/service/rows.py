"""Rows that tests of the console find: a case, who told of it, a call to be made."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from storage.codes import (
    AttemptState,
    CaseState,
    ReportKind,
    SurveyChannel,
    SurveyState,
    Urgency,
)
from storage.tables.case import Case, Report
from storage.tables.person import Person
from storage.tables.region import Region
from storage.tables.survey import Survey, SurveyAttempt
from tests.service.webchat_room import TUESDAY


def add_case(session: Session, number: int = 101, region: str = "G101", **changes: Any) -> int:
    """A blocked sewer that was registered on Tuesday; gives its id."""
    place = session.exec(select(Region.id).where(col(Region.code) == region)).one()
    given: dict[str, Any] = {
        "county_id": 1,
        "number": number,
        "leaf": "sewer_blockage",
        "title": "下水道堵塞",
        "place": "3号楼前",
        "region_id": place,
        "urgency": Urgency.U1,
        "state": CaseState.REGISTERED,
        "opened_at": TUESDAY,
        "resolve_due_at": TUESDAY + timedelta(hours=5),
    }
    case = Case(**(given | changes))
    session.add(case)
    session.flush()
    return case.id or 0


def add_report(session: Session, case_id: int, name: str, words: str, message_id: int = 7) -> int:
    """This person told of the case; gives the person's id."""
    person_id = session.exec(select(Person.id).where(col(Person.name) == name)).one() or 0
    session.add(
        Report(
            county_id=1, case_id=case_id, person_id=person_id, kind=ReportKind.OPENED,
            words=words, message_ids=[message_id], reported_at=TUESDAY,
        )
    )  # fmt: skip
    return person_id


def add_errand(session: Session, case_id: int, person_id: int, asker_id: int) -> int:
    """The asker is to ring this reporter up; gives the survey's id."""
    survey = Survey(
        county_id=1, case_id=case_id, person_id=person_id, state=SurveyState.ASKED, asked_at=TUESDAY
    )
    session.add(survey)
    session.flush()
    session.add(
        SurveyAttempt(
            county_id=1, case_id=case_id, survey_id=survey.id or 0, number=1, begun_at=TUESDAY,
            channel=SurveyChannel.PHONE, state=AttemptState.WAITING, asker_id=asker_id,
        )
    )  # fmt: skip
    return survey.id or 0
