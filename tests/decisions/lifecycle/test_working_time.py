"""Working time agrees with a clock that walks minute by minute, and with the published holidays."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.lifecycle.timing.working_time import (
    CHINA,
    ROUND_THE_CLOCK,
    NoWorkingDayError,
    WorkingCalendar,
)
from scheduler.calendar import covers, working_calendar

CALENDAR = working_calendar()
MINUTE = timedelta(minutes=1)
FIRST = datetime(2025, 12, 20, tzinfo=CHINA)
moments = st.integers(0, 300 * 24 * 60).map(lambda minute: FIRST + minute * MINUTE)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def is_working(moment: datetime) -> bool:
    here = moment.astimezone(CHINA)
    return any(
        opens <= here.time().replace(tzinfo=None) < closes
        for opens, closes in CALENDAR.hours(here.date())
    )


def walked(start: datetime, minutes: int) -> datetime:
    moment, left = start, minutes
    while left:
        if is_working(moment):
            left -= 1
        moment += MINUTE
    return moment


@settings(max_examples=40, deadline=None)
@given(start=moments, minutes=st.integers(1, 900))
def test_adding_working_time_agrees_with_walking_minute_by_minute(
    start: datetime, minutes: int
) -> None:
    assert CALENDAR.add_working(start, minutes * MINUTE) == walked(start, minutes)


@settings(max_examples=60, deadline=None)
@given(start=moments, minutes=st.integers(0, 4000))
def test_the_time_between_is_what_was_added(start: datetime, minutes: int) -> None:
    end = CALENDAR.add_working(start, minutes * MINUTE)
    assert CALENDAR.working_between(start, end) == minutes * MINUTE


@settings(max_examples=60, deadline=None)
@given(start=moments, short=st.integers(0, 2000), more=st.integers(0, 2000))
def test_a_longer_span_never_ends_earlier(start: datetime, short: int, more: int) -> None:
    early = CALENDAR.add_working(start, short * MINUTE)
    assert CALENDAR.add_working(start, (short + more) * MINUTE) >= early


@settings(max_examples=60, deadline=None)
@given(start=moments, days=st.integers(1, 30))
def test_working_days_end_at_close_of_business_after_that_many_workdays(
    start: datetime, days: int
) -> None:
    end = CALENDAR.add_workdays(start, days).astimezone(CHINA)
    first = start.date() + timedelta(days=1)
    between = [first + timedelta(days=n) for n in range((end.date() - first).days + 1)]
    assert sum(CALENDAR.is_work(day) for day in between) == days
    assert end.time() == CALENDAR.hours(end.date())[-1][1]


@settings(max_examples=60, deadline=None)
@given(moment=moments)
def test_the_next_working_moment_is_inside_working_hours(moment: datetime) -> None:
    found = CALENDAR.next_working(moment)
    assert found >= moment
    assert is_working(found)
    assert not is_working(found - MINUTE) or found == moment


def test_the_day_of_the_start_is_not_counted() -> None:
    assert CALENDAR.add_workdays(at("2026-04-13 08:30"), 1) == at("2026-04-14 18:00")


def test_four_working_hours_span_the_lunch_break_and_the_night() -> None:
    assert CALENDAR.add_working(at("2026-04-13 11:00"), timedelta(hours=1)) == at(
        "2026-04-13 12:00"
    )
    assert CALENDAR.add_working(at("2026-04-13 16:00"), timedelta(hours=4)) == at(
        "2026-04-14 10:30"
    )


def test_holidays_and_moved_workdays_are_known() -> None:
    before_may_day = at("2026-04-30 17:00")
    assert CALENDAR.add_workdays(before_may_day, 1) == at("2026-05-06 18:00")
    assert CALENDAR.is_workday(at("2026-05-09 09:00"))  # a Saturday worked in exchange
    assert not CALENDAR.is_workday(at("2026-05-04 09:00"))


def test_summer_hours_begin_in_june_and_end_with_september() -> None:
    assert CALENDAR.add_workdays(at("2026-06-01 09:00"), 1) == at("2026-06-02 18:30")
    assert CALENDAR.next_working(at("2026-06-02 14:30")) == at("2026-06-02 15:00")
    assert CALENDAR.add_workdays(at("2026-10-08 09:00"), 1) == at("2026-10-09 18:00")


def test_the_countys_own_days_come_before_the_published_ones() -> None:
    flood = working_calendar({date(2026, 4, 14): False, date(2026, 4, 18): True})
    assert flood.add_workdays(at("2026-04-13 09:00"), 1) == at("2026-04-15 18:00")
    assert flood.is_workday(at("2026-04-18 09:00"))


def test_a_year_without_published_holidays_is_monday_to_friday() -> None:
    assert covers(2026)
    assert not covers(2027)
    assert CALENDAR.is_workday(at("2027-01-01 09:00"))
    assert not CALENDAR.is_workday(at("2027-01-02 09:00"))


def test_a_calendar_that_never_works_says_so() -> None:
    idle = WorkingCalendar(is_work=lambda _day: False)
    with pytest.raises(NoWorkingDayError):
        idle.add_working(at("2026-04-13 09:00"), MINUTE)


def test_a_moment_before_another_leaves_no_working_time() -> None:
    assert CALENDAR.working_between(at("2026-04-14 09:00"), at("2026-04-13 09:00")) == timedelta()


def test_days_of_the_calendar_end_on_the_next_working_day_at_close_of_business() -> None:
    assert CALENDAR.add_days(at("2026-04-13 09:00"), 15) == at("2026-04-28 18:00")
    assert CALENDAR.add_days(at("2026-04-16 09:00"), 15) == at("2026-05-06 18:00")
    assert CALENDAR.add_days(at("2026-04-24 09:00"), 15) == at("2026-05-09 18:00")  # made up


def test_whoever_works_round_the_clock_has_no_evening() -> None:
    waterworks = WorkingCalendar(
        is_work=lambda _day: True, usual=ROUND_THE_CLOCK, summer=ROUND_THE_CLOCK
    )
    late = at("2026-05-01 22:30")
    assert waterworks.add_working(late, timedelta(hours=4)) == at("2026-05-02 02:30")
    assert waterworks.working_between(late, at("2026-05-03 00:30")) == timedelta(hours=26)
    assert waterworks.add_workdays(late, 1) == at("2026-05-03 00:00")
