"""Who leads and who helps is changed: another lead (改派), one more co-handler, one less."""

from handlers.effects import (
    CaseChanges,
    Effect,
    FinishTask,
    MoveWhistle,
    StopTimers,
)
from handlers.lifecycle.consults.consulting import joined
from handlers.lifecycle.whistles.passing_up import REPORT_IN_CLOCKS, reporters_told
from handlers.lifecycle.whistles.whistling import Call, clocks, whistle_one
from handlers.lifecycle.wishes import Step
from handlers.permissions import COUNTY
from handlers.routing.whistle import Route
from handlers.understanding.grounds import is_pushed_down
from handlers.wording import number
from storage.codes import TimerKind, WhistleRole, WhistleState
from storage.tables.case import Whistle
from storage.tables.region import Department

_DESIGNATES = "指定"


def new_lead(
    step: Step, lead: Department, helpers: tuple[Department, ...] = (), *, designated: bool = False
) -> list[Effect]:
    """The department is whistled as lead and owns the case; the residents keep their date."""
    changes: CaseChanges = {"owner_id": None, "owner_department_id": lead.id}
    headline = "designated" if designated else "moved"
    call = Call(headline, designated, step.case.resolve_due_at, keeps_due=True)
    doubled = (w for w in step.view.in_force if w.department_id == lead.id)
    return [
        step.moved(changes),
        *joined(step.view, step.voice, lead.id or 0),
        *(MoveWhistle(w.id or 0, WhistleState.WITHDRAWN) for w in doubled),
        StopTimers(step.view.id, kinds=REPORT_IN_CLOCKS),
        *whistle_one(step.voice, Route(lead, helpers), lead, call),
        *clocks(step.voice, lead.id),
    ]


def reassign(step: Step) -> list[Effect]:
    """Those on duty give the case to another lead; what is said to be designated is final."""
    named, lead = step.world.directory.department(step.wish.department_id), step.view.lead
    if named is None:
        key = "whistle.not_to_village" if is_pushed_down(step.note) else "reassign.which"
        return [step.answer(key)]
    if named.id in step.facts.avoid.department_ids:
        return [step.answer("reassign.complained_of", name=named.name)]
    if lead is not None and lead.department_id == named.id:
        return [step.answer("whistle.already", name=named.name)]
    return [
        *_let_go(step, lead),
        *new_lead(step, named, designated=designates(step)),
        *reporters_told(step.view, step.voice, Route(named), "refusal.moved_reporter"),
        step.answer("reassign.done", name=named.name),
    ]


def designates(step: Step) -> bool:
    """True when the county's centre names the new lead in writing, so that it may not refuse."""
    return step.role in COUNTY and _DESIGNATES in step.note


def _let_go(step: Step, lead: Whistle | None) -> list[Effect]:
    if lead is None:
        return []
    return [
        MoveWhistle(lead.id or 0, WhistleState.WITHDRAWN),
        FinishTask(f"refusal:{lead.id}"),
        StopTimers(step.view.id, kinds=(TimerKind.REFUSAL_DUE, TimerKind.LACK_ASKED)),
        step.voice.department(lead.department_id, "reassign.let_go"),
    ]


def release(step: Step) -> list[Effect]:
    """A co-handler is needed no longer; it and the lead know."""
    helping = [w for w in step.view.in_force if w.role is WhistleRole.CO_HANDLER]
    named = step.world.directory.department(step.wish.department_id)
    meant = [w for w in helping if named is None or w.department_id == named.id]
    if len(meant) != 1:
        known = number(step.case.number)
        return [step.answer("release.which" if helping else "release.nobody", number=known)]
    whistle, directory, lead = meant[0], step.world.directory, step.view.lead
    name = directory.departments[whistle.department_id].name
    told = [step.voice.department(lead.department_id, "release.lead", name=name)] if lead else []
    return [
        step.moved(),
        MoveWhistle(whistle.id or 0, WhistleState.WITHDRAWN),
        FinishTask(f"refusal:{whistle.id}"),
        step.voice.department(whistle.department_id, "release.helper"),
        *told,
        step.answer("release.done", name=name),
    ]
