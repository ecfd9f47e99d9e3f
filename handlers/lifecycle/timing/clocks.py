"""The clock of a case for resolving: begun, lengthened by what stood still, reckoned anew.

A case keeps where its clock began and how long it runs, so that the date it is due can be found
again whenever the calendar changes.
"""

from dataclasses import replace
from datetime import date, datetime

from handlers.effects import CaseChanges, CaseRef, StartTimer
from handlers.lifecycle.timing.deadlines import after, ticks
from handlers.ports import Calendar
from handlers.understanding.categories import Span, Unit
from handlers.understanding.spans import parse_span, written
from storage.clock import CHINA, local
from storage.codes import TimerKind
from storage.tables.case import Case

Limit = Span | date
"""How long a clock runs, or the last day of it."""

Running = tuple[CaseChanges, list[StartTimer]]

RESOLVE_CLOCKS = (
    TimerKind.RESOLVE_HALF,
    TimerKind.RESOLVE_NEAR,
    TimerKind.RESOLVE_EVE,
    TimerKind.RESOLVE_DUE,
    TimerKind.OVERDUE,
)


NOTHING_GRANTED: CaseChanges = {
    "pause": None,
    "paused_at": None,
    "pause_count": 0,
    "review_at": None,
    "extended_from": None,
    "deferral": None,
}
"""What a clock that begins anew has had of pauses and more time."""


def begun(span: Span, start: datetime, calendar: Calendar) -> CaseChanges:
    """The clock of the case runs from `start`."""
    due = after(span, start, calendar)
    return {"resolve_due_at": due, "resolve_from": start, "resolve_span": written(span)}


def until_day(day: date, start: datetime, calendar: Calendar) -> CaseChanges:
    """The clock of the case runs until the end of this day, or of the next working day."""
    due = calendar.close_of(day)
    return {"resolve_due_at": due, "resolve_from": start, "resolve_span": day.isoformat()}


def limit_of(case: Case) -> Limit | None:
    """How long the case's clock runs; None when nothing is known of it."""
    if not case.resolve_span:
        return None
    if "-" in case.resolve_span:
        return date.fromisoformat(case.resolve_span)
    return parse_span(case.resolve_span)


def due_by(limit: Limit, start: datetime, calendar: Calendar) -> datetime:
    """When a clock begun at `start` is over."""
    return calendar.close_of(limit) if isinstance(limit, date) else after(limit, start, calendar)


def shifted(
    moment: datetime, limit: Limit, still: tuple[datetime, datetime], calendar: Calendar
) -> datetime:
    """A moment of the clock's time, after the clock stood still from one moment to another.

    Working hours are made up for hour by hour, days by whole working days: those after the day
    it stopped, up to that on which somebody is at work again.
    """
    since, until = still
    if isinstance(limit, Span) and limit.unit is Unit.CLOCK:
        return moment + (until - since)
    if isinstance(limit, Span) and limit.unit is Unit.WORKING_HOURS:
        return calendar.add_working(until, calendar.working_between(since, moment))
    days = calendar.workdays_between(since, calendar.next_working(until))
    if not days:
        return moment
    there, day = local(moment), local(calendar.add_workdays(moment, days)).date()
    return datetime.combine(day, there.time(), tzinfo=CHINA)


def lengthened(
    limit: Limit, start: datetime, still: tuple[datetime, datetime], calendar: Calendar
) -> Limit:
    """The same clock, longer by as much as it stood still."""
    since, until = still
    if isinstance(limit, Span) and limit.unit is Unit.CLOCK:
        return Span(limit.unit, limit.length + (until - since))
    if isinstance(limit, Span) and limit.unit is Unit.WORKING_HOURS:
        return Span(limit.unit, limit.length + calendar.working_between(since, until))
    days = calendar.workdays_between(since, calendar.next_working(until))
    if isinstance(limit, Span) and limit.unit is Unit.WORKING_DAYS:
        return Span(limit.unit, days=limit.days + days)
    due = due_by(limit, start, calendar)
    return local(calendar.add_workdays(due, days)).date() if days else limit


def run_again(case: Case, now: datetime, calendar: Calendar) -> Running:
    """What changes when the clock that stood still runs again, and what is then due."""
    freed: CaseChanges = {"pause": None, "paused_at": None, "review_at": None}
    since, due, start = case.paused_at, case.resolve_due_at, case.resolve_from or case.opened_at
    if since is None or due is None:
        return freed, []
    limit, still = limit_of(case) or local(due).date(), (since, now)
    longer = lengthened(limit, start, still, calendar)
    until = max(due_by(longer, start, calendar), due)
    text = longer.isoformat() if isinstance(longer, date) else written(longer)
    coming = (
        replace(tick, due_at=shifted(tick.due_at, limit, still, calendar))
        for tick in ticks(case.id or 0, start, due, _unit(limit), calendar)
        if since < tick.due_at < due
    )
    end = StartTimer(TimerKind.RESOLVE_DUE, until, case.id, data={"round": 0})
    changes: CaseChanges = {**freed, "resolve_due_at": until, "resolve_span": text}
    changes["resolve_from"] = start
    return changes, [*(tick for tick in coming if now < tick.due_at < until), end]


def timers_until(
    ref: CaseRef, limit: Limit, start: datetime, now: datetime, calendar: Calendar
) -> list[StartTimer]:
    """What of a clock begun at `start` is still to come after `now`; its end in any case."""
    due = due_by(limit, start, calendar)
    coming = ticks(ref, start, due, _unit(limit), calendar)
    return [t for t in coming if t.due_at > now or t.kind is TimerKind.RESOLVE_DUE]


def _unit(limit: Limit) -> Span:
    return Span(Unit.WORKING_DAYS) if isinstance(limit, date) else limit
