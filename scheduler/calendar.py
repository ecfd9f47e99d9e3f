"""The county's calendar: the State Council's published holidays, and the county's own days."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import chinese_calendar

from handlers.lifecycle.working_time import WorkingCalendar, weekday

_HOLIDAYS: frozenset[date] = frozenset(chinese_calendar.holidays)
_MOVED_WORKDAYS: frozenset[date] = frozenset(chinese_calendar.workdays)
FIRST_YEAR = min(_HOLIDAYS).year
LAST_YEAR = max(_HOLIDAYS).year


def covers(year: int) -> bool:
    """True when the holidays of this year are known; otherwise Monday to Friday is assumed."""
    return FIRST_YEAR <= year <= LAST_YEAR


def is_published_workday(day: date) -> bool:
    """Whether the published calendar calls this a working day, with its moved weekends (调休)."""
    return day in _MOVED_WORKDAYS or (weekday(day) and day not in _HOLIDAYS)


def working_calendar(overrides: Mapping[date, bool] | None = None) -> WorkingCalendar:
    """A calendar that knows the published holidays and, before them, the county's own days."""
    own = MappingProxyType(dict(overrides or {}))

    def is_work(day: date) -> bool:
        decided = own.get(day)
        return is_published_workday(day) if decided is None else decided

    return WorkingCalendar(is_work=is_work)
