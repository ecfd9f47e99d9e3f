"""The moves of the grid and of those on duty: taking it, passing it up, whistling, escalating."""

from handlers.effects import CaseChanges, Effect, Note, StopTimers
from handlers.lifecycle.notices import card, department_name
from handlers.lifecycle.routes import route_of
from handlers.lifecycle.whistles.approving import needs_approval, proposed
from handlers.lifecycle.whistles.passing_up import (
    ACCEPT_CLOCKS,
    passed_up,
    reporters_told,
    whistled,
)
from handlers.lifecycle.whistles.whistling import clocks, no_department, whistle_one
from handlers.lifecycle.wishes import Step
from handlers.permissions import GRID
from handlers.routing.whistle import MOST_CO_HANDLERS, Route
from handlers.understanding.categories import SelfHandling
from handlers.understanding.grounds import is_pushed_down
from storage.codes import CaseState, Level, Role, WhistleRole
from storage.tables.region import Department

_LEVEL = {
    Role.GRID_MEMBER: Level.GRID,
    Role.GRID_LEAD: Level.GRID,
    Role.VILLAGE_CADRE: Level.VILLAGE,
    Role.TOWNSHIP_DUTY: Level.TOWNSHIP,
}


def self_handle(step: Step) -> list[Effect]:
    """The speaker has taken the case; of one that a department leads, they see to the scene."""
    if step.to is CaseState.WHISTLED:
        return _to_scene(step)
    if step.role in GRID and step.facts.leaf.self_handling is SelfHandling.NO:
        return [step.answer("told.not_for_grid")]
    return [
        step.moved(taken(step)),
        StopTimers(step.view.id, kinds=ACCEPT_CLOCKS),
        step.answer("told.accepted_self", card("accepted", "progress", "finish", "pass_up")),
        *step.voice.reporters(step.view, "told.accepted_reporter", who=step.who),
    ]


def taken(step: Step) -> CaseChanges:
    """The case is the speaker's from now on."""
    return {
        "owner_id": step.speaker.id,
        "owner_department_id": None,
        "accepted_at": step.case.accepted_at or step.now,
        "level": _LEVEL.get(step.role, Level.COUNTY),
    }


def _to_scene(step: Step) -> list[Effect]:
    lead = step.view.lead
    name = department_name(lead.department_id if lead else None, step.world)
    return [
        step.moved({"accepted_at": step.case.accepted_at or step.now}),
        step.answer("told.scene_self", name=name),
        *step.voice.reporters(step.view, "told.scene_reporter", who=step.who),
    ]


def pass_up(step: Step) -> list[Effect]:
    """What the grid cannot solve goes to the departments; the one who passes it up is answered."""
    effects = passed_up(step.view, step.voice, step.moved())
    lead = route_of(step.facts, step.world).lead
    if lead is None:
        return [*effects, step.answer("told.passed_to_duty")]
    return [*effects, step.answer("told.passed_up", name=lead.name)]


def whistle(step: Step) -> list[Effect]:
    """Those on duty whistle a department: as lead where there is none, else as a co-handler."""
    named = step.world.directory.department(step.wish.department_id)
    if named is None and is_pushed_down(step.note):
        return [step.answer("whistle.not_to_village")]
    if named is not None and named.id in step.facts.avoid.department_ids:
        return [step.answer("reassign.complained_of", name=named.name)]
    chosen = named if step.view.lead is not None else _route(step, named).lead
    if chosen is not None and needs_approval(step, chosen):
        asked = proposed(step, chosen)
        return [*_blown(step, named), *asked] if step.facts.is_urgent else asked
    return _blown(step, named)


def _blown(step: Step, named: Department | None) -> list[Effect]:
    if step.view.lead is None:
        return _as_lead(step, _route(step, named))
    if named is None:
        return [step.answer("whistle.which_department")]
    if any(w.department_id == named.id for w in step.view.in_force):
        return [step.answer("whistle.already", name=named.name)]
    return _as_helper(step, named)


def _route(step: Step, named: Department | None) -> Route:
    """Who is whistled where nobody leads yet: the named one; as helper it goes with the leaf's lead."""
    by_rule = route_of(step.facts, step.world)
    if named is None:
        return by_rule
    if step.wish.as_helper and by_rule.lead not in (None, named):
        return Route(by_rule.lead, (named,), by_rule.reasons)
    return Route(named)


def _as_lead(step: Step, route: Route) -> list[Effect]:
    if route.lead is None:
        return [step.answer("whistle.which_department"), *no_department(step.voice)]
    return [
        *whistled(step.view, step.voice, step.moved(), route),
        *reporters_told(step.view, step.voice, route, "told.whistled_reporter"),
        step.answer("whistle.sent", name=route.lead.name),
    ]


def _as_helper(step: Step, named: Department) -> list[Effect]:
    helping = [w for w in step.view.in_force if w.role is WhistleRole.CO_HANDLER]
    if len(helping) >= MOST_CO_HANDLERS:
        return [step.answer("whistle.enough", count=MOST_CO_HANDLERS)]
    lead = step.view.lead
    route = Route(step.world.directory.department(lead.department_id if lead else None), (named,))
    return [
        step.moved(),
        *whistle_one(step.voice, route, named),
        *clocks(step.voice, named.id),
        step.answer("whistle.sent_helper", name=named.name),
    ]


def note(step: Step) -> list[Effect]:
    """The history has one more line."""
    if not step.note:
        return [step.answer("told.ask_progress")]
    return [Note(step.view.id, step.note, step.role), step.answer("told.noted")]
