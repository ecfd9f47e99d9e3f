"""When things are due: by clock, by working time, at night, and in the quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.effects import StartTimer
from handlers.lifecycle.timing import deadlines
from handlers.lifecycle.timing.working_time import CHINA
from handlers.policy import Policy, is_quiet
from handlers.understanding.categories import Span
from storage.codes import TimerKind, Urgency
from tests.decisions.county import MONDAY, NIGHT, a_leaf, clock, workdays, working
from tests.decisions.scene import WORLD, leaf

CALENDAR, POLICY = WORLD.calendar, Policy()
SPANS = (clock(15), clock(hours=24), working(2), working(4), workdays(1), workdays(7))


def at(hour: int, minute: int = 0, day: int = 13) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=CHINA)


def due(timers: list[StartTimer]) -> dict[TimerKind, datetime]:
    return {t.kind: t.due_at for t in timers}


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (clock(30), at(9, 30)),
        (working(4), at(15, 30)),
        (workdays(1), at(18, day=14)),
        (workdays(5), at(18, day=20)),
    ],
)
def test_a_span_ends_where_its_unit_says(span: Span, expected: datetime) -> None:
    assert deadlines.after(span, MONDAY, CALENDAR) == expected


@given(
    span=st.sampled_from(SPANS),
    minute=st.integers(0, 20000),
    factor=st.floats(0.1, 1.0),
)
def test_a_shorter_span_never_ends_later(span: Span, minute: int, factor: float) -> None:
    start = MONDAY + timedelta(minutes=minute)
    short = deadlines.after(deadlines.scaled(span, factor), start, CALENDAR)
    assert start <= short <= deadlines.after(span, start, CALENDAR)


@given(span=st.sampled_from(SPANS), minute=st.integers(0, 20000))
def test_reminders_come_before_the_deadline_and_in_order(span: Span, minute: int) -> None:
    start = MONDAY + timedelta(minutes=minute)
    times = due(deadlines.resolve_timers(1, span, start, CALENDAR))
    half, end = times[TimerKind.RESOLVE_HALF], times[TimerKind.RESOLVE_DUE]
    last_calls = [times[k] for k in (TimerKind.RESOLVE_NEAR, TimerKind.RESOLVE_EVE) if k in times]
    assert last_calls
    assert all(start <= half <= one <= end for one in last_calls)


def test_the_day_before_and_four_fifths_are_one_word_when_they_fall_on_one_day() -> None:
    kinds = due(deadlines.resolve_timers(1, workdays(5), MONDAY, CALENDAR))
    assert TimerKind.RESOLVE_NEAR not in kinds
    assert kinds[TimerKind.RESOLVE_EVE] == at(8, 30, day=17)
    long = due(deadlines.resolve_timers(1, workdays(15), MONDAY, CALENDAR))
    assert long[TimerKind.RESOLVE_NEAR] < long[TimerKind.RESOLVE_EVE]
    short = due(deadlines.resolve_timers(1, workdays(1), MONDAY, CALENDAR))
    assert TimerKind.RESOLVE_EVE not in short


def test_silence_is_watched_only_where_the_time_is_longer_than_three_working_days() -> None:
    long = due(deadlines.resolve_timers(1, workdays(5), MONDAY, CALENDAR))
    assert long[TimerKind.IDLE] == at(9, day=16)
    assert TimerKind.IDLE not in due(deadlines.resolve_timers(1, workdays(2), MONDAY, CALENDAR))


@given(span=st.sampled_from(SPANS), minute=st.integers(0, 20000))
def test_accepting_is_reminded_then_due_then_taken_over(span: Span, minute: int) -> None:
    start = MONDAY + timedelta(minutes=minute)
    times = due(deadlines.accept_timers(1, span, start, CALENDAR))
    assert start <= times[TimerKind.ACCEPT_HALF] <= times[TimerKind.ACCEPT_DUE]
    assert times[TimerKind.ACCEPT_DUE] <= times[TimerKind.ACCEPT_TAKEOVER]


def test_working_days_made_shorter_stay_whole_and_at_least_one() -> None:
    assert deadlines.scaled(workdays(3), 0.7) == workdays(3)
    assert deadlines.scaled(workdays(10), 0.7) == workdays(7)
    assert deadlines.scaled(workdays(1), 0.5) == workdays(1)


def test_what_is_answered_at_once_has_no_clock_for_accepting() -> None:
    assert deadlines.accept_timers(1, clock(), MONDAY, CALENDAR) == []


@pytest.mark.parametrize(
    ("leaf_id", "urgency", "start", "expected"),
    [
        ("water_supply", Urgency.U1, MONDAY, at(11)),
        ("water_supply", Urgency.U1, NIGHT, at(1, day=14)),  # waterworks have a night shift
        ("gas_leak", Urgency.U0, NIGHT, at(23, 5)),
        ("streetlight", Urgency.U2, MONDAY, at(18, day=14)),
        ("streetlight", Urgency.U1, MONDAY, at(11)),  # more urgent than its kind
    ],
)
def test_departments_report_in_by_the_rule(
    leaf_id: str, urgency: Urgency, start: datetime, expected: datetime
) -> None:
    assert deadlines.report_in_due(leaf(leaf_id), urgency, start, CALENDAR) == expected


def test_an_urgent_whistle_at_night_waits_for_eight_o_clock() -> None:
    smell = a_leaf("sewage_discharge", "污水直排", Urgency.U1, report_in=clock(hours=2))
    assert deadlines.report_in_due(smell, Urgency.U1, NIGHT, CALENDAR) == at(8, day=14)
    early = at(6, 30)
    assert deadlines.report_in_due(smell, Urgency.U1, early, CALENDAR) == at(8, 30)


def test_the_grid_tries_for_a_third_of_the_time() -> None:
    third = deadlines.self_handling_due(leaf("sewer_blockage"), Urgency.U1, MONDAY, CALENDAR)
    whole = CALENDAR.working_between(MONDAY, at(18, day=14))
    assert CALENDAR.working_between(MONDAY, third) == whole / 3


def test_an_open_manhole_is_passed_up_after_an_hour() -> None:
    due_at = deadlines.self_handling_due(leaf("manhole"), Urgency.U1, MONDAY, CALENDAR)
    assert due_at == at(10)


@pytest.mark.parametrize(
    ("answered", "urgency", "expected"),
    [
        (at(14), Urgency.U1, at(16)),
        (at(20, 30), Urgency.U1, at(9, 30, day=14)),
        (at(2), Urgency.U0, at(9, 30)),
        (at(14), Urgency.U2, at(9, 30, day=14)),
        (at(23), Urgency.U3, at(9, 30, day=14)),
    ],
)
def test_reporters_are_asked_after_two_hours_or_next_morning_never_at_night(
    answered: datetime, urgency: Urgency, expected: datetime
) -> None:
    assert deadlines.survey_due(answered, urgency, POLICY) == expected


@given(minute=st.integers(0, 60 * 24 * 14))
def test_nothing_ordinary_is_said_in_the_quiet_hours(minute: int) -> None:
    now = MONDAY.astimezone(UTC) + timedelta(minutes=minute)
    held = deadlines.not_before(now, POLICY, urgent=False)
    said = held or now
    assert said >= now
    assert not is_quiet(said, POLICY)
    assert deadlines.not_before(now, POLICY, urgent=True) is None


def test_a_two_day_report_in_is_reminded_in_working_hours() -> None:
    end = CALENDAR.add_workdays(MONDAY, 2)
    times = due(deadlines.report_in_timers(1, MONDAY, end, CALENDAR))
    assert MONDAY < times[TimerKind.REPORT_IN_HALF] < end
    assert CALENDAR.next_working(times[TimerKind.REPORT_IN_HALF]) == times[TimerKind.REPORT_IN_HALF]
