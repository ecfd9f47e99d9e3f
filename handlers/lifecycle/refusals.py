"""A department hands a whistle back (退回): with a code and grounds, in time, decided by the centre.

Who decides (3c): the county's duty officer, within two working hours; until then the department
stays responsible. One case is taken further at once, so that the resident does not wait for a
ruling that is plain: a first refusal under R1, with grounds that cite the responsibility list,
naming a department that has this kind of matter on its own list while the refuser has not. Then
the named department is whistled as lead, the refuser stays as co-handler, the resident keeps the
promised date, and the centre is asked to confirm or undo it: undone, the refuser leads again and
may not refuse any more. A late refusal takes the same way and is told that it is late.
"""

import re
from datetime import datetime, timedelta

from handlers.effects import (
    Ask,
    CaseChanges,
    Effect,
    MoveWhistle,
    OpenTask,
    StartTimer,
    StopTimers,
    WhistleTo,
)
from handlers.lifecycle.deadlines import after
from handlers.lifecycle.notices import card, county_duty, department_name
from handlers.lifecycle.passing_up import REPORT_IN_CLOCKS, reporters_told
from handlers.lifecycle.whistling import Call, clocks, due_of, whistle_one
from handlers.lifecycle.wishes import Step
from handlers.routing.whistle import Route, named_in, owns
from handlers.texts import render
from handlers.understanding.categories import Span, Unit
from handlers.wording import when
from storage.codes import RefusalCode, TaskKind, TimerKind, Urgency, WhistleRole, WhistleState
from storage.tables.case import Whistle
from storage.tables.region import Department

_LEAST_GROUNDS = 20
_WINDOW = {
    Urgency.U1: Span(Unit.CLOCK, timedelta(minutes=30)),
    Urgency.U2: Span(Unit.WORKING_DAYS, days=1),
    Urgency.U3: Span(Unit.WORKING_DAYS, days=2),
}
RULING_WITHIN = Span(Unit.WORKING_HOURS, timedelta(hours=2))
_CITES = {
    RefusalCode.R1: re.compile(r"权责|清单|职责|三定|规定|条例|主管"),
    RefusalCode.R3: re.compile("[#\uff03]\\s*\\d+|重复|已(?:在|有)"),
}


def refuse(step: Step) -> list[Effect]:
    """The refusal goes to the centre, or is sent back with what it lacks."""
    whistle = step.whistle
    if whistle is None:
        return [step.answer("told.not_whistled")]
    barred = _barred(step, whistle)
    if barred:
        return [step.answer(barred)]
    code = step.wish.refusal_code
    if code is None or not are_grounds(code, step.note):
        ask = Ask("refusal_reason", step.view.id, {"code": code.value if code else None})
        return [ask, step.answer("refusal.explain", window=_window_words(step, whistle))]
    if code is RefusalCode.R4:
        return _asked_reporters(step)
    proposed = _proposed(step, whistle)
    if proposed is not None and _is_plain(step, whistle, code, proposed):
        return _moved_on(step, whistle, proposed)
    return _to_centre(step, whistle)


def are_grounds(code: RefusalCode, note: str) -> bool:
    """True for grounds of twenty characters at least that cite what the code needs."""
    cited = _CITES.get(code)
    words = "".join(note.split())
    return len(words) >= _LEAST_GROUNDS and (cited is None or cited.search(note) is not None)


def window_end(step: Step, whistle: Whistle) -> datetime:
    """Until when the whistle may be handed back: U1 30 minutes, U2 one, U3 two working days."""
    span = _WINDOW.get(step.case.urgency, Span(Unit.CLOCK))
    return after(span, whistle.whistled_at, step.world.calendar)


def is_late(step: Step, whistle: Whistle) -> bool:
    """True when the time for handing back is over; the centre decides all the same."""
    return step.now > window_end(step, whistle)


def _barred(step: Step, whistle: Whistle) -> str:
    """The key of the sentence that says why this whistle cannot be handed back; else empty."""
    if whistle.state is WhistleState.REFUSAL_PENDING:
        return "refusal.pending"
    if whistle.state is not WhistleState.WHISTLED:
        return "refusal.reported_in"
    if whistle.designated:
        return "refusal.designated"
    if step.case.is_emergency or step.case.urgency is Urgency.U0:
        return "refusal.emergency"
    return ""


def _window_words(step: Step, whistle: Whistle) -> str:
    key = "refusal.window_over" if is_late(step, whistle) else "refusal.window_open"
    return render(key, until=when(window_end(step, whistle), step.now))


def _proposed(step: Step, whistle: Whistle) -> Department | None:
    """The department the refusal names; not the refuser, and not one that helps already as lead."""
    named = step.world.directory.department(step.wish.department_id)
    if named is None or named.id == whistle.department_id:
        named = named_in(step.note, step.world.directory, but=(whistle.department_id,))
    return named


