"""The centre rules on a refusal: granted, a new lead is whistled; denied, it is final.

Granted under R3 the case is merged into the one that is being handled, under R5 its reporters are
guided to the legal way, unless the centre names another lead with its word.
"""

from handlers.effects import (
    CaseChanges,
    Effect,
    FinishTask,
    MoveWhistle,
    StopTimers,
)
from handlers.lifecycle.consults.consulting import called_by_rule
from handlers.lifecycle.guiding import guided
from handlers.lifecycle.kin.merging import may_merge, merged
from handlers.lifecycle.notices import department_name
from handlers.lifecycle.reassigning import designates, new_lead
from handlers.lifecycle.routes import route_of
from handlers.lifecycle.whistles.passing_up import REPORT_IN_CLOCKS, reporters_told
from handlers.lifecycle.whistles.whistling import Call, clocks, whistle_one
from handlers.lifecycle.wishes import Step
from handlers.routing.whistle import Route, named_in
from handlers.situation import CaseView
from handlers.wording import number
from storage.codes import ConsultTrigger, RefusalCode, TimerKind, WhistleRole, WhistleState
from storage.tables.case import Whistle
from storage.tables.region import Department

_CONSULT_AFTER = 2  # 3c: the third bounce calls for a consult


def approve(step: Step) -> list[Effect]:
    """The refusal is granted: a new lead where the lead refused, else the helper is let go."""
    waiting = pending(step.view)
    if waiting is None:
        moved_on = _moved_on(step)
        if moved_on is None:
            return [step.answer("refusal.none_pending")]
        return [step.moved(), *_ruled(step, moved_on), step.answer("refusal.confirmed")]
    if waiting.role is not WhistleRole.LEAD:
        return [step.moved(), *_let_go(step, waiting), step.answer("refusal.approved_self")]
    return _otherwise(step, waiting) or _redispatched(step, waiting)


def _otherwise(step: Step, refusal: Whistle) -> list[Effect]:
    """What R3 and R5 lead to; empty when the centre names a lead, or it cannot be."""
    if _said_lead(step, refusal) is not None:
        return []
    done = FinishTask(f"refusal:{refusal.id}")
    if refusal.refusal_code is RefusalCode.R3 and step.wish.other and may_merge(step):
        moved = merged(step.view, step.wish.other, step.voice, step.moved())
        into = number(step.wish.other.case.number)
        return [step.moved(), *moved, done, step.answer("merge.done", into=into)]
    if refusal.refusal_code is RefusalCode.R5 and not step.facts.is_safety:
        guided_on = guided(step, refusal.refusal_reason)
        if guided_on:
            return [step.moved(), *guided_on, done, step.answer("guide.done")]
    return []


def _redispatched(step: Step, refusal: Whistle) -> list[Effect]:
    """Another lead is whistled; the third bounce of a case goes to a consult as well."""
    lead = _new_lead(step, refusal)
    if lead is None:
        return [step.answer("refusal.name_new_lead")]
    return [
        *_let_go(step, refusal),
        *new_lead(step, lead, designated=designates(step)),
        *reporters_told(step.view, step.voice, Route(lead), "refusal.moved_reporter"),
        *_consult(step),
        step.answer("refusal.approved_lead", name=lead.name),
    ]


def deny(step: Step) -> list[Effect]:
    """The refusal is denied: the department is designated in writing and may not refuse again."""
    waiting = pending(step.view)
    if waiting is not None:
        withdrawn = MoveWhistle(waiting.id or 0, WhistleState.WITHDRAWN)
        return [step.moved(), withdrawn, *_designated(step, waiting), *_denied(step, waiting)]
    refused, lead = _moved_on(step), step.view.lead
    if refused is None or lead is None:
        return [step.answer("refusal.none_pending")]
    if lead.state is not WhistleState.WHISTLED:
        name = department_name(lead.department_id, step.world)
        return [step.answer("refusal.too_late_to_undo", name=name)]
    return _undone(step, refused, lead)


