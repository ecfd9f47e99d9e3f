"""Who is asked about which result, and what they said."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from storage.codes import SurveyState
from storage.tables.survey import Survey

# Statements are built once: building one costs several times as much as running it.
OF_CASE = select(Survey).where(col(Survey.case_id) == bindparam("case_id")).order_by(col(Survey.id))
ASKED = (
    select(Survey)
    .where(
        col(Survey.person_id) == bindparam("person_id"),
        col(Survey.state).in_([SurveyState.ASKED, SurveyState.UNANSWERED]),
        col(Survey.asked_at) >= bindparam("since"),
    )
    .order_by(col(Survey.asked_at).desc())
)


def plan(session: Session, survey: Survey) -> Survey:
    """The reporter will be asked in this round; planning it twice is one survey."""
    known = session.scalars(
        select(Survey).where(
            col(Survey.case_id) == survey.case_id,
            col(Survey.person_id) == survey.person_id,
            col(Survey.round) == survey.round,
        )
    ).first()
    if known is not None:
        return known
    session.add(survey)
    session.flush()
    return survey


def list_of_case(session: Session, case_id: int) -> list[Survey]:
    """Every survey of a case, oldest first."""
    return list(session.scalars(OF_CASE, {"case_id": case_id}))


def find_asked(session: Session, person_id: int, since: datetime) -> Survey | None:
    """The question the person has not answered yet, the latest first.

    One that ran out unanswered after `since` may still be answered.
    """
    return session.scalars(ASKED, {"person_id": person_id, "since": since}).first()


def get(session: Session, survey_id: int) -> Survey:
    """The survey with this id."""
    return session.get_one(Survey, survey_id)
