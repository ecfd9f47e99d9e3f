"""Minutes of a consult: conclusions one by one, and once signed every one has its unit and clock."""

import re
from collections.abc import Sequence
from datetime import datetime

from handlers.effects import (
    CaseChanges,
    Effect,
    EndConsult,
    FinishTask,
    MoveWhistle,
    PutDemand,
    Say,
    StopTimers,
)
from handlers.lifecycle.consults.agreed import (
    FROM_CONSULT,
    IN_PARTS,
    Agreed,
    clocks_until,
    in_case,
    in_new_case,
    new_lead_of,
    running,
)
from handlers.lifecycle.consults.consulting import agenda_lines
from handlers.lifecycle.notices import card, department_name
from handlers.lifecycle.timing.clocks import NOTHING_GRANTED, RESOLVE_CLOCKS
from handlers.lifecycle.wishes import Minute, Step
from handlers.situation import CaseView, ConsultView
from handlers.speech import Card
from handlers.texts import render
from handlers.understanding.grounds import is_pushed_down
from handlers.understanding.masking import mask
from handlers.understanding.persons import hide_people
from handlers.wording import public_place, when
from storage.codes import ConsultState, Role, TimerKind, WhistleState
from storage.tables.consult import ConsultDemand

_PUBLICITY = re.compile(r"[,;\uff0c\uff1b\u3002\s]*(?:不|可以|可)?(?:对外)?公开[\u3002.]?$")
_CONSULT_CLOCKS = (TimerKind.CONSULT_HOLD, TimerKind.CONSULT_DUE)


def conclude(step: Step) -> list[Effect]:
    """One conclusion is written down, or one more demand put on the agenda."""
    consult, minute = step.view.consult, step.wish.minute
    if consult is None or minute is None:
        return [step.answer("consult.none")]
    if minute.is_new:
        return _on_agenda(step, consult, minute)
    demand = _meant(consult, minute)
    if demand is None:
        lines = agenda_lines(d.words for d in consult.demands)
        return [step.answer("consult.which_item", agenda=lines)]
    if minute.department_id is None and is_pushed_down(minute.words):
        return [step.answer("whistle.not_to_village")]
    if minute.department_id in step.facts.avoid.department_ids:
        name = department_name(minute.department_id, step.world)
        return [step.answer("reassign.complained_of", name=name)]
    return _written(step, consult, demand, minute)


def sign(step: Step) -> list[Effect]:
    """The centre signs: every conclusion is a case or whistle with its clock, all hear of it."""
    consult = step.view.consult
    if consult is None:
        return [step.answer("consult.none")]
    lacking = [d for d in consult.demands if not _is_whole(d)]
    if lacking:
        items = "、".join(str(d.position) for d in lacking)
        return [step.answer("consult.not_whole", items=items)]
    agreed = [_agreed(step, d) for d in consult.demands]
    lines = "\n".join(_line(step, d) for d in consult.demands)
    return [
        EndConsult(consult.id, ConsultState.SIGNED),
        StopTimers(step.view.id, kinds=_CONSULT_CLOCKS),
        *_told(step, consult, lines),  # before the cards, so that "报到" answers the card
        *_carried_out(step, consult, agreed),
        step.answer("consult.signed", lines=lines),
    ]


def _on_agenda(step: Step, consult: ConsultView, minute: Minute) -> list[Effect]:
    position = len(consult.demands) + 1
    words = mask(minute.words)
    added = PutDemand(consult.id, position, {"words": words})
    lines = agenda_lines([*(d.words for d in consult.demands), words])
    return [step.moved(note=words), added, step.answer("consult.agenda", agenda=lines)]


def _meant(consult: ConsultView, minute: Minute) -> ConsultDemand | None:
    """The item that is named; of an agenda with one item, that."""
    if minute.position is None:
        return consult.demands[0] if len(consult.demands) == 1 else None
    return next((d for d in consult.demands if d.position == minute.position), None)


def _written(
    step: Step, consult: ConsultView, demand: ConsultDemand, minute: Minute
) -> list[Effect]:
    given = {
        "conclusion": _PUBLICITY.sub("", mask(minute.words)),
        "department_id": minute.department_id or demand.department_id,
        "due_at": minute.due_at or demand.due_at,
        "is_public": step.facts.leaf.is_public if minute.is_public is None else minute.is_public,
    }
    values: dict[str, object] = dict(given)
    whole = _with(demand, given["department_id"], given["due_at"], str(given["conclusion"]))
    whole.is_public = bool(given["is_public"])
    others = [whole if d.position == demand.position else d for d in consult.demands]
    left = [d for d in others if not _is_whole(d)]
    shown = card("consult", "consult_sign") if not left else None
    return [
        step.moved(note=f"{demand.position}. {whole.conclusion}"),
        PutDemand(consult.id, demand.position, values),
        _answered(step, whole, shown, _rest(left, demand)),
    ]


def _answered(step: Step, whole: ConsultDemand, shown: Card | None, rest: str) -> Say:
    line = _line(step, whole)
    if _is_whole(whole):
        return step.answer("consult.written", shown, line=line, rest=rest)
    lacks = "、".join(_lacks(whole))
    return step.answer("consult.written_lacking", shown, line=line, rest=rest, lacks=lacks)


def _rest(left: Sequence[ConsultDemand], demand: ConsultDemand) -> str:
    """What is still to be concluded, on a line of its own."""
    items = "、".join(str(d.position) for d in left if d.position != demand.position)
    if items:
        return "\n" + render("consult.rest", items=items)
    return "" if left else "\n" + render("consult.all_written")


