"""Working time: which days and hours count when a deadline is in working hours or days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

Hours = tuple[tuple[time, time], ...]
"""The spans of a day in which people are at work, first to last; one that ends at 0:00 ends with
the day."""

USUAL_HOURS: Hours = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
SUMMER_HOURS: Hours = ((time(8, 30), time(12, 0)), (time(15, 0), time(18, 30)))
ROUND_THE_CLOCK: Hours = ((time(), time()),)
_DAY, _NO_TIME = timedelta(days=1), timedelta()
_FARTHEST = 400  # days without work after which a calendar must be wrong


class NoWorkingDayError(ValueError):
    """The calendar knows no working day within a year; its overrides must be wrong."""


def weekday(day: date) -> bool:
    """True from Monday to Friday: what is known of a year without a published calendar."""
    return day.weekday() < 5


@dataclass(frozen=True)
class WorkingCalendar:
    """The county's working time, in the time of China. Fulfils `ports.Calendar`."""

    is_work: Callable[[date], bool] = weekday
    usual: Hours = USUAL_HOURS
    summer: Hours = SUMMER_HOURS
    summer_from: tuple[int, int] = (6, 1)  # month, day; both ends belong to the summer
    summer_until: tuple[int, int] = (9, 30)
    is_known: Callable[[int], bool] = lambda _year: True

    def hours(self, day: date) -> Hours:
        """The working hours of this day; empty on a free day."""
        if not self.is_work(day):
            return ()
        is_summer = self.summer_from <= (day.month, day.day) <= self.summer_until
        return self.summer if is_summer else self.usual

    def knows(self, year: int) -> bool:
        """True when the holidays of this year are known; else Monday to Friday are assumed."""
        return self.is_known(year)

    def is_workday(self, moment: datetime) -> bool:
        """True when the local day of `moment` is a working day."""
        return self.is_work(_day(moment))

    def next_working(self, moment: datetime) -> datetime:
        """`moment` itself when inside working hours, else the next start of business."""
        begin, _ = next(self._spans(moment))
        return max(begin, moment).astimezone(UTC)

    def add_working(self, start: datetime, span: timedelta) -> datetime:
        """The moment at which `span` of working hours after `start` has passed."""
        left = max(span, timedelta())
        for opens, closes in self._spans(start):
            begin = max(opens, start)
            if left <= closes - begin:
                return (begin + left).astimezone(UTC)
            left -= closes - begin
        raise NoWorkingDayError

    def add_workdays(self, start: datetime, days: int) -> datetime:
        """Close of business of the `days`-th working day after the day of `start`.

        The day of `start` is not counted (Civil Code art. 201); the last day ends when business
        does (art. 203).
        """
        day, left = _day(start), max(days, 0)
        if left == 0 and not self.is_work(day):
            left = 1
        while left:
            day = self._workday_after(day)
            left -= 1
        return self._close(day)

    def add_days(self, start: datetime, days: int) -> datetime:
        """Close of business of the `days`-th day after the day of `start`, working or not.

        A last day without work gives way to the next working day (Civil Code art. 201, 203).
        """
        return self.close_of(_day(start) + timedelta(days=max(days, 0)))

    def close_of(self, day: date) -> datetime:
        """Close of business of this day, or of the next working day when nobody works on it."""
        return self._close(day if self.is_work(day) else self._workday_after(day))

    def workdays_between(self, earlier: datetime, later: datetime) -> int:
        """How many working days there are after the day of `earlier`, up to that of `later`."""
        first, last = _day(earlier), _day(later)
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(map(self.is_work, days))

    def working_between(self, earlier: datetime, later: datetime) -> timedelta:
        """How much working time lies between the two moments; none when they are swapped."""
        total = _NO_TIME
        day, last = _day(earlier), _day(later)
        while day <= last:
            for opens, closes in self._worked(day):
                begin, end = max(opens, earlier), min(closes, later)
                if begin < end:
                    total += end - begin
            day += _DAY
        return total

    def _close(self, day: date) -> datetime:
        return self._worked(day)[-1][1]

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans that end after `start`, without end."""
        day = _day(start)
        while True:
            for opens, closes in self._worked(day):
                if closes > start:
                    yield opens, closes
            day = self._workday_after(day)

    # The days around the next deadlines are asked for again and again.

    @cached_property
    def _worked(self) -> Callable[[date], tuple[tuple[datetime, datetime], ...]]:
        """The moments between which people are at work on a day."""

        @lru_cache(maxsize=1024)
        def worked(day: date) -> tuple[tuple[datetime, datetime], ...]:
            return tuple((_at(day, begin), _closing(day, end)) for begin, end in self.hours(day))

        return worked

    @cached_property
    def _workday_after(self) -> Callable[[date], date]:
        """The next working day after a day."""

        @lru_cache(maxsize=1024)
        def following(day: date) -> date:
            for ahead in range(1, _FARTHEST):
                if self.is_work(day + timedelta(days=ahead)):
                    return day + timedelta(days=ahead)
            raise NoWorkingDayError

        return following


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=CHINA).astimezone(UTC)


def _closing(day: date, hour: time) -> datetime:
    return _at(day if hour > time() else day + timedelta(days=1), hour)
