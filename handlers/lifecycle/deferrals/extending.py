"""More time is asked for and granted (延期): once, in good time, for a reason (3b#15)."""

from datetime import date, datetime, timedelta

from handlers.effects import CaseChanges, Effect, StopTimers
from handlers.lifecycle.colours import of_reopened
from handlers.lifecycle.deferrals.deferring import (
    NOTHING_ASKED,
    asked,
    grants_at_once,
    handler,
    helps_only,
    lacks,
    ruled,
    tell_handler,
)
from handlers.lifecycle.deferrals.objecting import upheld
from handlers.lifecycle.timing.clocks import RESOLVE_CLOCKS, timers_until, until_day
from handlers.lifecycle.wishes import Step
from handlers.understanding.masking import mask
from handlers.understanding.until import Until, read_deferral
from handlers.wording import when
from storage.clock import local
from storage.codes import Colour, Deferral

MOST_WORKDAYS = 10  # 3b#15 (Shandong): at most ten working days more


def extend(step: Step) -> list[Effect]:
    """The request waits for those on duty; said by them of another's case, it is granted."""
    due, said = step.case.resolve_due_at, read_deferral(step.note, local(step.now).date())
    refusal = _refused(step, due)
    if refusal is not None or due is None:
        return [step.answer(refusal or "deferring.too_late")]
    latest = step.world.calendar.add_workdays(due, MOST_WORKDAYS)
    if not said.until or not said.reason:
        key = f"deferring.lacks_{'reason' if said.until else 'day' if said.reason else 'both'}"
        return lacks(step, "extension_note", key, latest=when(latest, step.now))
    until = _until(said.until, due, step)
    if until <= due:
        return [step.answer("deferring.not_later", asked=when(until, step.now))]
    if until > latest:
        return [step.answer("deferring.too_long", latest=when(latest, step.now))]
    if grants_at_once(step):
        return _granted(step, until, said.reason)
    wish: CaseChanges = {"deferral_until": until, "deferral_reason": said.reason}
    told = {"until": when(until, step.now), "reason": said.reason, "was": when(due, step.now)}
    return asked(step, Deferral.EXTENSION, wish, **told)


def approve_extension(step: Step) -> list[Effect]:
    """The request is granted: the case is due later, and everybody concerned knows why."""
    case = step.case
    if case.deferral is not Deferral.EXTENSION or case.deferral_until is None:
        return upheld(step) or [step.answer("deferring.none_pending")]
    if case.deferral_by == step.speaker.id:
        return [step.answer("deferring.own")]
    return _granted(step, case.deferral_until, case.deferral_reason)


def _refused(step: Step, due: datetime | None) -> str | None:
    """The key of what speaks against any extension."""
    if helps_only(step):
        return "deferring.lead_only"
    if step.case.extended_from is not None:
        return "deferring.extended_before"
    if step.case.deferral is not None:
        return "deferring.pending"
    return "deferring.too_late" if due is None or is_late(due, step) else None


def is_late(due: datetime, step: Step) -> bool:
    """True on the day a case is due, and after: it must be asked a working day before."""
    earliest = step.world.calendar.add_workdays(step.now, 1)
    return due <= step.now or local(earliest).date() > local(due).date()


def _until(asked_for: Until, due: datetime, step: Step) -> datetime:
    """When the case would be due: the end of the day named, or so much after it is due now."""
    calendar = step.world.calendar
    if asked_for.workdays:
        return calendar.add_workdays(due, asked_for.workdays)
    day: date = asked_for.day or local(due).date() + timedelta(days=asked_for.days)
    return calendar.close_of(day)


def _granted(step: Step, until: datetime, reason: str) -> list[Effect]:
    day, start = local(until).date(), step.now
    clock = until_day(day, start, step.world.calendar)
    colour = of_reopened(step.case.reopen_count)
    changes: CaseChanges = {
        **clock,
        **NOTHING_ASKED,
        "deferral_reason": reason,
        "extended_from": step.case.resolve_due_at,
        "colour": step.case.colour if step.case.colour is Colour.RED else colour,
    }
    told = {"until": when(until, step.now), "reason": mask(reason)}
    return [
        step.moved(changes, note=step.note or reason),
        *ruled(step.case, step.view.id),
        *_clocks(step, day),
        *tell_handler(step, "deferring.approved_extension", **told),
        *step.voice.reporters(step.view, "deferring.extended_reporter", (), who=_who(step), **told),
        step.answer("deferring.approved_extension_self", None, **told),
    ]


def _clocks(step: Step, day: date) -> list[Effect]:
    """The calls of the longer clock; of one that stands still, none before it runs again."""
    stopped = StopTimers(step.view.id, kinds=RESOLVE_CLOCKS)
    if step.case.pause is not None:
        return [stopped]
    timers = timers_until(step.view.id, day, step.now, step.now, step.world.calendar)
    return [stopped, *timers]


def _who(step: Step) -> str:
    """Who needs the time: the department in the lead, else whoever has the case."""
    lead = step.view.lead
    department = step.world.directory.department(lead.department_id if lead else None)
    return department.name if department else handler(step)