def _with(
    demand: ConsultDemand, department_id: object, due_at: object, conclusion: str
) -> ConsultDemand:
    return ConsultDemand(
        county_id=demand.county_id,
        consult_id=demand.consult_id,
        position=demand.position,
        words=demand.words,
        conclusion=conclusion,
        department_id=department_id if isinstance(department_id, int) else None,
        due_at=due_at if isinstance(due_at, datetime) else None,
        case_id=demand.case_id,
    )


def _is_whole(demand: ConsultDemand) -> bool:
    return bool(demand.conclusion) and not _lacks(demand)


def _lacks(demand: ConsultDemand) -> list[str]:
    lacks = [] if demand.department_id is not None else [render("consult.lacks_unit")]
    return lacks if demand.due_at is not None else [*lacks, render("consult.lacks_due")]


def _line(step: Step, demand: ConsultDemand) -> str:
    """An item as the minutes have it: 诉求—结论—责任单位—时限—是否公开."""
    due = demand.due_at
    return render(
        "consult.line",
        position=demand.position,
        words=demand.words,
        conclusion=demand.conclusion,
        unit=department_name(demand.department_id, step.world) if demand.department_id else "—",
        due=when(due, step.now) if due is not None else "—",
        public=render("consult.public" if demand.is_public else "consult.not_public"),
    )


def _short_line(step: Step, key: str, demand: ConsultDemand, conclusion: str) -> str:
    """An item as residents read it."""
    return render(
        key,
        position=demand.position,
        words=demand.words,
        conclusion=conclusion,
        unit=department_name(demand.department_id, step.world),
        due=when(demand.due_at or step.now, step.now),
    )


def _agreed(step: Step, demand: ConsultDemand) -> Agreed:
    unit = step.world.directory.departments[demand.department_id or 0]
    return Agreed(demand, unit, demand.due_at or step.now, step.role)


def _carried_out(step: Step, consult: ConsultView, agreed: list[Agreed]) -> list[Effect]:
    """The case itself first, then each demand in the case it has, or in one of its own."""
    view, effects = step.view, _on_itself(step, agreed)
    is_alone = len(agreed) == 1 and agreed[0].demand.case_id in (None, view.id)
    for one in agreed:
        child = consult.cases.get(one.demand.case_id or 0)
        if child is not None:
            effects += in_case(one, child, step.now, step.world)
        elif not is_alone:
            effects += in_new_case(one, view, step.now, step.world)
            effects.append(PutDemand(consult.id, one.demand.position, case=_name(one)))
    return effects


def _name(one: Agreed) -> str:
    return f"demand{one.demand.position}"


def _on_itself(step: Step, agreed: list[Agreed]) -> list[Effect]:
    """A single demand is done in the case itself; of several its parts, and the centre sees to them.

    A lead that is at work keeps the whole; a refusal that waits is settled by the minutes.
    """
    view, last = step.view, max(one.due for one in agreed)
    is_alone = len(agreed) == 1 and agreed[0].demand.case_id in (None, view.id)
    due = last if is_alone else max(last, view.case.resolve_due_at or last)
    tag = FROM_CONSULT if is_alone else IN_PARTS
    changes: CaseChanges = {
        **NOTHING_GRANTED,
        **running(due, step.now, step.world.calendar),
        "accepted_at": view.case.accepted_at or step.now,
        "tags": list(dict.fromkeys((*view.case.tags, tag))),
    }
    if is_alone:
        changes |= {"owner_id": None, "owner_department_id": agreed[0].unit.id}
    elif not _keeps_lead(view):
        changes |= {"owner_id": step.speaker.id, "owner_department_id": None}
    return [
        step.moved(changes),
        StopTimers(view.id, kinds=(*RESOLVE_CLOCKS, TimerKind.REFUSAL_DUE)),
        *clocks_until(view.id, step.now, due, step.world.calendar),
        *(new_lead_of(agreed[0], view, step.voice) if is_alone else _without_lead(view)),
    ]


def _keeps_lead(view: CaseView) -> bool:
    return view.lead is not None and view.lead.state is not WhistleState.REFUSAL_PENDING


def _without_lead(view: CaseView) -> list[Effect]:
    """A lead that had handed it back has nothing more to do with the whole."""
    if view.lead is None or _keeps_lead(view):
        return []
    done = FinishTask(f"refusal:{view.lead.id}")
    return [MoveWhistle(view.lead.id or 0, WhistleState.WITHDRAWN), done]


def _told(step: Step, consult: ConsultView, lines: str) -> list[Say]:
    """Units have the minutes, reporters an answer to every demand, the group what is public."""
    voice, view, demands = step.voice, step.view, consult.demands
    answers = "\n".join(
        _short_line(step, "consult.line_reporter", d, d.conclusion) for d in demands
    )
    public = "\n".join(
        _short_line(step, "consult.line_public", d, public_place(hide_people(d.conclusion)))
        for d in demands
        if d.is_public
    )
    units = consult.consult.department_ids
    said: list[Say] = [
        *(voice.department(d, "consult.minutes", lines=lines) for d in units),
        voice.role(Role.TOWNSHIP_DUTY, "consult.minutes", lines=lines),
        *voice.reporters(view, "consult.result", lines=answers),
    ]
    if not public:
        return said
    return [*said, *voice.group(view, "consult.result_group", declared=True, lines=public)]
