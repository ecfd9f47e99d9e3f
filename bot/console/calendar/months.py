"""A year as the calendar in force has it: months, weeks, days worked and free, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.lifecycle.timing.working_time import Hours, WorkingCalendar, weekday
from scheduler.calendar import published_name
from storage.tables.calendar import WorkdayOverride


@dataclass(frozen=True)
class Day:
    """One day: `mark` is 休 or 班 where it is not as its weekday would have it."""

    number: int
    is_work: bool
    mark: str = ""
    name: str = ""
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    """One month in weeks from Monday to Sunday; a day of another month is None."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def worked(self) -> int:
        """How many working days it has."""
        return sum(1 for week in self.weeks for day in week if day is not None and day.is_work)


def months_of(
    year: int, calendar: WorkingCalendar, own: Mapping[date, WorkdayOverride], today: date
) -> tuple[Month, ...]:
    """The twelve months of the year."""
    return tuple(
        Month(number, tuple(_weeks(year, number, calendar, own, today))) for number in range(1, 13)
    )


def _weeks(
    year: int,
    month: int,
    calendar: WorkingCalendar,
    own: Mapping[date, WorkdayOverride],
    today: date,
) -> Iterator[tuple[Day | None, ...]]:
    monday = date(year, month, 1) - timedelta(days=date(year, month, 1).weekday())
    while (monday.year, monday.month) <= (year, month):
        days = (monday + timedelta(days=n) for n in range(7))
        yield tuple(_day(day, calendar, own, today) if day.month == month else None for day in days)
        monday += timedelta(days=7)


def _day(
    day: date, calendar: WorkingCalendar, own: Mapping[date, WorkdayOverride], today: date
) -> Day:
    is_work = calendar.is_work(day)
    mark = "" if is_work is weekday(day) else "班" if is_work else "休"
    declared = own.get(day)
    name = (declared.name if declared else "") or (published_name(day) if not is_work else "")
    return Day(day.day, is_work, mark, name, day == today)


def hours_said(hours: Hours) -> str:
    """Hours as people read them: 08:30—12:00、14:30—18:00."""
    return "、".join(f"{begin:%H:%M}—{end:%H:%M}" for begin, end in hours)
