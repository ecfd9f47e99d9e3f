"""When the reporters are asked, in which way next, and when their silence is written down (3e)."""

from datetime import timedelta

from handlers.effects import Effect, EndTry, MoveCase, RecordSurvey, Say, StartTimer
from handlers.lifecycle.endings import closed
from handlers.lifecycle.facts import UNSURVEYED
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.timing.deadlines import next_at
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseSituation
from handlers.survey.asking import Asking, ask, gently
from handlers.survey.ladder import may_ask
from handlers.survey.relaying import relayed
from handlers.texts import render
from scheduler.reminders import voice_of
from storage.codes import (
    AttemptState,
    CaseState,
    Move,
    Role,
    SurveyChannel,
    SurveyKind,
    SurveyState,
    TimerKind,
)
from storage.tables.survey import Survey, SurveyAttempt
from storage.tables.timer import Timer

_SILENT = frozenset({SurveyState.PLANNED, SurveyState.ASKED})
_MADE_BY_PERSON = frozenset({SurveyChannel.PHONE, SurveyChannel.VISIT})
_WRITTEN = frozenset({SurveyChannel.CHAT, SurveyChannel.SMS})
_LOOK_AGAIN = timedelta(hours=24)
_ASKED_IN = {
    SurveyKind.RESULT: frozenset({CaseState.ANSWERED}),
    SurveyKind.OVERDUE: AT_WORK - {CaseState.EMERGENCY},
    SurveyKind.SECOND_LOOK: frozenset({CaseState.CLOSED}),
    SurveyKind.RESAMPLE: frozenset({CaseState.CLOSED}),
}


