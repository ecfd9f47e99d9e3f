"""A mediation is held, settled or ends without: session, agreement, judicial confirmation."""

from datetime import datetime, timedelta

from handlers.effects import Effect, MediationChanges, Note, StartTimer, StopTimers
from handlers.governance.mediation import CLOCKS, MediationStep, may_mediate
from handlers.lifecycle import moves, transitions
from handlers.permissions import may
from handlers.texts import render
from handlers.understanding.masking import mask
from handlers.wording import day_in_full, when
from storage.codes import Confirmation, Consent, MediationState, Move, TimerKind
from storage.tables.person import Person

CONFIRM_WITHIN = timedelta(days=30)  # 人民调解法 art. 33
REMIND_BEFORE = timedelta(days=7)
_SESSION_CALL = timedelta(hours=2)
_SHORTEST = 8


def schedule(
    step: MediationStep, at: datetime | None, room: str, mediator: Person | None
) -> list[Effect]:
    """Both sides agreed: the session has its time, its room and its mediator, and they know."""
    found = step.mediation
    if (refusal := _not_ready(step)) or found is None:
        return [step.answer(refusal)]
    if at is None or at <= step.now:
        return [step.answer("mediation.ask_time")]
    changes: MediationChanges = {"held_at": at, "room": room or found.room}
    if mediator is not None:
        changes["mediator_id"] = mediator.id
    name = mediator.name if mediator is not None else step.mediator_name()
    said = {
        "at": when(at, step.now),
        "room": changes["room"] or render("mediation.room_open"),
        "mediator": name,
    }
    call = max(at - _SESSION_CALL, step.now + timedelta(minutes=1))
    return [
        step.moved(MediationState.SCHEDULED, changes),
        StopTimers(step.view.id, kinds=CLOCKS),
        StartTimer(TimerKind.MEDIATION_SESSION, call, step.view.id),
        step.answer("mediation.scheduled_self", **said),
        step.reporter("mediation.scheduled_reporter", **said),
        *step.staff("mediation.scheduled_self", **said),
        Note(step.view.id, render("mediation.noted_scheduled", **said)),
    ]


def settle(step: MediationStep, agreement: str) -> list[Effect]:
    """Both sides agreed on something: it is kept, told, and may be confirmed within 30 days."""
    if refusal := _not_ready(step):
        return [step.answer(refusal)]
    if len(agreement) < _SHORTEST:
        return [step.answer("mediation.ask_agreement")]
    until = step.now + CONFIRM_WITHIN
    text = mask(agreement)
    changes: MediationChanges = {
        "agreement": text,
        "ended_at": step.now,
        "confirm_until": until,
    }
    said = {"agreement": text, "until": day_in_full(until)}
    return [
        step.moved(MediationState.SETTLED, changes),
        StopTimers(step.view.id, kinds=CLOCKS),
        _court_clock(step, until),
        step.reporter("mediation.settled_reporter", **said),
        Note(step.view.id, render("mediation.noted_settled", **said)),
        *_finished(step, text),
    ]


def _court_clock(step: MediationStep, until: datetime) -> Effect:
    """The court's 30 days run on when the case is done: the clock is not the case's."""
    data = {"case_id": step.view.id}
    at = until - REMIND_BEFORE
    return StartTimer(TimerKind.MEDIATION_CONFIRM, at, subject=_subject(step), data=data)


def _subject(step: MediationStep) -> str:
    return f"mediation:{step.mediation.id if step.mediation else 0}"


def _finished(step: MediationStep, agreement: str) -> list[Effect]:
    """Whoever may finish the case has finished it by this; else its handler is asked to."""
    row = transitions.find(step.view.case.state, Move.FINISH)
    permit = may(step.speaker, step.view, Move.FINISH, step.world.directory)
    if row is None or not permit.roles & row.by:
        return [step.answer("mediation.settled_self"), *step.staff("mediation.please_finish")]
    note = render("mediation.result", agreement=agreement)
    wish = moves.Wish(Move.FINISH, step.speaker, step.view, note)
    return [step.answer("mediation.settled_self"), *moves.decide(wish, step.now, step.world)]


def fail(step: MediationStep, reason: str) -> list[Effect]:
    """No agreement was reached: the reporter hears of the other ways, and work goes on."""
    if refusal := _not_running(step):
        return [step.answer(refusal)]
    changes: MediationChanges = {"ended_at": step.now, "reason": mask(reason)}
    return [
        step.moved(MediationState.FAILED, changes),
        StopTimers(step.view.id, kinds=CLOCKS),
        step.answer("mediation.failed_self"),
        step.reporter("mediation.failed_reporter"),
        *step.staff("mediation.failed_self"),
        Note(step.view.id, render("mediation.noted_failed", reason=mask(reason))),
    ]


def confirmed(step: MediationStep, outcome: Confirmation) -> list[Effect]:
    """A court confirmed the agreement, or the sides do not want it; nobody is reminded again."""
    found = step.mediation
    if found is None or found.state is not MediationState.SETTLED:
        return [step.answer("mediation.none")]
    if step.speaker.id not in step.view.reporter_ids and not may_mediate(step):
        return [step.answer("told.not_yours")]
    line = render(f"mediation.noted_{outcome.value}")
    return [
        step.moved(MediationState.SETTLED, {"confirmation": outcome}),
        StopTimers(subject=_subject(step)),
        step.answer(f"mediation.confirmation_{outcome.value}"),
        Note(step.view.id, line),
    ]


def _not_running(step: MediationStep) -> str:
    if not may_mediate(step):
        return "told.not_yours"
    return "" if step.is_running else "mediation.none"


def _not_ready(step: MediationStep) -> str:
    """Why it cannot be held yet: without the word of both sides there is no mediation."""
    if refusal := _not_running(step):
        return refusal
    found = step.mediation
    if found is None or found.reporter_consent is not Consent.GIVEN:
        return "mediation.wait_reporter"
    return "" if found.other_consent is Consent.GIVEN else "mediation.wait_other"
