"""What a consult agreed is carried out: every conclusion has its unit, its clock and its case."""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.effects import (
    AddReport,
    CaseChanges,
    CaseRef,
    Effect,
    FinishTask,
    MoveCase,
    MoveWhistle,
    OpenCase,
    StopTimers,
)
from handlers.lifecycle.facts import Facts, facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.timing.clocks import (
    NOTHING_GRANTED,
    RESOLVE_CLOCKS,
    Limit,
    begun,
    timers_until,
    until_day,
)
from handlers.lifecycle.timing.watching import idle_clock
from handlers.lifecycle.transitions import AT_WORK, find
from handlers.lifecycle.whistles.passing_up import GRID_CLOCKS, REPORT_IN_CLOCKS
from handlers.lifecycle.whistles.whistling import Call, clocks, whistle_one
from handlers.ports import Calendar
from handlers.routing.whistle import Route
from handlers.situation import CaseView, World
from handlers.understanding.categories import Span, Unit
from handlers.understanding.masking import mask
from storage.clock import local
from storage.codes import (
    CaseState,
    Level,
    Move,
    ReportKind,
    Role,
    WhistleState,
)
from storage.tables.consult import ConsultDemand
from storage.tables.region import Department

FROM_CONSULT = "from_consult"
"""The tag of a case whose unit and date a consult agreed upon: late, it has its 督办单 at once."""
IN_PARTS = "in_parts"
"""The tag of a case whose work is done in its parts, so that it may have no lead of its own."""
_LONGEST_TITLE = 20
_SETTLED = (WhistleState.WHISTLED, WhistleState.REPORTED_IN)


@dataclass(frozen=True)
class Agreed:
    """A conclusion that names its unit and its date, and who puts it into force."""

    demand: ConsultDemand
    unit: Department
    due: datetime
    role: Role


def in_new_case(agreed: Agreed, parent: CaseView, now: datetime, world: World) -> list[Effect]:
    """A child of the case is opened for this demand; every reporter belongs to it as well."""
    name, demand, case = f"demand{agreed.demand.position}", agreed.demand, parent.case
    voice = Voice(_facts_of_child(name, parent, world), now, world)
    first, *others = parent.reporter_ids or (0,)
    opened = OpenCase(
        name=name,
        leaf=case.leaf,
        title=_title(demand),
        summary=mask(demand.words),
        region_id=case.region_id,
        place=case.place,
        urgency=case.urgency,
        state=CaseState.REGISTERED,
        reporter_id=first,
        message_ids=(),
        words=demand.words,
        parent=parent.id,
        group_id=case.group_id,
        is_private=case.is_private,
        tags=(FROM_CONSULT, *(t for t in case.tags if t.startswith("avoid:"))),
    )
    told = (AddReport(name, p, ReportKind.JOINED, (), demand.words) for p in others)
    return [opened, *told, *_designated(agreed, voice, name, Move.WHISTLE, None)]


def in_case(agreed: Agreed, view: CaseView, now: datetime, world: World) -> list[Effect]:
    """The case that is about this demand gets the unit and the date that were agreed."""
    row = find(view.case.state, Move.REASSIGN) or find(view.case.state, Move.WHISTLE)
    if view.case.state not in AT_WORK or view.case.is_emergency or row is None:
        return []
    voice = Voice(facts_of(view, world), now, world)
    return _designated(agreed, voice, view.id, row.move, view)


def running(due: datetime, now: datetime, calendar: Calendar) -> CaseChanges:
    """The clock of a case that runs until the moment agreed upon, so that it can be reckoned anew."""
    limit = _limit(due, now, calendar)
    if isinstance(limit, date):
        return until_day(limit, now, calendar)
    return begun(limit, now, calendar)


def clocks_until(ref: CaseRef, now: datetime, due: datetime, calendar: Calendar) -> list[Effect]:
    """The calls of a time that was agreed upon, and that of a long silence."""
    coming = timers_until(ref, _limit(due, now, calendar), now, now, calendar)
    return [*coming, *idle_clock(ref, now, due, calendar)]


def _limit(due: datetime, now: datetime, calendar: Calendar) -> Limit:
    """The last day where the time ends with one, else how long it runs by the clock."""
    day = local(due).date()
    return day if calendar.close_of(day) == due else Span(Unit.CLOCK, due - now)


def new_lead_of(agreed: Agreed, view: CaseView, voice: Voice) -> list[Effect]:
    """The unit leads from now on and may not refuse; whoever led before is let go."""
    lead = view.lead
    if lead is not None and lead.department_id == agreed.unit.id and lead.state in _SETTLED:
        return []
    call = Call("consult", designated=True, resolve_due_at=agreed.due)
    left = [w for w in view.in_force if w is lead or w.department_id == agreed.unit.id]
    return [
        *(MoveWhistle(w.id or 0, WhistleState.WITHDRAWN) for w in left),
        *(FinishTask(f"refusal:{w.id}") for w in left),
        *(
            [voice.department(lead.department_id, "reassign.let_go")]
            if lead is not None and lead.department_id != agreed.unit.id
            else []
        ),
        StopTimers(view.id, kinds=REPORT_IN_CLOCKS),
        *whistle_one(voice, Route(agreed.unit), agreed.unit, call),
        *clocks(voice),
    ]


def _designated(
    agreed: Agreed, voice: Voice, ref: CaseRef, move: Move, view: CaseView | None
) -> list[Effect]:
    due, now, calendar = agreed.due, voice.now, voice.world.calendar
    changes: CaseChanges = {
        "owner_id": None,
        "owner_department_id": agreed.unit.id,
        "accepted_at": (view.case.accepted_at if view else None) or now,
        "level": Level.TOWNSHIP,
        **NOTHING_GRANTED,
        **running(due, now, calendar),
    }
    stopped: list[Effect] = []
    if view is not None:
        changes["tags"] = list(dict.fromkeys((*view.case.tags, FROM_CONSULT)))
        changes["level"] = view.case.level
        stopped = [StopTimers(ref, kinds=(*RESOLVE_CLOCKS, *GRID_CLOCKS, *REPORT_IN_CLOCKS))]
    moved = MoveCase(
        ref, move, CaseState.WHISTLED, agreed.role, note=agreed.demand.conclusion, changes=changes
    )
    return [
        moved,
        *stopped,
        *clocks_until(ref, now, due, calendar),
        *(new_lead_of(agreed, view, voice) if view is not None else _first_lead(agreed, voice)),
    ]


def _first_lead(agreed: Agreed, voice: Voice) -> list[Effect]:
    call = Call("consult", designated=True, resolve_due_at=agreed.due)
    return [*whistle_one(voice, Route(agreed.unit), agreed.unit, call), *clocks(voice)]


def _facts_of_child(name: str, parent: CaseView, world: World) -> Facts:
    facts = facts_of(parent, world)
    return Facts(name, facts.leaf, facts.urgency, facts.region_id, is_child=True, avoid=facts.avoid)


def _title(demand: ConsultDemand) -> str:
    return mask(demand.words).strip("。；，,. ")[:_LONGEST_TITLE]
