"""Effects on what reporters are asked afterwards."""

from handlers.effects import (
    DropTries,
    EndTry,
    KeepContact,
    MarkRelayed,
    PassErrand,
    PlanSurvey,
    RecordSurvey,
    TryReporter,
)
from handlers.performing.work import Work
from handlers.speech import SMS
from storage import attempts, people, surveys, tasks
from storage.codes import AttemptState, SurveyChannel, SurveyState, TaskKind
from storage.tables.case import Task
from storage.tables.survey import Survey, SurveyAttempt

_ENDED = {
    SurveyState.ANSWERED: AttemptState.ANSWERED,
    SurveyState.DECLINED: AttemptState.DECLINED,
    SurveyState.UNANSWERED: AttemptState.SILENT,
}
_TASKS = {SurveyChannel.PHONE: TaskKind.PHONE_CALL, SurveyChannel.VISIT: TaskKind.VISIT}


def plan_survey(work: Work, e: PlanSurvey) -> None:
    """The reporter will be asked in this round."""
    surveys.plan(
        work.session,
        Survey(
            county_id=work.county_id,
            case_id=work.case_id(e.case) or 0,
            person_id=e.person_id,
            round=e.round,
            kind=e.kind,
        ),
    )


def record_survey(work: Work, e: RecordSurvey) -> None:
    """The survey stands in its new state, with what was answered so far; nobody asks twice."""
    survey = surveys.get(work.session, e.survey_id)
    survey.state = e.state
    survey.resolved = e.resolved if e.resolved is not None else survey.resolved
    survey.satisfaction = e.satisfaction if e.satisfaction is not None else survey.satisfaction
    survey.reasons = sorted({*survey.reasons, *e.reasons})
    survey.remark = "\n".join(filter(None, (survey.remark, e.remark)))
    survey.relay = e.relay or survey.relay
    survey.via = survey.via or e.via
    if e.state is SurveyState.ASKED:
        survey.asked_at = survey.asked_at or work.now
    if e.state is SurveyState.ANSWERED:
        survey.answered_at = survey.answered_at or work.now
    work.to_tally.add(survey.case_id)
    work.session.add(survey)
    if e.state in _ENDED:
        attempts.end(work.session, e.survey_id, _ENDED[e.state], work.now)


def try_reporter(work: Work, e: TryReporter) -> None:
    """The try is written down; whoever is to call or visit has it as a task."""
    case_id = work.case_id(e.case) or 0
    attempt = attempts.begin(
        work.session,
        SurveyAttempt(
            county_id=work.county_id,
            survey_id=e.survey_id,
            case_id=case_id,
            channel=e.channel,
            asker_id=e.asker_id,
            begun_at=work.now,
        ),
    )
    kind = _TASKS.get(e.channel)
    if kind is not None:
        task = Task(
            county_id=work.county_id,
            key=attempts.task_key(e.survey_id, e.channel, attempt.number),
            kind=kind,
            case_id=case_id,
            person_id=e.asker_id,
            title=e.title,
            created_at=work.now,
        )
        tasks.open_task(work.session, task)


def end_try(work: Work, e: EndTry) -> None:
    """What was under way has ended so."""
    attempts.end(work.session, e.survey_id, e.state, work.now)


def pass_errand(work: Work, e: PassErrand) -> None:
    """The call or the visit, and the task that it is, are another's."""
    attempts.pass_on(work.session, e.attempt_id, e.asker_id)


def drop_tries(work: Work, e: DropTries) -> None:
    """Nobody is asked about the case any more."""
    attempts.drop(work.session, work.case_id(e.case) or 0, work.now)


def mark_relayed(work: Work, e: MarkRelayed) -> None:
    """The words have been passed on once."""
    survey = surveys.get(work.session, e.survey_id)
    survey.relayed_at = work.now
    work.session.add(survey)


def keep_contact(work: Work, e: KeepContact) -> None:
    """The number is known, and whether short messages may go to it; withdrawn, none will."""
    if e.phone:
        people.set_phone(work.session, e.person_id, e.phone, SMS)
    if e.sms is not None:
        people.set_sms_agreed(work.session, e.person_id, work.now if e.sms else None)
