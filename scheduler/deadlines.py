"""Warns, reddens and escalates when the time for resolving nears its end or is over (3d)."""

from datetime import datetime, timedelta

from handlers.effects import ChangeCase, Effect, MoveCase, StartTimer
from handlers.lifecycle.facts import level_above
from handlers.lifecycle.notices import Voice, card, department_name
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseSituation
from handlers.texts import render
from scheduler.reminders import voice_of
from storage.codes import CaseState, Colour, Level, Move, Role, TimerKind, WhistleState
from storage.tables.case import Whistle
from storage.tables.timer import Timer

_WITHOUT_PROGRESS = frozenset(
    {
        CaseState.REGISTERED,
        CaseState.SELF_HANDLING,
        CaseState.WHISTLED,
        CaseState.REPORTED_IN,
        CaseState.REOPENED,
    }
)
_PARKED = frozenset({CaseState.SUSPENDED, CaseState.CONSULTING})
_EMERGENCY_EVERY = timedelta(hours=24)


def resolve_half(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Half the time is over: the handler is reminded; without any progress the case is yellow."""
    if not _is_running(situation):
        return []
    case = situation.view.case
    effects = _to_handler(situation, "remind.resolve_half", "progress", "finish")
    if case.state in _WITHOUT_PROGRESS and case.colour is Colour.BLUE:
        effects.insert(0, ChangeCase(situation.view.id, {"colour": Colour.YELLOW}))
    return effects


def resolve_near(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Four fifths of the time are over: the case is yellow and the handler is reminded again."""
    if not _is_running(situation):
        return []
    effects = _to_handler(situation, "remind.resolve_near", "progress", "finish")
    if situation.view.case.colour is Colour.BLUE:
        effects.insert(0, ChangeCase(situation.view.id, {"colour": Colour.YELLOW}))
    return effects


def resolve_due(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """The time is over: red, one level higher, and every working day again until it is answered.

    The first time the reporters hear that it is late; later only those who must act.
    """
    case, now = situation.view.case, situation.now
    if case.state not in AT_WORK or case.resolve_due_at is None or now < case.resolve_due_at:
        return []
    again = int(timer.data.get("round", 0)) + 1
    effects: list[Effect] = [
        StartTimer(
            TimerKind.RESOLVE_DUE, _next(situation), situation.view.id, data={"round": again}
        )
    ]
    if case.state in _PARKED:
        return effects
    if case.state is CaseState.EMERGENCY:
        return [*effects, *_not_on_site(situation)]
    return [*effects, *_overdue(situation, first=again == 1)]


def _not_on_site(situation: CaseSituation) -> list[Effect]:
    """An emergency's time is the time to be there: department and duty are asked how it stands."""
    reddened = ChangeCase(situation.view.id, {"colour": Colour.RED})
    voice = voice_of(situation)
    told = _to_handler(situation, "remind.alarm_overdue", "progress", "finish")
    shown = card("overdue", "progress", "hand_off")
    return [reddened, *told, voice.county("remind.alarm_overdue", shown)]


def _overdue(situation: CaseSituation, *, first: bool) -> list[Effect]:
    view, voice = situation.view, voice_of(situation)
    level = level_above(view.case.level)
    who = handler_name(situation)
    raised = MoveCase(
        view.id,
        Move.ESCALATE,
        view.case.state,
        Role.BOT,
        note=render("remind.overdue_noted"),
        changes={"colour": Colour.RED, "level": level},
    )
    params = {"level": render(f"told.level_{level.value}")}
    effects: list[Effect] = [
        raised,
        *_to_handler(situation, "remind.overdue_handler", "progress", "finish", params=params),
        *_leader(situation, voice),
        _duty(voice, level, who),
    ]
    if first:
        state = render(f"case_state.{view.case.state.value}")
        effects += voice.reporters(view, "remind.overdue_reporter", who=who, state=state)
    return effects


def _duty(voice: Voice, level: Level, who: str) -> Effect:
    shown = card("overdue", "whistle", "progress")
    seat = Role.TOWNSHIP_DUTY if level is Level.TOWNSHIP else Role.COUNTY_DUTY
    if voice.facts.is_closed_circle:
        seat = Role.COUNTY_DUTY
    return voice.role(seat, "remind.overdue_duty", shown, who=who)


def _leader(situation: CaseSituation, voice: Voice) -> list[Effect]:
    whistle = _working(situation)
    if whistle is None:
        return []
    leaders = situation.world.directory.holders(
        Role.DEPARTMENT_LEADER, situation.now, department_id=whistle.department_id
    )
    return [voice.person(p.id or 0, "remind.overdue_leader") for p in leaders[:1]]


def handler_name(situation: CaseSituation) -> str:
    """How residents hear of whoever handles the case: a department, or the grid."""
    lead = situation.view.lead
    if lead is not None:
        return department_name(lead.department_id, situation.world)
    role = {
        Level.GRID: Role.GRID_MEMBER,
        Level.VILLAGE: Role.VILLAGE_CADRE,
        Level.TOWNSHIP: Role.TOWNSHIP_DUTY,
    }.get(situation.view.case.level, Role.COUNTY_DUTY)
    return render(f"role.{role.value}")


def _to_handler(
    situation: CaseSituation, key: str, *buttons: str, params: dict[str, str] | None = None
) -> list[Effect]:
    """The lead department hears it; without one, the owner."""
    voice, whistle = voice_of(situation), _working(situation)
    shown, given = card("reminder", *buttons), params or {}
    if whistle is not None:
        return [voice.department(whistle.department_id, key, shown, **given)]
    owner_id = situation.view.case.owner_id
    return [voice.person(owner_id, key, shown, **given)] if owner_id is not None else []


def _working(situation: CaseSituation) -> Whistle | None:
    lead = situation.view.lead
    return lead if lead is not None and lead.state is not WhistleState.DONE else None


def _is_running(situation: CaseSituation) -> bool:
    """True while the case is worked on and not yet overdue; a late reminder would be noise.

    In an emergency nobody is reminded of half an hour: the alarm itself is repeated.
    """
    case = situation.view.case
    quiet = _PARKED | {CaseState.EMERGENCY}
    if case.state not in AT_WORK - quiet or case.resolve_due_at is None:
        return False
    return situation.now < case.resolve_due_at


def _next(situation: CaseSituation) -> datetime:
    if situation.view.case.state is CaseState.EMERGENCY:
        return situation.now + _EMERGENCY_EVERY
    return situation.world.calendar.add_workdays(situation.now, 1)
