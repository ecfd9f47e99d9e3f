"""What watches over a running case beside its limit: the day before it ends, and long silence."""

from datetime import datetime, timedelta

from handlers.effects import CaseRef, StartTimer
from handlers.ports import Calendar
from storage.clock import CHINA
from storage.codes import TimerKind

_DAY = timedelta(days=1)
_WORKDAY = timedelta(hours=7)
IDLE_AFTER = 3 * _WORKDAY  # 3d: three working days without progress


def last_calls(
    case: CaseRef, half: datetime, near: datetime, due: datetime, calendar: Calendar
) -> list[StartTimer]:
    """Four fifths of the time, and one working day before its end (3d).

    Where both fall on one day one word is enough: that of the day before.
    """
    eve = eve_of(due, calendar)
    called_near = StartTimer(TimerKind.RESOLVE_NEAR, near, case)
    if eve <= half:
        return [called_near]
    called_eve = StartTimer(TimerKind.RESOLVE_EVE, eve, case)
    return [called_eve] if _day(eve) == _day(near) else [called_near, called_eve]


def idle_clock(
    case: CaseRef, since: datetime, due: datetime, calendar: Calendar
) -> list[StartTimer]:
    """Three working days in which nobody tells of progress; none when the time is over sooner."""
    asked_at = idle_at(since, calendar)
    return [StartTimer(TimerKind.IDLE, asked_at, case)] if asked_at < due else []


def idle_at(since: datetime, calendar: Calendar) -> datetime:
    """When three working days have passed since then."""
    return calendar.add_working(since, IDLE_AFTER)


def eve_of(due: datetime, calendar: Calendar) -> datetime:
    """The start of business on the last working day before the day of `due`."""
    day = due - _DAY
    while not calendar.is_workday(day):
        day -= _DAY
    midnight = day.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return calendar.next_working(midnight)


def _day(moment: datetime) -> object:
    return moment.astimezone(CHINA).date()
