"""The colour of a case (红黄蓝): how it stands, never how anybody behaves (domain 1.2, S1).

Yellow: half of its time or more is used without a word of progress, four fifths are used anyhow,
or it was reopened once. Red: its time is over, or it was reopened twice. A U0 or U1 that is not
resolved within its limit is over its time like any other.
"""

from datetime import datetime

from handlers.lifecycle.transitions import AT_WORK
from handlers.ports import Calendar
from storage.codes import Colour
from storage.tables.case import Case

HALF, NEAR = 0.5, 0.8
_RED_FROM = 2  # reopenings


def colour_of(case: Case, now: datetime, used: float, *, has_progress: bool) -> Colour:
    """The colour of a case that has used this share of its time."""
    if is_overdue(case, now):
        return Colour.RED
    if used < NEAR and (used < HALF or has_progress):
        return of_reopened(case.reopen_count)
    return of_reopened(max(case.reopen_count, 1))


def of_reopened(count: int) -> Colour:
    """The colour at the start of a round: the more often reopened, the more pressing."""
    if count >= _RED_FROM:
        return Colour.RED
    return Colour.YELLOW if count else Colour.BLUE


def recoloured(case: Case, now: datetime, calendar: Calendar) -> Colour:
    """The colour of a case of which somebody has just told how it goes."""
    return colour_of(case, now, used_of(case, now, calendar), has_progress=True)


def is_overdue(case: Case, now: datetime) -> bool:
    """True when the time for resolving is over and nobody has answered; not while it stands still."""
    is_running = case.state in AT_WORK and case.pause is None
    return is_running and case.resolve_due_at is not None and now >= case.resolve_due_at


def used_of(case: Case, now: datetime, calendar: Calendar) -> float:
    """Which share of the working time between opening and due is used; 0 where nothing is due."""
    if case.resolve_due_at is None:
        return 0.0
    whole = calendar.working_between(case.opened_at, case.resolve_due_at)
    used = calendar.working_between(case.opened_at, now)
    return used / whole if whole else 0.0
