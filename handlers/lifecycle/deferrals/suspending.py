"""A case is set aside (挂账) with a plan and a day to look again, and taken up again (3b#16)."""

from datetime import date, datetime, time, timedelta

from handlers.effects import CaseChanges, ChangeCase, Effect, MoveCase, StartTimer, StopTimers
from handlers.lifecycle.deferrals.deferring import (
    NOTHING_ASKED,
    asked,
    grants_at_once,
    helps_only,
    lacks,
    ruled,
    tell_handler,
)
from handlers.lifecycle.deferrals.objecting import upheld
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.timing.clocks import RESOLVE_CLOCKS, run_again
from handlers.lifecycle.wishes import Step
from handlers.situation import CaseView
from handlers.understanding.masking import mask
from handlers.understanding.until import Until, read_deferral
from handlers.wording import day_of, when
from storage.clock import CHINA, local
from storage.codes import CaseState, Deferral, Move, Pause, Role, TimerKind

MOST_DAYS = 30  # 3b#16: looked at again within thirty days
LOOKED_AT = time(9, 0)
_AT_WORK_AGAIN = frozenset(
    {CaseState.WHISTLED, CaseState.REPORTED_IN, CaseState.IN_PROGRESS, CaseState.CONSULTING}
)
SUSPENSION_CLOCKS = (TimerKind.SUSPENSION_REVIEW, TimerKind.SUSPENSION_OVER)


def suspend(step: Step) -> list[Effect]:
    """The request waits for those on duty; said by them of another's case, it is granted.

    Where no day is said the case is looked at again after thirty days at the latest.
    """
    if helps_only(step):
        return [step.answer("deferring.lead_only")]
    if step.case.deferral is not None:
        return [step.answer("deferring.pending")]
    today = local(step.now).date()
    said = read_deferral(step.note, today)
    if not said.reason:
        return lacks(
            step, "suspension_note", "deferring.lacks_plan", latest=_shown(_last(step), step)
        )
    review = _review_at(said.until, step)
    if review <= step.now:
        return [step.answer("deferring.review_past", latest=_shown(_last(step), step))]
    if grants_at_once(step):
        return _granted(step, review, said.reason)
    wish: CaseChanges = {"deferral_until": review, "deferral_reason": said.reason}
    return asked(step, Deferral.SUSPENSION, wish, until=_shown(review, step), reason=said.reason)


def approve_suspension(step: Step) -> list[Effect]:
    """The request is granted: the clock stands still, and the day to look again is told."""
    case = step.case
    if case.deferral is not Deferral.SUSPENSION or case.deferral_until is None:
        return upheld(step) or [step.answer("deferring.none_pending")]
    if case.deferral_by == step.speaker.id:
        return [step.answer("deferring.own")]
    return _granted(step, case.deferral_until, case.deferral_reason)


def resume(step: Step) -> list[Effect]:
    """The case is worked on again, and its clock runs with what was left of it."""
    changes, timers, until = running_again(step)
    return [
        step.moved(changes),
        StopTimers(step.view.id, kinds=SUSPENSION_CLOCKS),
        *ruled(step.case, step.view.id),
        *timers,
        *tell_handler(step, "deferring.resumed_handler", until=until),
        *step.voice.reporters(step.view, "deferring.resumed_reporter", until=until),
        step.answer("deferring.resumed_self", until=until),
    ]


def running_again(step: Step) -> tuple[CaseChanges, list[StartTimer], str]:
    """What changes when a suspended case runs again, what is then due, and when it is over."""
    changes, timers = run_again(step.case, step.now, step.world.calendar)
    due = changes.get("resolve_due_at") or step.case.resolve_due_at or step.now
    return {**changes, **NOTHING_ASKED}, timers, when(due, step.now)


def after_review(view: CaseView, voice: Voice) -> tuple[list[Effect], str]:
    """A suspension that nobody renewed is over: the effects, and when the case is now due."""
    changes, timers = run_again(view.case, voice.now, voice.world.calendar)
    due = changes.get("resolve_due_at") or view.case.resolve_due_at or voice.now
    moved = MoveCase(
        view.id,
        Move.RESUME,
        CaseState.IN_PROGRESS,
        Role.BOT,
        changes={**changes, **NOTHING_ASKED},
    )
    stopped = StopTimers(view.id, kinds=SUSPENSION_CLOCKS)
    return [moved, stopped, *ruled(view.case, view.id), *timers], when(due, voice.now)


def taken_up(step: Step, effects: list[Effect]) -> list[Effect]:
    """The same effects; where they take a suspended case up by another way, its clock runs too."""
    moves = [e for e in effects if isinstance(e, MoveCase)]
    by_itself = {Move.RESUME, Move.APPROVE_SUSPENSION}
    is_over = not moves or moves[-1].to not in _AT_WORK_AGAIN
    if step.case.pause is not Pause.SUSPENDED or is_over or by_itself & {m.move for m in moves}:
        return effects
    changes, timers, _ = running_again(step)
    stopped = StopTimers(step.view.id, kinds=SUSPENSION_CLOCKS)
    return [*effects, ChangeCase(step.view.id, changes), stopped, *timers]


def _granted(step: Step, review: datetime, plan: str) -> list[Effect]:
    """A suspension that is renewed goes on where it is: its clock stands since it first stopped."""
    told = {"until": _shown(review, step), "reason": mask(plan)}
    changes: CaseChanges = {
        **NOTHING_ASKED,
        "deferral_reason": plan,
        "review_at": review,
        "pause": Pause.SUSPENDED,
        "paused_at": step.case.paused_at or step.now,
    }
    moved = MoveCase(
        step.view.id,
        Move.APPROVE_SUSPENSION,
        CaseState.SUSPENDED,
        step.role,
        note=plan,
        changes=changes,
    )
    over = step.world.calendar.close_of(local(review).date())
    return [
        moved,
        *ruled(step.case, step.view.id),
        StopTimers(
            step.view.id, kinds=(*RESOLVE_CLOCKS, *SUSPENSION_CLOCKS, TimerKind.ANSWER_WAIT)
        ),
        StartTimer(TimerKind.SUSPENSION_REVIEW, review, step.view.id),
        StartTimer(TimerKind.SUSPENSION_OVER, over, step.view.id),
        *tell_handler(step, "deferring.approved_suspension", **told),
        *step.voice.reporters(step.view, "deferring.suspended_reporter", (), **told),
        step.answer("deferring.approved_suspension_self", None, **told),
    ]


def _review_at(until: Until, step: Step) -> datetime:
    """Nine o'clock on the day that was said, but never later than in thirty days."""
    today = local(step.now).date()
    day: date | None = until.day
    if until.workdays:
        day = local(step.world.calendar.add_workdays(step.now, until.workdays)).date()
    elif until.days:
        day = today + timedelta(days=until.days)
    wanted = _last(step) if day is None else datetime.combine(day, LOOKED_AT, CHINA)
    return min(wanted, _last(step))


def _last(step: Step) -> datetime:
    return datetime.combine(local(step.now).date() + timedelta(days=MOST_DAYS), LOOKED_AT, CHINA)


def _shown(moment: datetime, step: Step) -> str:
    return day_of(moment, step.now)
