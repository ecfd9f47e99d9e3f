"""Deadlines equal those of a calendar that knows every single minute, over 2019 to 2026.

It shares nothing with the product: the notices were copied by hand, each minute of nine years is
marked as worked or not, and a deadline is found by counting marks.
"""

import random
from array import array
from bisect import bisect_left
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from handlers.lifecycle.timing.deadlines import after
from handlers.understanding.categories import Span, Unit
from scheduler.calendar import working_calendar
from tests.decisions.notices import MADE_UP_DAYS, is_worked

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2018, 12, 1), date(2027, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MINUTES = 24 * 60
CASES = 100_000
CALENDAR = working_calendar()


def marks(day: date) -> bytes:
    """Each minute of the day: 1 when people are at work."""
    marked = bytearray(MINUTES)
    if is_worked(day):
        afternoon = 15 * 60 if 6 <= day.month <= 9 else 14 * 60 + 30
        for begin, end in ((8 * 60 + 30, 12 * 60), (afternoon, afternoon + 210)):
            marked[begin:end] = b"\1" * (end - begin)
    return bytes(marked)


WORKED = b"".join(map(marks, DAYS))
WORKED_BEFORE = array("l", accumulate(WORKED, initial=0))
WORKDAYS = [n for n, day in enumerate(DAYS) if is_worked(day)]
CLOSES = [WORKED.rfind(b"\1", n * MINUTES, (n + 1) * MINUTES) + 1 for n in range(len(DAYS))]


def in_clock(start: int, amount: int) -> int:
    return start + amount


def in_working_hours(start: int, amount: int) -> int:
    return bisect_left(WORKED_BEFORE, WORKED_BEFORE[start] + amount)


def in_working_days(start: int, amount: int) -> int:
    after_today = bisect_left(WORKDAYS, start // MINUTES + 1)
    return CLOSES[WORKDAYS[after_today + amount - 1]]


def in_days(start: int, amount: int) -> int:
    last = start // MINUTES + amount
    return CLOSES[WORKDAYS[bisect_left(WORKDAYS, last)]]


COUNTED: dict[Unit, Callable[[int, int], int]] = {
    Unit.CLOCK: in_clock,
    Unit.WORKING_HOURS: in_working_hours,
    Unit.WORKING_DAYS: in_working_days,
    Unit.DAYS: in_days,
}


def a_span(unit: Unit, amount: int) -> Span:
    if unit in (Unit.WORKING_DAYS, Unit.DAYS):
        return Span(unit, days=amount)
    return Span(unit, timedelta(minutes=amount))


def moment(minute: int) -> datetime:
    day, left = divmod(minute, MINUTES)
    return datetime.combine(DAYS[day], datetime.min.time(), SHANGHAI) + timedelta(minutes=left)


def found(unit: Unit, start: int, amount: int) -> datetime:
    return after(a_span(unit, amount), moment(start), CALENDAR)


def minute_of(day: date) -> int:
    return (day - FIRST).days * MINUTES


@pytest.mark.slow
def test_a_hundred_thousand_deadlines_equal_those_counted_minute_by_minute() -> None:
    chance = random.Random(2019)
    begin, end = minute_of(date(2019, 1, 1)), minute_of(date(2027, 1, 1))
    for _ in range(CASES):
        unit = chance.choice(list(COUNTED))
        start = chance.randrange(begin, end)
        longest = 60 if unit in (Unit.WORKING_DAYS, Unit.DAYS) else 40 * 60
        amount = chance.randint(1, longest)
        expected = moment(COUNTED[unit](start, amount))
        assert found(unit, start, amount) == expected, (unit, moment(start), amount)


@pytest.mark.parametrize("day", MADE_UP_DAYS, ids=str)
def test_deadlines_begun_within_a_week_of_a_made_up_day_are_exact(day: date) -> None:
    for away in range(-7, 8):
        for hour in (0, 8, 9, 13, 17, 23):
            start = minute_of(day + timedelta(days=away)) + hour * 60 + 15
            for unit, count in COUNTED.items():
                for amount in (1, 2, 5, 7):
                    scale = 1 if unit in (Unit.WORKING_DAYS, Unit.DAYS) else 60
                    expected = moment(count(start, amount * scale))
                    assert found(unit, start, amount * scale) == expected, (unit, moment(start))


def test_the_time_between_two_moments_is_the_number_of_marked_minutes() -> None:
    chance = random.Random(2026)
    for _ in range(2000):
        one = chance.randrange(minute_of(date(2019, 1, 1)), minute_of(date(2026, 12, 1)))
        other = one + chance.randrange(40 * MINUTES)
        worked = WORKED_BEFORE[other] - WORKED_BEFORE[one]
        days = bisect_left(WORKDAYS, other // MINUTES + 1)
        days -= bisect_left(WORKDAYS, one // MINUTES + 1)
        assert CALENDAR.working_between(moment(one), moment(other)) == timedelta(minutes=worked)
        assert CALENDAR.workdays_between(moment(one), moment(other)) == days


def test_every_day_of_the_notices_is_known_to_the_product() -> None:
    years = [day for day in DAYS if 2019 <= day.year <= 2026]
    assert [day for day in years if CALENDAR.is_work(day) is not is_worked(day)] == []
