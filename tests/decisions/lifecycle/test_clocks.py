"""A clock that stood still ends as much later as it stood, counted in its own kind of time."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.lifecycle.timing import clocks
from handlers.lifecycle.timing.clocks import Limit
from handlers.lifecycle.timing.working_time import CHINA
from handlers.understanding.categories import Span, Unit
from scheduler.calendar import working_calendar
from storage.codes import Pause, TimerKind
from storage.tables.case import Case
from tests.decisions.county import clock, workdays, working
from tests.decisions.scene import a_case

CALENDAR = working_calendar()
FIRST = datetime(2026, 4, 20, tzinfo=CHINA)
LIMITS: tuple[Span, ...] = (
    clock(hours=24),
    clock(hours=90),
    working(4),
    working(30),
    workdays(3),
    workdays(10),
    Span(Unit.DAYS, days=15),
    Span(Unit.DAYS, days=30),
)
minutes = st.integers(0, 20 * 24 * 60)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def a_clock(limit: Span, start: datetime, since: datetime) -> Case:
    case = a_case().case
    for name, value in clocks.begun(limit, start, CALENDAR).items():
        setattr(case, name, value)
    case.pause, case.paused_at = Pause.WAITING, since
    return case


@settings(max_examples=300, deadline=None)
@given(limit=st.sampled_from(LIMITS), start=minutes, share=st.floats(0, 0.99), still=minutes)
def test_what_was_left_when_it_stopped_is_left_when_it_runs_again(
    limit: Span, start: int, share: float, still: int
) -> None:
    begin = FIRST + timedelta(minutes=start)
    due = clocks.due_by(limit, begin, CALENDAR)
    since = begin + (due - begin) * share
    until = since + timedelta(minutes=still)
    case = a_clock(limit, begin, since)
    changes, timers = clocks.run_again(case, until, CALENDAR)
    then = changes["resolve_due_at"]
    assert then is not None
    assert then >= due
    if limit.unit is Unit.CLOCK:
        assert then - until == due - since
    elif limit.unit is Unit.WORKING_HOURS:
        assert CALENDAR.working_between(until, then) == CALENDAR.working_between(since, due)
    else:
        lost = CALENDAR.workdays_between(since, CALENDAR.next_working(until))
        assert CALENDAR.workdays_between(due, then) == lost
    assert changes["pause"] is None
    assert [t.due_at for t in timers if t.kind is TimerKind.RESOLVE_DUE] == [then]
    assert all(until < t.due_at <= then for t in timers)


@settings(max_examples=200, deadline=None)
@given(limit=st.sampled_from(LIMITS), start=minutes, still=st.integers(0, 9 * 24 * 60))
def test_a_lengthened_clock_reckoned_from_its_beginning_ends_at_the_same_moment(
    limit: Span, start: int, still: int
) -> None:
    begin = FIRST + timedelta(minutes=start)
    due = clocks.due_by(limit, begin, CALENDAR)
    since = begin + (due - begin) / 2
    case = a_clock(limit, begin, since)
    changes, _ = clocks.run_again(case, since + timedelta(minutes=still), CALENDAR)
    for name, value in changes.items():
        setattr(case, name, value)
    kept = clocks.limit_of(case)
    assert kept is not None
    again = clocks.due_by(kept, begin, CALENDAR)
    assert case.resolve_due_at is not None
    assert abs(again - case.resolve_due_at) <= timedelta(seconds=1)


@pytest.mark.parametrize("limit", [*LIMITS, date(2026, 5, 15)])
def test_a_clock_is_kept_in_a_row_and_read_back(limit: Limit) -> None:
    case = a_case().case
    if isinstance(limit, date):
        changes = clocks.until_day(limit, FIRST, CALENDAR)
    else:
        changes = clocks.begun(limit, FIRST, CALENDAR)
    case.resolve_span = changes["resolve_span"]
    assert clocks.limit_of(case) == limit


def test_a_case_of_which_only_the_date_is_known_is_lengthened_by_days() -> None:
    case = a_case(resolve_due_at=at("2026-04-16 18:00")).case
    case.pause, case.paused_at = Pause.WAITING, at("2026-04-14 10:00")
    changes, timers = clocks.run_again(case, at("2026-04-15 09:00"), CALENDAR)
    assert changes["resolve_due_at"] == at("2026-04-17 18:00")
    assert TimerKind.RESOLVE_DUE in {t.kind for t in timers}


def test_a_case_without_a_date_only_runs_again() -> None:
    case = a_case(resolve_due_at=None).case
    case.pause = Pause.WAITING
    changes, timers = clocks.run_again(case, FIRST, CALENDAR)
    assert changes == {"pause": None, "paused_at": None, "review_at": None}
    assert timers == []


@pytest.mark.parametrize(
    ("answered", "due"),
    [
        ("2026-04-30 16:00", "2026-05-06 18:00"),  # the same day: nothing is lost
        ("2026-05-02 12:00", "2026-05-07 18:00"),  # the holiday is no working day
        ("2026-05-06 09:00", "2026-05-07 18:00"),
        ("2026-05-06 20:00", "2026-05-08 18:00"),  # nobody is at work that day any more
        ("2026-05-08 09:00", "2026-05-09 18:00"),  # a Saturday worked in exchange
    ],
)
def test_a_clock_in_days_loses_the_working_days_it_stood_still(answered: str, due: str) -> None:
    case = a_clock(workdays(3), at("2026-04-28 09:00"), at("2026-04-30 10:00"))
    changes, _ = clocks.run_again(case, at(answered), CALENDAR)
    assert changes["resolve_due_at"] == at(due)