def survey_ask(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Every reporter of this round is asked, one to one, in the light part of the day."""
    view, now, policy = situation.view, situation.now, situation.world.policy
    kind = SurveyKind(timer.data.get("kind", SurveyKind.RESULT))
    if view.case.state not in _ASKED_IN[kind]:
        return []
    if not may_ask(now, policy):
        later = next_at(policy.survey_hour, now)
        return [StartTimer(timer.kind, later, view.id, data=dict(timer.data))]
    planned = _planned(situation, kind)
    asked = [effect for survey in planned for effect in _next(situation, survey)]
    if kind is not SurveyKind.RESULT:
        return asked
    surveying = MoveCase(view.id, Move.SURVEY, CaseState.SURVEYING, Role.BOT)
    if not planned:
        return [surveying, *_over(situation, voice_of(situation))]
    give_up = now + policy.survey_give_up_after
    return [surveying, *asked, StartTimer(TimerKind.SURVEY_GIVE_UP, give_up, view.id)]


def survey_remind(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Who has not answered is asked in the next way; after the last one silence is written down."""
    survey = next((s for s in situation.surveys if s.id == timer.data.get("survey_id")), None)
    if survey is None or survey.state is not SurveyState.ASKED:
        return []
    if survey.kind is not SurveyKind.RESULT:
        return [RecordSurvey(survey.id or 0, SurveyState.UNANSWERED)]
    if situation.view.case.state not in (CaseState.SURVEYING, CaseState.CLOSED):
        return []
    following = _next(situation, survey)
    return [*_ended(situation, survey), *following, *_last(situation, survey, following)]


def survey_give_up(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Silence is written down as not rated, never as content, and the case is closed by rule."""
    state, voice = situation.view.case.state, voice_of(situation)
    if state is CaseState.ANSWERED and situation.view.case.leaf in UNSURVEYED:
        return _closed(situation, voice, "remind.unsurveyed")
    if state not in (CaseState.SURVEYING, CaseState.CLOSED):
        return []
    silent = [s for s in _of_round(situation) if s.state in _SILENT]
    still = [s for s in silent if _is_under_way(situation, s)]
    if still and state is CaseState.SURVEYING:
        again = situation.now + _LOOK_AGAIN
        return [StartTimer(TimerKind.SURVEY_GIVE_UP, again, situation.view.id)]
    gone = [s for s in silent if s not in still]
    given_up: list[Effect] = [RecordSurvey(s.id or 0, SurveyState.UNANSWERED) for s in gone]
    if state is CaseState.CLOSED:
        return given_up
    return [*given_up, *_over(situation, voice), *(_told_over(situation, s) for s in gone)]


def relay_words(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Nothing was said on passing the words on, or it was agreed: whoever handled it reads them."""
    survey = next((s for s in situation.surveys if s.id == timer.data.get("survey_id")), None)
    if survey is None:
        return []
    asking = Asking(situation, survey)
    return relayed(survey, situation.view, asking.voice, asking.reach.person.name)


def _planned(situation: CaseSituation, kind: SurveyKind) -> list[Survey]:
    """Whoever is to be asked now; in peace is left who declined, and a sample checks answers only."""
    planned = [s for s in _of_round(situation, kind) if s.state is SurveyState.PLANNED]
    if kind is SurveyKind.RESULT:
        return planned
    if kind is SurveyKind.RESAMPLE:
        themselves = {s.person_id for s in situation.surveys if _answered_in_writing(s)}
        return [s for s in planned if s.person_id in themselves]
    in_peace = {s.person_id for s in situation.surveys if s.state is SurveyState.DECLINED}
    return [s for s in planned if s.person_id not in in_peace]


def _answered_in_writing(survey: Survey) -> bool:
    return survey.state is SurveyState.ANSWERED and survey.via in _WRITTEN


def _next(situation: CaseSituation, survey: Survey) -> list[Effect]:
    """The next way to ask, begun; unanswered, when there is none."""
    asking = Asking(situation, survey)
    way = asking.next_way()
    if way is None:
        return [RecordSurvey(survey.id or 0, SurveyState.UNANSWERED)]
    return ask(asking, way)


def _ended(situation: CaseSituation, survey: Survey) -> list[Effect]:
    """What was tried last came to nothing: silence, or a call that nobody made."""
    under_way = [t for t in _tries(situation, survey) if t.state is AttemptState.WAITING]
    if not under_way:
        return []
    by_person = under_way[-1].channel in _MADE_BY_PERSON
    return [
        EndTry(survey.id or 0, AttemptState.NOT_MADE if by_person else AttemptState.SILENT),
    ]


def _last(situation: CaseSituation, survey: Survey, following: list[Effect]) -> list[Effect]:
    """With the last reporter's silence the survey is over."""
    given_up = RecordSurvey(survey.id or 0, SurveyState.UNANSWERED)
    if given_up not in following or situation.view.case.state is not CaseState.SURVEYING:
        return []
    others = (s for s in _of_round(situation) if s.id != survey.id)
    over = [] if any(s.state in _SILENT for s in others) else _over(situation, voice_of(situation))
    return [*over, _told_over(situation, survey)]


def _told_over(situation: CaseSituation, survey: Survey) -> Say:
    return gently(Asking(situation, survey), "remind.survey_over")


def _is_under_way(situation: CaseSituation, survey: Survey) -> bool:
    return any(t.state is AttemptState.WAITING for t in _tries(situation, survey))


def _tries(situation: CaseSituation, survey: Survey) -> tuple[SurveyAttempt, ...]:
    return Asking(situation, survey).tried


def _over(situation: CaseSituation, voice: Voice) -> list[Effect]:
    rated = any(s.state is SurveyState.ANSWERED for s in _of_round(situation))
    return _closed(situation, voice, "" if rated else "remind.unrated")


def _closed(situation: CaseSituation, voice: Voice, note: str) -> list[Effect]:
    view = situation.view
    said = render(note) if note else ""
    return closed(view, voice, MoveCase(view.id, Move.CLOSE, CaseState.CLOSED, Role.BOT, note=said))


def _of_round(situation: CaseSituation, kind: SurveyKind = SurveyKind.RESULT) -> list[Survey]:
    current = situation.view.case.reopen_count + 1
    return [s for s in situation.surveys if s.round == current and s.kind is kind]
