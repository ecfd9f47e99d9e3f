"""Those on duty refuse more time, or take back what a resident objects to (3b#15, #16)."""

import re

from handlers.effects import CaseChanges, Effect, MoveCase, StopTimers
from handlers.lifecycle.deferrals.deferring import NOTHING_ASKED, ruled, tell_handler
from handlers.lifecycle.deferrals.objecting import is_objected, settled
from handlers.lifecycle.deferrals.suspending import SUSPENSION_CLOCKS, running_again
from handlers.lifecycle.timing.clocks import RESOLVE_CLOCKS, timers_until, until_day
from handlers.lifecycle.wishes import Step
from handlers.permissions import COUNTY
from handlers.texts import render
from handlers.wording import when
from storage.clock import local
from storage.codes import CaseState, Move

_BARE = re.compile(
    "(?:不同意|不可以|不批准?|不准|不许|不行|不中|不给|驳回)(?:他们|你们)?(?:的)?(?:延期|挂账|延长|宽限)?[吧的了啊]*"
)
_PARTS = re.compile("[,。;\uff0c\uff1b]")
_MARKS = " ,。.!~#0123456789\uff0c\uff01"


def deny(step: Step) -> list[Effect]:
    """The request is refused, its clock was never touched; without one, an objection is heeded."""
    kind = step.case.deferral
    if kind is None:
        return _heeded(step)
    if step.case.deferral_by == step.speaker.id:
        return [step.answer("deferring.own")]
    due = step.case.resolve_due_at
    until = when(due, step.now) if due is not None else ""
    return [
        step.moved(NOTHING_ASKED),
        *ruled(step.case, step.view.id),
        *tell_handler(step, f"deferring.denied_{kind.value}", until=until, why=_why(step)),
        step.answer("deferring.denied_self"),
    ]


def _heeded(step: Step) -> list[Effect]:
    """A resident objects and the centre agrees: the case runs again, or is due as it was before."""
    if not is_objected(step.case) or step.role not in COUNTY:
        return [step.answer("deferring.none_pending")]
    if step.case.state is CaseState.SUSPENDED:
        return _taken_up(step)
    return _shortened(step) if step.case.extended_from else [step.answer("deferring.none_pending")]


def _taken_up(step: Step) -> list[Effect]:
    changes, timers, until = running_again(step)
    return [
        step.moved(),
        MoveCase(step.view.id, Move.RESUME, CaseState.IN_PROGRESS, step.role, changes=changes),
        StopTimers(step.view.id, kinds=SUSPENSION_CLOCKS),
        *timers,
        *_told(step, until),
    ]


def _shortened(step: Step) -> list[Effect]:
    """Due as before the extension; where that is over or too near, the next working day."""
    calendar = step.world.calendar
    before = step.case.extended_from or step.now
    due = max(before, calendar.add_workdays(step.now, 1))
    day = local(due).date()
    clock = until_day(day, step.case.resolve_from or step.now, calendar)
    changes: CaseChanges = {**clock, "resolve_due_at": due}
    timers = timers_until(step.view.id, day, step.now, step.now, calendar)
    stopped = StopTimers(step.view.id, kinds=RESOLVE_CLOCKS)
    running = [] if step.case.pause is not None else timers
    return [step.moved(changes), stopped, *running, *_told(step, when(due, step.now))]


def _told(step: Step, until: str) -> list[Effect]:
    return [
        *settled(step),
        *tell_handler(step, "deferring.heeded_handler", until=until, why=_why(step)),
        *step.voice.reporters(step.view, "deferring.heeded_reporter", until=until),
        step.answer("deferring.heeded_self", until=until),
    ]


def _why(step: Step) -> str:
    """What was said beside the bare refusal, for whoever must go on."""
    parts = (_BARE.sub("", part).strip(_MARKS) for part in _PARTS.split(step.note))
    words = "\uff0c".join(part for part in parts if len(part) > 1)
    return render("deferring.said", words=words) if words else ""
