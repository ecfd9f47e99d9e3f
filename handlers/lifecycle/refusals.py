"""A department hands a whistle back (退回): with a code and grounds, in time, decided by the centre.

Who decides (3c): the county's duty officer, within two working hours; until then the department
stays responsible. One case is taken further at once, so that the resident does not wait for a
ruling that is plain: a first refusal under R1, with grounds that cite the responsibility list,
naming a department that has this kind of matter on its own list while the refuser has not. Then
the named department is whistled as lead, the refuser stays as co-handler, the resident keeps the
promised date, and the centre is asked to confirm or undo it: undone, the refuser leads again and
may not refuse any more. A late refusal takes the same way and is told that it is late.

What a refusal lacks is asked for once; what still lacks it then is not accepted. R3 becomes a
proposal to merge, R4 one question to the reporters, R5 a proposal to guide them to the legal way.
"""

from datetime import datetime, timedelta

from handlers.effects import Ask, Effect, MoveWhistle, OpenTask, StartTimer, WhistleTo
from handlers.lifecycle.consults.consulting import called_by_rule
from handlers.lifecycle.deferrals.questions import ask_reporters
from handlers.lifecycle.kin.merging import may_merge
from handlers.lifecycle.notices import card, county_duty, department_name
from handlers.lifecycle.reassigning import new_lead
from handlers.lifecycle.timing.deadlines import after
from handlers.lifecycle.whistles.passing_up import reporters_told
from handlers.lifecycle.whistles.whistling import due_of
from handlers.lifecycle.wishes import Step
from handlers.routing.whistle import Route, named_in, owns
from handlers.texts import render
from handlers.understanding import grounds
from handlers.understanding.categories import Span, Unit
from handlers.wording import number, when
from storage.codes import (
    ConsultTrigger,
    RefusalCode,
    TaskKind,
    TimerKind,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.tables.case import Whistle
from storage.tables.region import Department

_WINDOW = {
    Urgency.U1: Span(Unit.CLOCK, timedelta(minutes=30)),
    Urgency.U2: Span(Unit.WORKING_DAYS, days=1),
    Urgency.U3: Span(Unit.WORKING_DAYS, days=2),
}
# Regulation on paying migrant workers' wages, art. 10: who is asked first passes it on by name
_FIRST_ASKED = frozenset({"wage_arrears"})
_NOT_OURS = frozenset({RefusalCode.R1, RefusalCode.R2})
RULING_WITHIN = Span(Unit.WORKING_HOURS, timedelta(hours=2))


def refuse(step: Step) -> list[Effect]:
    """The refusal goes to the centre, or is sent back with what it lacks."""
    whistle = step.whistle
    if whistle is None:
        return [step.answer("told.not_whistled")]
    barred = _barred(step, whistle)
    if barred:
        return [step.answer(barred)]
    code = step.wish.refusal_code
    lacks = _lacks(step, code)
    if code is None or lacks:
        return _asked_again(step, whistle, lacks)
    if code is RefusalCode.R4:
        return ask_reporters(step, whistle)
    proposed = _proposed(step, whistle)
    if proposed is not None and _is_plain(step, whistle, code, proposed):
        return _moved_on(step, whistle, proposed)
    return _to_centre(step, whistle, code)


def window_end(step: Step, whistle: Whistle) -> datetime:
    """Until when the whistle may be handed back: U1 30 minutes, U2 one, U3 two working days."""
    span = _WINDOW.get(step.case.urgency, Span(Unit.CLOCK))
    return after(span, whistle.whistled_at, step.world.calendar_of(whistle.department_id))


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
    return "refusal.not_to_village" if grounds.is_pushed_down(step.note) else ""


def _lacks(step: Step, code: RefusalCode | None) -> str:
    """What the refusal lacks; under R3 the case it names must be there and open.

    Whoever is asked first for unpaid wages names the body it goes to (首问负责).
    """
    lacks = grounds.lacking(code, step.note)
    if not lacks and step.case.leaf in _FIRST_ASKED and code in _NOT_OURS:
        own = tuple(w.department_id for w in step.view.in_force)
        lacks = "" if named_in(step.note, step.world.directory, but=own) else "body"
    if lacks or code is not RefusalCode.R3:
        return lacks
    return "" if may_merge(step) else "case"


def _asked_again(step: Step, whistle: Whistle, lacks: str) -> list[Effect]:
    """Once the department is asked for what lacks; the second time the refusal is not accepted."""
    code, window = step.wish.refusal_code, _window_words(step, whistle)
    if step.wish.is_answer:
        return [step.answer("refusal.not_accepted", lacks=_lacks_words(code, lacks))]
    data = {"code": code.value if code else None, "words": step.note}
    ask = Ask("refusal_reason", step.view.id, data)
    if code is None:
        return [ask, step.answer("refusal.explain", window=window)]
    heard = f"{code.value}{render(f'refusal_code.{code.value}')}"
    missing = _lacks_words(code, lacks)
    return [ask, step.answer("refusal.heard", code=heard, lacks=missing, window=window)]


def _lacks_words(code: RefusalCode | None, lacks: str) -> str:
    if code is None:
        return render("refusal.lacks_code")
    if lacks == "body":
        return render("refusal.lacks_body")
    special = "case" if lacks == "case" else code.value
    return render("refusal.lacks_words") if lacks == "words" else render(f"refusal.lacks_{special}")


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
        WhistleTo(
            step.view.id,
            whistle.department_id,
            WhistleRole.CO_HANDLER,
            due_of(step.voice, whistle.department_id),
        ),
        *reporters_told(step.view, step.voice, route, "refusal.moved_reporter"),
        *_centre_asked(step, whistle, render("refusal.moved_already", name=proposed.name)),
        step.answer("refusal.moved_self", name=proposed.name, late=_late_words(step, whistle)),
    ]


