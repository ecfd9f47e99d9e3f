"""When things are due: spans of clock and working time, shares of them, and quiet hours."""

import math
from datetime import UTC, datetime, time, timedelta

from handlers.effects import CaseRef, StartTimer
from handlers.lifecycle.timing.watching import idle_clock, last_calls
from handlers.lifecycle.timing.working_time import CHINA
from handlers.policy import Policy, is_quiet
from handlers.ports import Calendar
from handlers.understanding.categories import Leaf, SelfHandling, Span, Unit
from storage.codes import TimerKind, Urgency

_LISTED = (
    "water_supply",
    "power_outage",
    "manhole",
    "waterlogging",
    "elevator_fault",
    "gas_hazard",
)
_OURS = ("telecom_fraud", "theft_disorder", "child_protection", "flood_geo_hazard")
NIGHT_LEAVES = frozenset((*_LISTED, *_OURS))
"""What is reported in at night as well: the list of 3c, and ours, because police, child protection
and flood control have somebody on duty at any hour."""
_REPORT_IN = {
    Urgency.U0: Span(Unit.CLOCK, timedelta(minutes=5)),
    Urgency.U1: Span(Unit.CLOCK, timedelta(hours=2)),
    Urgency.U2: Span(Unit.WORKING_HOURS, timedelta(hours=4)),
    Urgency.U3: Span(Unit.WORKING_DAYS, days=1),
}
_RESOLVE = {
    Urgency.U0: Span(Unit.CLOCK, timedelta(minutes=30)),
    Urgency.U1: Span(Unit.WORKING_DAYS, days=1),
    Urgency.U2: Span(Unit.WORKING_DAYS, days=5),
    Urgency.U3: Span(Unit.WORKING_DAYS, days=7),
}
_NIGHT_FROM, _NIGHT_UNTIL, _MORNING = time(22), time(7), time(8)
_SELF_SHARE = 1 / 3  # 3a: the grid member tries for at most a third of the time
NEAR = 0.8
_CONTACT = {
    Urgency.U0: Span(Unit.CLOCK, timedelta(minutes=30)),
    Urgency.U1: Span(Unit.CLOCK, timedelta(hours=2)),
    Urgency.U2: Span(Unit.WORKING_HOURS, timedelta(hours=4)),
    Urgency.U3: Span(Unit.WORKING_DAYS, days=1),
}


def is_empty(span: Span) -> bool:
    """True for no time at all, as with an answer that is due at once."""
    return span.length <= timedelta() and span.days <= 0


def after(span: Span, start: datetime, calendar: Calendar) -> datetime:
    """The moment at which `span`, begun at `start`, is used up."""
    match span.unit:
        case Unit.CLOCK:
            return start + span.length
        case Unit.DAYS:
            return calendar.add_days(start, span.days)
        case Unit.WORKING_HOURS:
            return calendar.add_working(start, span.length)
        case Unit.WORKING_DAYS:
            return calendar.add_workdays(start, span.days)


def scaled(span: Span, factor: float) -> Span:
    """The span made longer or shorter; days stay whole and at least one."""
    days = max(1, math.ceil(span.days * factor - 1e-9)) if span.days else 0
    return Span(span.unit, span.length * factor, days)


def share(of: float, start: datetime, due: datetime, span: Span, calendar: Calendar) -> datetime:
    """The moment at which this share of the time between `start` and `due` is used up."""
    if span.unit is Unit.CLOCK or due <= start:
        return start + max(due - start, timedelta()) * of
    return calendar.add_working(start, calendar.working_between(start, due) * of)


def resolve_span(leaf: Leaf, urgency: Urgency) -> Span:
    """How long the matter may take, with a rule for leaves that are answered at once."""
    return _RESOLVE[urgency] if is_empty(leaf.resolve) else leaf.resolve


def report_in_due(leaf: Leaf, urgency: Urgency, start: datetime, calendar: Calendar) -> datetime:
    """When a department whistled at `start` must have reported in (3c).

    The leaf's own span counts; a case more urgent than its leaf is due at the earlier of both.
    """
    if urgency is Urgency.U0:
        return start + _REPORT_IN[urgency].length
    span = _REPORT_IN[urgency] if is_empty(leaf.report_in) else leaf.report_in
    due = after(span, start, calendar)
    if urgency < leaf.urgency:
        due = min(due, after(_REPORT_IN[urgency], start, calendar))
    is_clock = span.unit is Unit.CLOCK
    return max(due, _morning_after(start)) if is_clock and _rests(leaf, start) else due


def contact_due(leaf: Leaf, urgency: Urgency, start: datetime, calendar: Calendar) -> datetime:
    """When the resident must have been reached, or the handler been on site (Beijing art. 15).

    Never before somebody need have accepted; what rests at night is contacted in the morning.
    """
    due = max(after(_CONTACT[urgency], start, calendar), after(leaf.accept, start, calendar))
    is_clock = _CONTACT[urgency].unit is Unit.CLOCK
    return max(due, _morning_after(start)) if is_clock and _rests(leaf, start) else due


