"""Who is asked about which result, and what they said."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from storage.codes import SurveyChannel, SurveyState
from storage.tables.person import Person
from storage.tables.survey import Survey, SurveyAttempt

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

ASKED_BY_SMS = (
    select(Survey)
    .join(SurveyAttempt, col(SurveyAttempt.survey_id) == col(Survey.id))
    .join(Person, col(Person.id) == col(Survey.person_id))
    .where(
        col(Person.phone) == bindparam("phone"),
        col(SurveyAttempt.channel) == SurveyChannel.SMS,
        col(SurveyAttempt.begun_at) >= bindparam("since"),
        col(Survey.state).in_([SurveyState.ASKED, SurveyState.UNANSWERED]),
    )
    .order_by(col(SurveyAttempt.id).desc())
    .limit(1)
)

SAME = select(Survey).where(
    col(Survey.case_id) == bindparam("case_id"),
    col(Survey.person_id) == bindparam("person_id"),
    col(Survey.round) == bindparam("round"),
    col(Survey.kind) == bindparam("kind"),
)


def plan(session: Session, survey: Survey) -> Survey:
    """The reporter will be asked in this round; planning it twice is one survey."""
    about = ("case_id", "person_id", "round", "kind")
    known = session.scalars(SAME, {name: getattr(survey, name) for name in about}).first()
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


def find_asked_by_sms(session: Session, phone: str, since: datetime) -> Survey | None:
    """The question sent to this number last and not answered yet; families may share a number."""
    return session.scalars(ASKED_BY_SMS, {"phone": phone, "since": since}).first()


def get(session: Session, survey_id: int) -> Survey:
    """The survey with this id."""
    return session.get_one(Survey, survey_id)
