"""At night only what presses is said: other reminders look again just before the morning (3d).

Deciding anew then, and not sending at dawn what was true at night, is what keeps a reminder from
reaching somebody who has long done what it asks for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.effects import Effect, StartTimer
from handlers.lifecycle.timing.deadlines import is_pressing, next_at
from handlers.policy import is_quiet
from handlers.situation import CaseSituation
from storage.codes import TimerKind
from storage.tables.timer import Timer

NUDGES = frozenset(
    {
        TimerKind.ACCEPT_HALF,
        TimerKind.ACCEPT_DUE,
        TimerKind.ACCEPT_TAKEOVER,
        TimerKind.SELF_HANDLE_DUE,
        TimerKind.REPORT_IN_HALF,
        TimerKind.REPORT_IN_DUE,
        TimerKind.RESOLVE_HALF,
        TimerKind.RESOLVE_NEAR,
        TimerKind.RESOLVE_EVE,
        TimerKind.OVERDUE,
        TimerKind.IDLE,
    }
)
_BEFORE_MORNING = timedelta(minutes=1)


def by_day(situation: CaseSituation, timer: Timer, effects: Sequence[Effect]) -> list[Effect]:
    """The effects; at night, of a nudge that does not press, only that it is looked at again."""
    looks_at = _looks_at(situation, timer)
    if not effects or looks_at is None:
        return [*effects]
    return [StartTimer(timer.kind, looks_at, situation.view.id, data=timer.data)]


def _looks_at(situation: CaseSituation, timer: Timer) -> datetime | None:
    case, now, policy = situation.view.case, situation.now, situation.world.policy
    if timer.kind not in NUDGES or not is_quiet(now, policy):
        return None
    if case.is_emergency or is_pressing(case.leaf, case.urgency):
        return None
    morning = next_at(policy.quiet_until, now)
    if timer.kind is TimerKind.ACCEPT_TAKEOVER and case.accept_due_at is not None:
        # the village was asked this morning only: it has as long as it would have had by day
        return morning + max(timer.due_at - case.accept_due_at, timedelta())
    looks_at = morning - _BEFORE_MORNING
    return looks_at if now < looks_at else None
