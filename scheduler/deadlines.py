"""Reminds the handler while the time for resolving runs, and turns the case yellow (3d)."""

from datetime import datetime

from handlers.effects import ChangeCase, Effect, StartTimer
from handlers.lifecycle.colours import HALF, NEAR, colour_of, is_overdue
from handlers.lifecycle.notices import card
from handlers.lifecycle.timing.watching import idle_at
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseSituation
from handlers.wording import day_of
from scheduler.reminders import voice_of
from storage.codes import CaseState, TimerKind, WhistleState
from storage.tables.case import Whistle
from storage.tables.timer import Timer

PARKED = frozenset({CaseState.SUSPENDED, CaseState.CONSULTING})


def resolve_half(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Half the time is over: the handler is reminded; without any progress the case is yellow."""
    return _reminded(situation, "remind.resolve_half", HALF)


def resolve_near(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Four fifths of the time are over: the case is yellow and the handler is reminded again."""
    return _reminded(situation, "remind.resolve_near", NEAR)


def resolve_eve(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """The last working day before the end has begun: the handler hears on which day that is."""
    due = situation.view.case.resolve_due_at
    day = day_of(due, situation.now) if due is not None else ""
    return _reminded(situation, "remind.resolve_eve", NEAR, day=day)


def idle(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Three working days without a word: the handler is asked, because people are waiting.

    Whoever tells of progress is left in peace for three more.
    """
    case, now, calendar = situation.view.case, situation.now, situation.world.calendar
    if case.state not in AT_WORK or case.state is CaseState.EMERGENCY:
        return []
    asks_at = idle_at(_heard_at(situation), calendar)
    is_parked = case.state in PARKED or case.pause is not None
    if asks_at > now and not is_parked:
        return [StartTimer(TimerKind.IDLE, asks_at, situation.view.id)]
    again = StartTimer(TimerKind.IDLE, idle_at(now, calendar), situation.view.id)
    return [again, *([] if is_parked else to_handler(situation, "remind.idle", "progress"))]


def _heard_at(situation: CaseSituation) -> datetime:
    """When there was last news: progress, a department whistled or reported in, or its beginning."""
    case, lead = situation.view.case, situation.view.lead
    news = [case.opened_at, case.accepted_at, case.progressed_at]
    if lead is not None:
        news += [lead.whistled_at, lead.reported_in_at]
    return max(at for at in news if at is not None)


def _reminded(situation: CaseSituation, key: str, used: float, **params: str) -> list[Effect]:
    """While the case runs: its colour for this share of its time, and a word to the handler."""
    case, now = situation.view.case, situation.now
    if not _is_running(situation):
        return []
    has_progress = case.progressed_at is not None
    colour = colour_of(case, now, used, has_progress=has_progress)
    changed: list[Effect] = []
    if colour is not case.colour:
        changed.append(ChangeCase(situation.view.id, {"colour": colour}))
    return [*changed, *to_handler(situation, key, "progress", "finish", params=params)]


def to_handler(
    situation: CaseSituation, key: str, *buttons: str, params: dict[str, str] | None = None
) -> list[Effect]:
    """The lead department hears it; without one, the owner."""
    voice, whistle = voice_of(situation), working_lead(situation)
    shown, given = card("reminder", *buttons), params or {}
    if whistle is not None:
        return [voice.department(whistle.department_id, key, shown, **given)]
    owner_id = situation.view.case.owner_id
    return [voice.person(owner_id, key, shown, **given)] if owner_id is not None else []


def working_lead(situation: CaseSituation) -> Whistle | None:
    """The lead department while it has not finished its part."""
    lead = situation.view.lead
    return lead if lead is not None and lead.state is not WhistleState.DONE else None


def _is_running(situation: CaseSituation) -> bool:
    """True while the case is worked on and not yet overdue; a late reminder would be noise.

    In an emergency nobody is reminded of half an hour: the alarm itself is repeated.
    """
    case = situation.view.case
    if case.state not in AT_WORK - PARKED - {CaseState.EMERGENCY} or case.pause is not None:
        return False
    return case.resolve_due_at is not None and not is_overdue(case, situation.now)
