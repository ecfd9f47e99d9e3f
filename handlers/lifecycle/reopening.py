"""A case begins again (重办), one level higher and with less time."""

from datetime import datetime

from handlers.effects import (
    CaseChanges,
    DropTries,
    Effect,
    MoveCase,
    MoveWhistle,
    StopTimers,
)
from handlers.lifecycle.colours import of_reopened
from handlers.lifecycle.consults.consulting import called_by_rule
from handlers.lifecycle.endings import ALL_BUT_WORDS
from handlers.lifecycle.facts import level_above
from handlers.lifecycle.kin.linked import Retold, taken_up_again
from handlers.lifecycle.notices import card
from handlers.lifecycle.routes import route_of
from handlers.lifecycle.timing.clocks import NOTHING_GRANTED, begun
from handlers.lifecycle.timing.deadlines import after, resolve_span, resolve_timers, scaled
from handlers.lifecycle.whistles.passing_up import to_duty, whistled
from handlers.lifecycle.whistles.whistling import Call
from handlers.lifecycle.wishes import Step
from handlers.routing.whistle import Route
from handlers.texts import render
from handlers.wording import when
from storage.codes import (
    CaseState,
    ConsultTrigger,
    Level,
    Move,
    Role,
    WhistleRole,
    WhistleState,
)

_MOST_REOPENINGS = 2  # 3c, 3e: then a consult


def reopen(step: Step) -> list[Effect]:
    """The case is open again: the next level, a shorter time, a second whistle, and all know."""
    closed_at = step.case.closed_at
    if step.case.state is CaseState.GUIDED:
        return _seen_by_person(step)
    if closed_at is not None and step.now - closed_at > step.world.policy.reopen_within:
        told = Retold(step.speaker.id, step.note)
        return taken_up_again(step.view, told, step.now, step.world)
    calendar, level = step.world.calendar, level_above(step.case.level)
    span = scaled(
        resolve_span(step.facts.leaf, step.case.urgency), step.world.policy.reopen_limit_factor
    )
    due = after(span, step.now, calendar)
    return [
        _reopened(step, level, begun(span, step.now, calendar)),
        StopTimers(step.view.id, kinds=ALL_BUT_WORDS),
        DropTries(step.view.id),
        *(MoveWhistle(w.id or 0, WhistleState.WITHDRAWN) for w in step.view.in_force),
        *resolve_timers(step.view.id, span, step.now, calendar),
        *_second_round(step, level, due),
        *_told(step, level, due),
        *_consult(step),
    ]


def _seen_by_person(step: Step) -> list[Effect]:
    """Who was sent another way and does not see it ("人工") is heard by those on duty (3b#6)."""
    calendar, span = step.world.calendar, resolve_span(step.facts.leaf, step.case.urgency)
    clock = begun(span, step.now, calendar)
    return [
        step.moved({**clock, "closed_at": None}),
        *resolve_timers(step.view.id, span, step.now, calendar),
        *to_duty(step.view, step.voice, "card.because_guided", step.note, CaseState.REOPENED),
        step.answer("guide.person_looks"),
    ]


def _reopened(step: Step, level: Level, clock: CaseChanges) -> Effect:
    """Yellow after the first reopening, red after the second (S1); its result no longer counts."""
    count = step.case.reopen_count + 1
    changes: CaseChanges = {
        "level": level,
        "reopen_count": count,
        "colour": of_reopened(count),
        "progressed_at": None,
        "progress": "",
        **clock,
        **NOTHING_GRANTED,
        "answered_at": None,
        "closed_at": None,
    }
    return step.moved(changes)


def _second_round(step: Step, level: Level, due: datetime) -> list[Effect]:
    """The same lead and helpers are whistled again, else the leaf's; else the duty officer has it."""
    route = _same_again(step) or route_of(step.facts, step.world)
    if route.lead is None:
        reason, state = "card.because_reopened", CaseState.REOPENED
        return to_duty(step.view, step.voice, reason, "", state)
    move = MoveCase(
        step.view.id, Move.WHISTLE, CaseState.WHISTLED, Role.BOT, changes={"level": level}
    )
    return whistled(step.view, step.voice, move, route, Call("again", resolve_due_at=due))


def _same_again(step: Step) -> Route | None:
    lead, directory = step.view.lead, step.world.directory
    department = directory.department(lead.department_id) if lead else None
    if department is None:
        return None
    helpers = (w for w in step.view.in_force if w.role is WhistleRole.CO_HANDLER)
    found = (directory.department(w.department_id) for w in helpers)
    return Route(department, tuple(d for d in found if d is not None and d is not department))


def _told(step: Step, level: Level, due: datetime) -> list[Effect]:
    """Reporters, the grid and those on duty one level up know; the speaker at once."""
    name, until = render(f"told.level_{level.value}"), when(due, step.now)
    by_reporter = step.speaker.id in step.view.reporter_ids
    key = "told.reopened_reporter" if by_reporter else "told.reopened_self"
    # whoever said that it is solved must not hear that it is not
    of_others = "told.reopened_others" if by_reporter else "told.reopened_reporter"
    others = (step.speaker.id,)
    told: list[Effect] = [
        step.answer(key, level=name, until=until),
        *step.voice.reporters(step.view, of_others, others, level=name, until=until),
    ]
    shown = card("again", "progress", "whistle")
    words = f"\uff1a{step.note}" if step.note else ""
    seat = Role.TOWNSHIP_DUTY if level is Level.TOWNSHIP else Role.COUNTY_DUTY
    if not step.facts.is_closed_circle:
        told.append(step.voice.role(Role.GRID_MEMBER, "card.again_grid"))
        told.append(step.voice.role(seat, "card.again_duty", shown, words=words))
        return told
    return [*told, step.voice.county("card.again_duty", shown, words=words)]


def _consult(step: Step) -> list[Effect]:
    """Reopened twice, the departments sit down together about it (3c, 3e)."""
    if step.case.reopen_count + 1 < _MOST_REOPENINGS:
        return []
    return called_by_rule(step.view, step.voice, ConsultTrigger.REOPENED, CaseState.WHISTLED)
