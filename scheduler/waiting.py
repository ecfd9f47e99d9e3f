"""What becomes of a question nobody answers, and of a wish nobody rules on (3d)."""

from datetime import datetime

from handlers.effects import Effect, StartTimer
from handlers.lifecycle.deferrals import waiting
from handlers.lifecycle.deferrals.deferring import reminder, seat_of
from handlers.lifecycle.deferrals.suspending import after_review
from handlers.lifecycle.notices import card, handler_name
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseSituation
from handlers.wording import when
from scheduler.deadlines import to_handler
from scheduler.reminders import voice_of
from storage.codes import CaseState, TimerKind
from storage.tables.timer import Timer


def answer_wait(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """A day later the reporters are asked once more; after three days the grid calls on them."""
    view, voice, words = situation.view, voice_of(situation), str(timer.data.get("words", ""))
    if not waiting.is_asked(view.case) or view.case.state not in AT_WORK:
        return []
    if timer.data.get("round") != 1:
        return waiting.silent(view, voice, words)
    asked_at = datetime.fromisoformat(str(timer.data["asked_at"]))
    due = max(asked_at + waiting.WAIT_AT_MOST, situation.now)
    data = {**timer.data, "round": 2}
    return [
        StartTimer(TimerKind.ANSWER_WAIT, due, view.id, data=data),
        *voice.reporters(view, "waiting.ask_again", words=words),
    ]


def deferral_due(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Nobody has ruled on a wish for more time: those on duty are asked again, then the county."""
    case, voice = situation.view.case, voice_of(situation)
    if case.deferral is None or case.state not in AT_WORK:
        return []
    name = case.deferral.value
    seat = seat_of(voice.facts, voice, case, case.deferral_by)
    until = when(case.deferral_until, situation.now) if case.deferral_until else ""
    shown = card(name, f"approve_{name}", f"deny_{name}")
    said = {
        "who": handler_name(situation.view, situation.world),
        "until": until,
        "reason": case.deferral_reason,
    }
    key = f"deferring.waits_{name}"
    if timer.data.get("round") != 1:
        return [voice.county(key, shown, **said)]
    return [reminder(voice, 2), voice.role(seat.role, key, shown, **said)]


def suspension_review(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """The day to look again has come: handler and duty hear it, and may renew until the evening."""
    case, voice = situation.view.case, voice_of(situation)
    if case.state is not CaseState.SUSPENDED:
        return []
    reason = case.deferral_reason
    seat = seat_of(voice.facts, voice, case, None)
    return [
        *to_handler(
            situation, "deferring.review_handler", "resume", "suspend", params={"reason": reason}
        ),
        voice.role(
            seat.role,
            "deferring.review_duty",
            card("suspension", "resume"),
            who=handler_name(situation.view, situation.world),
            reason=reason,
        ),
    ]


def suspension_over(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Nobody has renewed it: the case is worked on again, and everybody concerned knows."""
    if situation.view.case.state is not CaseState.SUSPENDED:
        return []
    voice = voice_of(situation)
    effects, until = after_review(situation.view, voice)
    return [
        *effects,
        *to_handler(situation, "deferring.resumed_handler", "progress", params={"until": until}),
        *voice.reporters(situation.view, "deferring.resumed_reporter", until=until),
    ]