def _undone(step: Step, refused: Whistle, lead: Whistle) -> list[Effect]:
    """What was moved on before the ruling is taken back: the refuser leads, designated."""
    changes: CaseChanges = {"owner_id": None, "owner_department_id": refused.department_id}
    helping = (w for w in step.view.in_force if w.department_id == refused.department_id)
    route = Route(step.world.directory.department(refused.department_id))
    return [
        step.moved(changes),
        MoveWhistle(lead.id or 0, WhistleState.WITHDRAWN),
        step.voice.department(lead.department_id, "refusal.taken_back"),
        *(MoveWhistle(w.id or 0, WhistleState.WITHDRAWN) for w in helping),
        *_designated(step, refused),
        *reporters_told(step.view, step.voice, route, "refusal.moved_reporter"),
        *_denied(step, refused),
    ]


def _designated(step: Step, refused: Whistle) -> list[Effect]:
    """The refuser is whistled anew in the role it had; its card does not offer to refuse."""
    directory = step.world.directory
    department = directory.departments[refused.department_id]
    is_lead, current = refused.role is WhistleRole.LEAD, step.view.lead
    leading = directory.department(current.department_id) if current else None
    route = Route(department) if is_lead else Route(leading, (department,))
    call = Call("designated", designated=True, resolve_due_at=step.case.resolve_due_at)
    return [
        StopTimers(step.view.id, kinds=REPORT_IN_CLOCKS),
        *whistle_one(step.voice, route, department, call),
        *clocks(step.voice, department.id),
    ]


def _denied(step: Step, refused: Whistle) -> list[Effect]:
    return [*_ruled(step, refused), step.answer("refusal.denied_self")]


def _let_go(step: Step, refusal: Whistle) -> list[Effect]:
    """The refuser has nothing more to do, and knows it."""
    return [
        MoveWhistle(refusal.id or 0, WhistleState.REFUSED),
        step.voice.department(refusal.department_id, "refusal.approved"),
        *_ruled(step, refusal),
    ]


def _ruled(step: Step, whistle: Whistle) -> list[Effect]:
    return [
        FinishTask(f"refusal:{whistle.id}"),
        StopTimers(step.view.id, kinds=(TimerKind.REFUSAL_DUE,)),
    ]


def _consult(step: Step) -> list[Effect]:
    """The third bounce of a case goes to a consult of all concerned (3c)."""
    bounced = [w for w in step.view.whistles if w.state is WhistleState.REFUSED]
    if len(bounced) < _CONSULT_AFTER:
        return []
    return called_by_rule(step.view, step.voice, ConsultTrigger.BOUNCED, step.to)


def pending(view: CaseView) -> Whistle | None:
    """The refusal that waits for a ruling, a lead's before a helper's."""
    waiting = [w for w in view.in_force if w.state is WhistleState.REFUSAL_PENDING]
    waiting.sort(key=lambda w: w.role is not WhistleRole.LEAD)
    return waiting[0] if waiting else None


def _moved_on(step: Step) -> Whistle | None:
    """The refused lead whose department helps meanwhile: the centre may still undo that."""
    helping = {w.department_id for w in step.view.in_force if w.role is WhistleRole.CO_HANDLER}
    refused = (
        w
        for w in reversed(step.view.whistles)
        if w.state is WhistleState.REFUSED and w.role is WhistleRole.LEAD
    )
    return next((w for w in refused if w.department_id in helping), None)


def _new_lead(step: Step, refusal: Whistle) -> Department | None:
    """Whom the centre names, else whom the refusal named, else who leads this leaf by rule."""
    directory, refuser = step.world.directory, (refusal.department_id,)
    said = _said_lead(step, refusal)
    proposed = said or named_in(refusal.refusal_reason, directory, but=refuser)
    ruled = route_of(step.facts, step.world).lead
    return proposed or (ruled if ruled is not None and ruled.id not in refuser else None)


def _said_lead(step: Step, refusal: Whistle) -> Department | None:
    """The department that the centre itself names."""
    directory, refuser = step.world.directory, (refusal.department_id,)
    named = directory.department(step.wish.department_id)
    if named is not None and named.id != refusal.department_id:
        return named
    return named_in(step.note, directory, but=refuser)
