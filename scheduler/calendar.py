"""The county's calendar: the published holidays, the county's own days, and everybody's hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType

import chinese_calendar

from handlers.lifecycle.timing.working_time import (
    SUMMER_HOURS,
    USUAL_HOURS,
    Hours,
    WorkingCalendar,
    weekday,
)
from storage.tables.calendar import OfficeHours, WorkdayOverride

_HOLIDAYS: frozenset[date] = frozenset(chinese_calendar.holidays)
_MOVED_WORKDAYS: frozenset[date] = frozenset(chinese_calendar.workdays)
FIRST_YEAR = min(_HOLIDAYS).year
LAST_YEAR = max(_HOLIDAYS).year


def covers(year: int) -> bool:
    """True when the program itself knows this year's holidays; else they must be imported."""
    return FIRST_YEAR <= year <= LAST_YEAR


def published_name(day: date) -> str:
    """What the published calendar calls a free day: 国庆节; nothing for any other."""
    name = chinese_calendar.holidays.get(day)
    return str(chinese_calendar.Holiday(name).chinese) if name else ""


def is_published_workday(day: date) -> bool:
    """Whether the published calendar calls this a working day, with its moved weekends (调休)."""
    return day in _MOVED_WORKDAYS or (weekday(day) and day not in _HOLIDAYS)


@dataclass(frozen=True)
class Calendars:
    """The county's calendar, and those of departments that keep hours of their own."""

    county: WorkingCalendar
    departments: Mapping[int, WorkingCalendar] = field(default_factory=dict)


def working_calendar(
    overrides: Mapping[date, bool] | None = None, years: frozenset[int] = frozenset()
) -> WorkingCalendar:
    """A calendar that knows the published holidays and, before them, the county's own days.

    `years` are those whose notice the county has imported.
    """
    own = MappingProxyType(dict(overrides or {}))

    def is_work(day: date) -> bool:
        decided = own.get(day)
        return is_published_workday(day) if decided is None else decided

    return WorkingCalendar(is_work=is_work, is_known=lambda year: covers(year) or year in years)


def calendars(
    days: tuple[WorkdayOverride, ...] = (),
    hours: tuple[OfficeHours, ...] = (),
    years: frozenset[int] = frozenset(),
) -> Calendars:
    """The calendars of a county that has declared this of its time."""
    base = working_calendar({date.fromisoformat(d.day): d.is_work for d in days}, years)
    own = next((h for h in hours if h.department_id is None), None)
    county = base if own is None else _with_hours(base, own)
    return Calendars(
        county,
        {h.department_id: _with_hours(county, h) for h in hours if h.department_id is not None},
    )


def _with_hours(base: WorkingCalendar, row: OfficeHours) -> WorkingCalendar:
    return WorkingCalendar(
        is_work=(lambda _day: True) if row.every_day else base.is_work,
        usual=_hours(row.usual) or USUAL_HOURS,
        summer=_hours(row.summer) or SUMMER_HOURS,
        summer_from=_month_day(row.summer_from),
        summer_until=_month_day(row.summer_until),
        is_known=base.is_known,
    )


def _hours(texts: list[str]) -> Hours:
    spans = (text.split("-") for text in texts)
    return tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans)


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