def self_handling_due(
    leaf: Leaf, urgency: Urgency, start: datetime, calendar: Calendar
) -> datetime:
    """How long the grid member may try before departments are whistled.

    A third of the time (3a); where the scene is only to be made safe, as long as a department
    would have to report in: an open manhole does not wait eight hours.
    """
    span = resolve_span(leaf, urgency)
    third = share(_SELF_SHARE, start, after(span, start, calendar), span, calendar)
    if leaf.self_handling is SelfHandling.SECURE_FIRST and not is_empty(leaf.report_in):
        return min(third, after(leaf.report_in, start, calendar))
    return third


def resolve_timers(
    case: CaseRef, span: Span, start: datetime, calendar: Calendar
) -> list[StartTimer]:
    """The calls of the time for resolving (3d), and that of a long silence."""
    due = after(span, start, calendar)
    running = ticks(case, start, due, span, calendar)
    return [*running, *idle_clock(case, start, due, calendar)]


def ticks(
    case: CaseRef, start: datetime, due: datetime, span: Span, calendar: Calendar
) -> list[StartTimer]:
    """Half, near (80 %), the day before, and due of a clock whose end is known (3d).

    `span` says how its time is counted.
    """
    half = share(0.5, start, due, span, calendar)
    near = share(NEAR, start, due, span, calendar)
    return [
        StartTimer(TimerKind.RESOLVE_HALF, half, case),
        *last_calls(case, half, near, due, calendar),
        StartTimer(TimerKind.RESOLVE_DUE, due, case, data={"round": 0}),
    ]


def accept_timers(
    case: CaseRef, span: Span, start: datetime, calendar: Calendar
) -> list[StartTimer]:
    """Half, due and takeover (150 %) of the time for accepting (3d); none when there is no time."""
    if is_empty(span):
        return []
    due = after(span, start, calendar)
    half = share(0.5, start, due, span, calendar)
    takeover = (
        due + (due - start) / 2
        if span.unit is Unit.CLOCK
        else calendar.add_working(due, calendar.working_between(start, due) / 2)
    )
    return [
        StartTimer(TimerKind.ACCEPT_HALF, half, case),
        StartTimer(TimerKind.ACCEPT_DUE, due, case),
        StartTimer(TimerKind.ACCEPT_TAKEOVER, takeover, case),
    ]


def report_in_timers(
    case: CaseRef, start: datetime, due: datetime, calendar: Calendar
) -> list[StartTimer]:
    """Half and due of the time for reporting in (3d)."""
    worked = calendar.working_between(start, due)
    whole_day = due - start >= timedelta(hours=12)
    half = calendar.add_working(start, worked / 2) if whole_day and worked else None
    return [
        StartTimer(TimerKind.REPORT_IN_HALF, half or start + (due - start) / 2, case),
        StartTimer(TimerKind.REPORT_IN_DUE, due, case),
    ]


def survey_due(answered_at: datetime, urgency: Urgency, policy: Policy) -> datetime:
    """When the reporters are asked (3b#18): two hours after an urgent matter, else next morning.

    Never in the quiet hours.
    """
    if urgency in (Urgency.U0, Urgency.U1):
        soon = answered_at + policy.survey_after_urgent
        if not is_quiet(soon, policy):
            return soon
        return next_at(policy.survey_hour, soon)
    tomorrow = answered_at.astimezone(CHINA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, policy.survey_hour, tzinfo=CHINA).astimezone(UTC)


def not_before(now: datetime, policy: Policy, *, urgent: bool) -> datetime | None:
    """Until when a message must wait for the end of the quiet hours; None when it need not."""
    if urgent or not is_quiet(now, policy):
        return None
    return next_at(policy.quiet_until, now)


def is_pressing(leaf_id: str, urgency: Urgency) -> bool:
    """True for what may be said at night as well: U0, U1 and the night leaves."""
    return urgency in (Urgency.U0, Urgency.U1) or leaf_id in NIGHT_LEAVES


def next_at(hour: time, moment: datetime) -> datetime:
    """The next time after `moment` that the wall clock in China shows `hour`."""
    here = moment.astimezone(CHINA)
    there = datetime.combine(here.date(), hour, tzinfo=CHINA)
    return (there if there > here else there + timedelta(days=1)).astimezone(UTC)


def _rests(leaf: Leaf, start: datetime) -> bool:
    """True when a whistle at this hour waits for the morning (3c: U1 at night → 08:00)."""
    hour = start.astimezone(CHINA).time()
    is_night = hour >= _NIGHT_FROM or hour < _NIGHT_UNTIL
    return is_night and leaf.id not in NIGHT_LEAVES and not leaf.is_emergency


def _morning_after(start: datetime) -> datetime:
    return next_at(_MORNING, start)
