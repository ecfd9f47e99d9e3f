"""A township's whistle to a county department waits for its leader, where the county wants that.

What is urgent (U0, U1) is blown at once and approved within half an hour (3c).
"""

from datetime import timedelta

from handlers.effects import ChangeCase, Effect, MoveCase, Note, StartTimer
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.transitions import find
from handlers.lifecycle.whistles.passing_up import reporters_told, whistled
from handlers.lifecycle.whistles.whistling import clocks, whistle_one
from handlers.lifecycle.wishes import Step
from handlers.routing.whistle import Route
from handlers.situation import CaseView
from handlers.texts import render
from storage.codes import Level, Move, Role, TimerKind
from storage.tables.region import Department

_WAITS = "approve:department:"
APPROVED_WITHIN = timedelta(minutes=30)


def needs_approval(step: Step, department: Department | None) -> bool:
    """True for a township's whistle to a body of the county, where the county's policy asks."""
    if department is None or step.role is not Role.TOWNSHIP_DUTY:
        return False
    is_countys = department.region_id == step.world.directory.top.id
    return step.world.policy.approves_township_whistles and is_countys


def proposed(step: Step, department: Department) -> list[Effect]:
    """The leader is asked; an urgent whistle is blown meanwhile, and only noted as not approved."""
    tags = list(dict.fromkeys((*step.case.tags, f"{_WAITS}{department.id}")))
    key = "approve.ask_afterwards" if step.facts.is_urgent else "approve.ask"
    due = step.now + APPROVED_WITHIN
    timer = StartTimer(TimerKind.WHISTLE_APPROVAL, due, step.view.id)
    return [
        ChangeCase(step.view.id, {"tags": tags}),
        Note(step.view.id, render("approve.noted", name=department.name), step.role),
        *asked(step.view, step.voice, key, department.name),
        timer,
        *([] if step.facts.is_urgent else [step.answer("approve.waiting", name=department.name)]),
    ]


def asked(view: CaseView, voice: Voice, key: str, name: str) -> list[Effect]:
    """The township's leader has it to approve; where there is none, the county's duty officer."""
    directory = voice.world.directory
    town = directory.at_level(view.case.region_id, Level.TOWNSHIP)
    held = directory.holders(Role.LEADER, voice.now, region_id=town.id) if town else ()
    kept = [p for p in held if p.id not in voice.facts.avoid.person_ids]
    shown = card("approve_whistle", "approve_whistle", "deny_whistle")
    if not kept or voice.facts.is_closed_circle:
        return [voice.county(key, shown, name=name)]
    return [voice.person(kept[0].id or 0, key, shown, name=name)]


def waiting_for(view: CaseView) -> tuple[int, ...]:
    """The departments whose whistle waits for approval, the first asked first."""
    found = (t.removeprefix(_WAITS) for t in view.case.tags if t.startswith(_WAITS))
    return tuple(int(one) for one in found)


def approve_whistle(step: Step) -> list[Effect]:
    """The leader agrees: what waits is whistled; what was blown already is in order."""
    department = _meant(step)
    if department is None:
        return [step.answer("approve.none")]
    done = [step.moved({"tags": _without(step, department)})]
    if any(w.department_id == department.id for w in step.view.in_force):
        return [*done, step.answer("approve.done", name=department.name)]
    return [*done, *_blown(step, department), step.answer("approve.done", name=department.name)]


def deny_whistle(step: Step) -> list[Effect]:
    """The leader does not agree; the township's duty officer hears it and sees to the matter."""
    department = _meant(step)
    if department is None:
        return [step.answer("approve.none")]
    shown = card("takeover", "accept", "whistle")
    return [
        step.moved({"tags": _without(step, department)}),
        step.voice.role(Role.TOWNSHIP_DUTY, "approve.denied", shown, name=department.name),
        step.answer("approve.denied_self", name=department.name),
    ]


def _blown(step: Step, department: Department) -> list[Effect]:
    view, lead = step.view, step.view.lead
    row = find(view.case.state, Move.WHISTLE)
    if row is None:
        return []
    move = MoveCase(view.id, Move.WHISTLE, row.to, Role.BOT, note=step.note)
    if lead is None:
        route = Route(department)
        told = reporters_told(view, step.voice, route, "told.whistled_reporter")
        return [*whistled(view, step.voice, move, route), *told]
    route = Route(step.world.directory.department(lead.department_id), (department,))
    return [move, *whistle_one(step.voice, route, department), *clocks(step.voice)]


def _meant(step: Step) -> Department | None:
    waiting = waiting_for(step.view)
    chosen = step.wish.department_id if step.wish.department_id in waiting else None
    return step.world.directory.department(chosen or next(iter(waiting), None))


def _without(step: Step, department: Department) -> list[str]:
    return [t for t in step.case.tags if t != f"{_WAITS}{department.id}"]