def _is_plain(step: Step, whistle: Whistle, code: RefusalCode, proposed: Department) -> bool:
    """True for the one refusal that is acted upon before the centre has ruled."""
    refuser = step.world.directory.department(whistle.department_id)
    first = not any(w.state is WhistleState.REFUSED for w in step.view.whistles)
    lists_differ = owns(proposed, step.facts.leaf) and not (
        refuser is not None and owns(refuser, step.facts.leaf)
    )
    is_r1_of_lead = code is RefusalCode.R1 and whistle.role is WhistleRole.LEAD
    return first and is_r1_of_lead and lists_differ and not step.facts.is_closed_circle


def _moved_on(step: Step, whistle: Whistle, proposed: Department) -> list[Effect]:
    """The named department leads, the refuser helps, the centre may undo it."""
    refuser = step.world.directory.department(whistle.department_id)
    route = Route(proposed, (refuser,) if refuser else ())
    return [
        _refused(step, whistle, WhistleState.REFUSED),
        *new_lead(step, proposed, route.co),
        WhistleTo(step.view.id, whistle.department_id, WhistleRole.CO_HANDLER, due_of(step.voice)),
        *reporters_told(step.view, step.voice, route, "refusal.moved_reporter"),
        *_centre_asked(step, whistle, render("refusal.moved_already", name=proposed.name)),
        step.answer("refusal.moved_self", name=proposed.name, late=_late_words(step, whistle)),
    ]


def new_lead(step: Step, lead: Department, helpers: tuple[Department, ...] = ()) -> list[Effect]:
    """The department is whistled as lead and owns the case; the residents keep their date."""
    changes: CaseChanges = {"owner_id": None, "owner_department_id": lead.id}
    call = Call("moved", resolve_due_at=step.case.resolve_due_at, keeps_due=True)
    doubled = (w for w in step.view.in_force if w.department_id == lead.id)
    return [
        step.moved(changes),
        *(MoveWhistle(w.id or 0, WhistleState.WITHDRAWN) for w in doubled),
        StopTimers(step.view.id, kinds=REPORT_IN_CLOCKS),
        *whistle_one(step.voice, Route(lead, helpers), lead, call),
        *clocks(step.voice),
    ]


def _to_centre(step: Step, whistle: Whistle) -> list[Effect]:
    """The refusal waits for the centre; until it rules the department stays responsible."""
    until = when(_ruling_due(step), step.now)
    proposed = _proposed(step, whistle)
    proposal = render("refusal.proposal", name=proposed.name) if proposed else ""
    return [
        _refused(step, whistle, WhistleState.REFUSAL_PENDING),
        step.moved(),
        *_centre_asked(step, whistle, proposal),
        step.answer("refusal.sent", until=until, late=_late_words(step, whistle)),
    ]


def _asked_reporters(step: Step) -> list[Effect]:
    """R4: the department lacks something; the reporters are asked once, the whistle stays."""
    return [
        step.moved(),
        *step.voice.reporters(step.view, "refusal.ask_reporter"),
        step.answer("refusal.asked_self"),
    ]


def _refused(step: Step, whistle: Whistle, to: WhistleState) -> MoveWhistle:
    code = step.wish.refusal_code
    return MoveWhistle(whistle.id or 0, to, refusal_code=code, refusal_reason=step.note)


def _centre_asked(step: Step, whistle: Whistle, proposal: str) -> list[Effect]:
    """The county's duty officer has the refusal to decide, and a clock to decide it by."""
    code = step.wish.refusal_code or RefusalCode.R1
    name = department_name(whistle.department_id, step.world)
    due = _ruling_due(step)
    title = render("task_title.decide_refusal", name=name)
    key = f"refusal:{whistle.id}"
    return [
        OpenTask(key, TaskKind.DECIDE_REFUSAL, title, step.view.id, county_duty(step.world)),
        StartTimer(TimerKind.REFUSAL_DUE, due, step.view.id, data={"whistle_id": whistle.id}),
        step.voice.county(
            "refusal.to_centre",
            card("refusal", "approve_refusal", "deny_refusal"),
            name=name,
            code=f"{code.value}{render(f'refusal_code.{code.value}')}",
            grounds=step.note,
            late=_late_words(step, whistle),
            proposal=proposal,
            until=when(due, step.now),
        ),
    ]


def _ruling_due(step: Step) -> datetime:
    return after(RULING_WITHIN, step.now, step.world.calendar)


def _late_words(step: Step, whistle: Whistle) -> str:
    if not is_late(step, whistle):
        return ""
    return render("refusal.late", until=when(window_end(step, whistle), step.now))
