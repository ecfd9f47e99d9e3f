"""When the reporters are asked, reminded, phoned, and when their silence is written down (3e)."""

from dataclasses import replace
from datetime import timedelta

from handlers.effects import Effect, MoveCase, OpenTask, RecordSurvey, Say, StartTimer
from handlers.lifecycle.deadlines import is_quiet, next_at, not_before
from handlers.lifecycle.endings import closed
from handlers.lifecycle.facts import UNSURVEYED
from handlers.lifecycle.notices import Voice, county_duty
from handlers.situation import CaseSituation
from handlers.texts import render
from scheduler.deadlines import handler_name
from scheduler.reminders import voice_of
from storage.codes import CaseState, Move, Role, SurveyState, TaskKind, TimerKind
from storage.tables.survey import Survey
from storage.tables.timer import Timer

_SILENT = frozenset({SurveyState.PLANNED, SurveyState.ASKED})
_PHONE_AFTER = timedelta(hours=48)


def survey_ask(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Every reporter of this round is asked, one to one, outside the quiet hours."""
    view, now, policy = situation.view, situation.now, situation.world.policy
    if view.case.state is not CaseState.ANSWERED:
        return []
    if is_quiet(now, policy):
        return [StartTimer(TimerKind.SURVEY_ASK, next_at(policy.survey_hour, now), view.id)]
    voice = voice_of(situation)
    surveying = MoveCase(view.id, Move.SURVEY, CaseState.SURVEYING, Role.BOT)
    planned = [s for s in _of_round(situation) if s.state is SurveyState.PLANNED]
    if not planned:
        return [surveying, *_over(situation, voice)]
    who = handler_name(situation)
    asked = [e for s in planned for e in _asked(voice, s, who, view.case.result)]
    remind, give_up = now + policy.survey_remind_after, now + policy.survey_give_up_after
    return [
        surveying,
        *asked,
        StartTimer(TimerKind.SURVEY_REMIND, remind, view.id, data={"step": 1}),
        StartTimer(TimerKind.SURVEY_GIVE_UP, give_up, view.id),
    ]


def survey_remind(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Who has not answered is asked once more, and a day later phoned by the centre."""
    view, now = situation.view, situation.now
    if view.case.state is not CaseState.SURVEYING:
        return []
    silent = [s for s in _of_round(situation) if s.state is SurveyState.ASKED]
    if not silent:
        return []
    if int(timer.data.get("step", 1)) > 1:
        return [_phone(situation, s) for s in silent]
    voice = voice_of(situation)
    phone_at = now + (_PHONE_AFTER - situation.world.policy.survey_remind_after)
    return [
        *(_gently(voice, s.person_id, "remind.survey_again") for s in silent),
        StartTimer(TimerKind.SURVEY_REMIND, phone_at, view.id, data={"step": 2}),
    ]


def survey_give_up(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Silence is written down as not rated, never as content, and the case is closed by rule."""
    state, voice = situation.view.case.state, voice_of(situation)
    if state is CaseState.ANSWERED and situation.view.case.leaf in UNSURVEYED:
        return _closed(situation, voice, "remind.unsurveyed")
    if state not in (CaseState.SURVEYING, CaseState.CLOSED):
        return []
    silent = [s for s in _of_round(situation) if s.state in _SILENT]
    given_up: list[Effect] = [RecordSurvey(s.id or 0, SurveyState.UNANSWERED) for s in silent]
    if state is CaseState.CLOSED:
        return given_up
    told = [_gently(voice, s.person_id, "remind.survey_over") for s in silent]
    return [*given_up, *_over(situation, voice), *told]


def _asked(voice: Voice, survey: Survey, who: str, result: str) -> list[Effect]:
    said = result.rstrip("。.!\uff01 ")
    asked = _gently(voice, survey.person_id, "remind.survey_ask", who=who, result=said)
    return [RecordSurvey(survey.id or 0, SurveyState.ASKED), asked]


def _gently(voice: Voice, person_id: int, key: str, **params: object) -> Say:
    """A survey is never urgent, whatever it asks after."""
    held = not_before(voice.now, voice.world.policy, urgent=False)
    return replace(voice.person(person_id, key, None, **params), urgent=False, not_before=held)


def _over(situation: CaseSituation, voice: Voice) -> list[Effect]:
    rated = any(s.state is SurveyState.ANSWERED for s in _of_round(situation))
    return _closed(situation, voice, "" if rated else "remind.unrated")


def _closed(situation: CaseSituation, voice: Voice, note: str) -> list[Effect]:
    view = situation.view
    said = render(note) if note else ""
    return closed(view, voice, MoveCase(view.id, Move.CLOSE, CaseState.CLOSED, Role.BOT, note=said))


def _phone(situation: CaseSituation, survey: Survey) -> Effect:
    title = render("task_title.survey_call")
    key = f"survey:{survey.id}"
    duty = county_duty(situation.world)
    return OpenTask(key, TaskKind.PHONE_CALL, title, situation.view.id, duty)


def _of_round(situation: CaseSituation) -> list[Survey]:
    current = situation.view.case.reopen_count + 1
    return [s for s in situation.surveys if s.round == current]