def _to_centre(step: Step, whistle: Whistle, code: RefusalCode) -> list[Effect]:
    """The refusal waits for the centre; until it rules the department stays responsible."""
    until = when(_ruling_due(step), step.now)
    return [
        _refused(step, whistle, WhistleState.REFUSAL_PENDING),
        step.moved(),
        *_centre_asked(step, whistle, _proposal(step, whistle, code)),
        step.answer("refusal.sent", until=until, late=_late_words(step, whistle)),
        *_disputed(step, whistle),
    ]


def _disputed(step: Step, whistle: Whistle) -> list[Effect]:
    """Two departments who each say that it is the other's sit down together (3c)."""
    proposed = _proposed(step, whistle)
    bounced = {w.department_id for w in step.view.whistles if w.state is WhistleState.REFUSED}
    if proposed is None or proposed.id not in bounced:
        return []
    return called_by_rule(step.view, step.voice, ConsultTrigger.DISPUTE, step.to)


def _proposal(step: Step, whistle: Whistle, code: RefusalCode) -> str:
    """What granting the refusal would lead to: a merger, the legal way, another lead."""
    if code is RefusalCode.R3 and step.wish.other is not None:
        other = step.wish.other.case
        return render("refusal.proposal_merge", into=number(other.number), what=other.title)
    if code is RefusalCode.R5:
        channel = render(f"guide.{grounds.channel_in(step.note)}")
        return render("refusal.proposal_guide", channel=channel)
    proposed = _proposed(step, whistle)
    return render("refusal.proposal", name=proposed.name) if proposed else ""


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
            more="".join(f"\n{words}" for words in (_late_words(step, whistle), proposal) if words),
            until=when(due, step.now),
        ),
    ]


def _ruling_due(step: Step) -> datetime:
    return after(RULING_WITHIN, step.now, step.world.calendar)


def _late_words(step: Step, whistle: Whistle) -> str:
    if not is_late(step, whistle):
        return ""
    return render("refusal.late", until=when(window_end(step, whistle), step.now))
