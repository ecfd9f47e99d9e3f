"""A case leaves the grid: its departments are whistled, or the duty officer takes it."""

from dataclasses import replace

from handlers.effects import CaseChanges, Effect, MoveCase, StopTimers
from handlers.lifecycle.facts import not_lower
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.whistles.whistling import (
    FIRST,
    Call,
    due_of,
    no_department,
    township_informed,
    whistle_effects,
)
from handlers.routing.whistle import Route
from handlers.situation import CaseView
from handlers.texts import render
from handlers.wording import when
from storage.codes import CaseState, Level, Move, Role, TimerKind
from storage.tables.person import Person

ACCEPT_CLOCKS = (TimerKind.ACCEPT_HALF, TimerKind.ACCEPT_DUE, TimerKind.ACCEPT_TAKEOVER)
GRID_CLOCKS = (*ACCEPT_CLOCKS, TimerKind.SELF_HANDLE_DUE)
REPORT_IN_CLOCKS = (TimerKind.REPORT_IN_HALF, TimerKind.REPORT_IN_DUE)


def passed_up(view: CaseView, voice: Voice, move: MoveCase) -> list[Effect]:
    """`move` is made: the leaf's departments are whistled; reporters and township know.

    Where no department answers for the leaf, the duty officer has the case instead, and the
    triage desk is told.
    """
    route = voice.route
    if route.lead is None:
        taken = to_duty(view, voice, "card.because_no_department", move.note)
        return [*taken, *no_department(voice)]
    return [
        *whistled(view, voice, move, route),
        *reporters_told(view, voice, route, "told.whistled_reporter"),
        *township_informed(voice, route),
    ]


def whistled(
    view: CaseView, voice: Voice, move: MoveCase, route: Route, call: Call = FIRST
) -> list[Effect]:
    """`move` is made, the route's lead owns the case, and all of the route are whistled."""
    changes: CaseChanges = {
        "owner_id": None,
        "owner_department_id": route.lead.id if route.lead else None,
        "accepted_at": view.case.accepted_at or voice.now,
    }
    if view.case.level in (Level.GRID, Level.VILLAGE):
        changes["level"] = Level.TOWNSHIP
    data = {**move.data, "reasons": list(route.reasons)}
    promised = call.resolve_due_at or view.case.resolve_due_at
    return [
        replace(move, data=data, changes={**changes, **move.changes}),
        StopTimers(view.id, kinds=(*GRID_CLOCKS, *REPORT_IN_CLOCKS)),
        *whistle_effects(voice, route, replace(call, resolve_due_at=promised)),
    ]


def reporters_told(view: CaseView, voice: Voice, route: Route, key: str) -> list[Effect]:
    """The reporters know which department was asked for, and by when it reports in."""
    name = route.lead.name if route.lead else ""
    due = when(due_of(voice, route.lead.id if route.lead else None), voice.now)
    return [*voice.reporters(view, key, department=name, report_in=due)]


def to_duty(
    view: CaseView,
    voice: Voice,
    reason: str,
    note: str = "",
    state: CaseState | None = None,
) -> list[Effect]:
    """The township's duty officer owns the case; where there is none, the county's.

    `state` is where it stands by now, when the same decision has moved it before.
    """
    person, seat = _duty(voice)
    level = Level.TOWNSHIP if seat is Role.TOWNSHIP_DUTY else Level.COUNTY
    changes: CaseChanges = {"level": not_lower(level, view.case.level)}
    if person is not None:
        changes |= {"owner_id": person.id, "owner_department_id": None}
    shown = card("takeover", "accept", "whistle")
    return [
        MoveCase(view.id, Move.ESCALATE, state or view.case.state, Role.BOT, note, changes=changes),
        voice.role(seat, "card.takeover", shown, reason=render(reason)),
    ]


def _duty(voice: Voice) -> tuple[Person | None, Role]:
    """Who is on duty for the place: of the township, else of the county; nobody complained of."""
    directory, facts = voice.world.directory, voice.facts
    county = (Role.COUNTY_DUTY, directory.top.id)
    seats = [county] if facts.is_closed_circle else [(Role.TOWNSHIP_DUTY, facts.region_id), county]
    for seat, region_id in seats:
        for person in directory.responsible(seat, region_id, voice.now):
            if person.id not in facts.avoid.person_ids:
                return person, seat
    return None, Role.COUNTY_DUTY
