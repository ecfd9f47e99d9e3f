"""Tries to ask reporters: by chat, short message, telephone, or at the door."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col, func

from storage import tasks
from storage.codes import AttemptState, SurveyChannel
from storage.tables.survey import SurveyAttempt

_waits = col(SurveyAttempt.state) == AttemptState.WAITING
_begun = col(SurveyAttempt.id)

# Statements are built once: building one costs several times as much as running it.
OF_CASE = (
    select(SurveyAttempt).where(col(SurveyAttempt.case_id) == bindparam("case_id")).order_by(_begun)
)
OF_SURVEY = (
    select(SurveyAttempt)
    .where(col(SurveyAttempt.survey_id) == bindparam("survey_id"))
    .order_by(_begun)
)
ERRANDS = (
    select(SurveyAttempt)
    .where(col(SurveyAttempt.asker_id) == bindparam("person_id"), _waits)
    .order_by(_begun)
)
WAITING_OF_SURVEY, WAITING_OF_CASE = OF_SURVEY.where(_waits), OF_CASE.where(_waits)
IN_THIS_WAY = (
    select(func.count())
    .select_from(SurveyAttempt)
    .where(
        col(SurveyAttempt.survey_id) == bindparam("survey_id"),
        col(SurveyAttempt.channel) == bindparam("channel"),
    )
)


def begin(session: Session, attempt: SurveyAttempt) -> SurveyAttempt:
    """The try is under way, numbered within its way of asking."""
    given = {"survey_id": attempt.survey_id, "channel": attempt.channel}
    attempt.number = 1 + session.execute(IN_THIS_WAY, given).scalar_one()
    session.add(attempt)
    session.flush()
    return attempt


def end(session: Session, survey_id: int, state: AttemptState, now: datetime) -> None:
    """Whatever was still under way for this survey has ended so, and nobody has to call any more."""
    for attempt in session.scalars(WAITING_OF_SURVEY, {"survey_id": survey_id}):
        _end(session, attempt, state, now)


def drop(session: Session, case_id: int, now: datetime) -> None:
    """Nobody is asked about this case any more."""
    for attempt in session.scalars(WAITING_OF_CASE, {"case_id": case_id}):
        _end(session, attempt, AttemptState.DROPPED, now)


def list_of_case(session: Session, case_id: int) -> list[SurveyAttempt]:
    """Every try of a case, the first first."""
    return list(session.scalars(OF_CASE, {"case_id": case_id}))


def list_of_survey(session: Session, survey_id: int) -> list[SurveyAttempt]:
    """Every try of one survey, the first first."""
    return list(session.scalars(OF_SURVEY, {"survey_id": survey_id}))


def list_errands(session: Session, person_id: int) -> list[SurveyAttempt]:
    """The calls and visits this person has still to make, the first first."""
    return list(session.scalars(ERRANDS, {"person_id": person_id}))


def count_errands(session: Session, person_ids: Sequence[int]) -> dict[int, int]:
    """How many calls and visits each of these people has still to make."""
    asker = col(SurveyAttempt.asker_id)
    query = select(asker, func.count()).where(asker.in_(person_ids), _waits).group_by(asker)
    return {row[0]: row[1] for row in session.execute(query).all()}


def pass_on(session: Session, attempt_id: int, asker_id: int) -> None:
    """The try that waits is another's, and so is the task that it is."""
    attempt = session.get_one(SurveyAttempt, attempt_id)
    if attempt.state is not AttemptState.WAITING:
        return
    attempt.asker_id = asker_id
    session.add(attempt)
    key = task_key(attempt.survey_id, attempt.channel, attempt.number)
    tasks.give_task(session, key, asker_id)


def task_key(survey_id: int, channel: SurveyChannel, number: int) -> str:
    """The key of the task that a call or a visit is."""
    return f"survey:{survey_id}:{channel.value}:{number}"


def _end(session: Session, attempt: SurveyAttempt, state: AttemptState, now: datetime) -> None:
    attempt.state, attempt.ended_at = state, now
    session.add(attempt)
    tasks.finish_task(session, task_key(attempt.survey_id, attempt.channel, attempt.number), now)
