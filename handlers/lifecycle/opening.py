"""A case is opened: who owns it, who is told at once, and which clocks run.

Who is told (3b#3, #5, #9; 3a-notes):

- What the grid tries itself: the grid member has the task. When it is urgent (U1), the township's
  duty officer knows of it from the start, and the leading department gets an early notice without
  a clock, so that it can make ready; the whistle itself blows when the grid passes it up, or when
  the grid's third of the time is used up.
- What the grid does not try: departments are whistled at once; the grid member goes to the scene,
  and the township's duty officer knows.
- An emergency: county and township duty, grid, village and departments at once, a phone call, and
  an alarm that is repeated until somebody on duty confirms it.
- A confidential matter: only the roles of `permissions.CIRCLES` and the departments that must help.
"""

from datetime import datetime, timedelta

from handlers.effects import CaseChanges, ChangeCase, Effect, MoveCase, OpenTask, StartTimer
from handlers.lifecycle import first_words
from handlers.lifecycle.consults.ladder import is_on_ladder, rung_clock
from handlers.lifecycle.facts import Facts, is_contacted
from handlers.lifecycle.notices import Voice, county_duty
from handlers.lifecycle.timing.clocks import begun
from handlers.lifecycle.timing.deadlines import (
    accept_timers,
    after,
    contact_due,
    is_empty,
    resolve_span,
    resolve_timers,
    self_handling_due,
)
from handlers.lifecycle.whistles.whistling import (
    Call,
    no_department,
    township_informed,
    whistle_effects,
)
from handlers.routing.assign import Assignment, owner_for
from handlers.routing.whistle import Route
from handlers.situation import World
from handlers.texts import render
from handlers.understanding.categories import Leaf, SelfHandling, Span
from storage.codes import CaseState, Level, Move, Role, TaskKind, TimerKind, Urgency

__all__ = ["Facts", "accept_span", "opening", "timers_for_registration", "why"]

_ALARM = Call("alarm")
# 3b#24: within 24 hours the duty officer says what became of it
CLOSING = (("near", timedelta(hours=22)), ("due", timedelta(hours=24)))


def opening(voice: Voice) -> list[Effect]:
    """What follows an OpenCase: the owner, the cards, the whistles and the timers of the new case.

    The case is expected to stand in REGISTERED, or in EMERGENCY when `facts.is_emergency`.
    """
    facts = voice.facts
    if facts.is_emergency:
        return _emergency(voice)
    if facts.is_closed_circle:
        return _confidential(voice)
    if facts.leaf.self_handling is SelfHandling.NO:
        return _at_once(voice)
    return _grid_first(voice)


def accept_span(leaf: Leaf) -> Span:
    """How soon somebody must have taken the matter into their hands."""
    return leaf.accept


def why(voice: Voice) -> tuple[str, ...]:
    """Why the case goes to whom it goes: the owner's seat, and the rule that chose departments."""
    is_tried = voice.facts.leaf.self_handling is not SelfHandling.NO
    return (*(_owner(voice).reasons if is_tried else ()), *voice.route.reasons)


def timers_for_registration(
    facts: Facts, now: datetime, world: World, *, self_handled: bool
) -> list[StartTimer]:
    """The clocks of a new case: resolving, and for what the grid tries also accepting and passing up."""
    span = resolve_span(facts.leaf, facts.urgency)
    timers = resolve_timers(facts.ref, span, now, world.calendar)
    if self_handled:
        tried = self_handling_due(facts.leaf, facts.urgency, now, world.calendar)
        if not facts.is_child or facts.goes_alone:  # a child is accepted with its parent
            heard = Voice(facts, now, world).heard_at
            timers += accept_timers(facts.ref, facts.leaf.accept, heard, world.calendar)
        timers.append(StartTimer(TimerKind.SELF_HANDLE_DUE, tried, facts.ref))
    if is_on_ladder(facts.leaf) and not facts.is_child:
        level = Level.VILLAGE if self_handled else Level.TOWNSHIP
        timers += rung_clock(facts.ref, level, now, world.calendar)
    return timers


# ---- the four ways a case begins


def _grid_first(voice: Voice) -> list[Effect]:
    owner = _owner(voice)
    timers = timers_for_registration(voice.facts, voice.now, voice.world, self_handled=True)
    effects: list[Effect] = [_owned(voice, owner, _deadlines(voice)), *timers]
    if not voice.facts.is_child or voice.facts.goes_alone:
        effects.append(
            first_words.task_card(voice, owner, "new_task", "accept", "pass_up", "not_true")
        )
    if voice.facts.urgency is Urgency.U1:
        effects += first_words.early_notices(voice)
    return effects


def _at_once(voice: Voice) -> list[Effect]:
    route = voice.route
    owner = _owner(voice)
    if route.lead is None:
        return [*_stranded(voice, owner), *first_words.scene(voice)]
    effects = _dispatched(voice, route, CaseState.WHISTLED)
    effects += whistle_effects(voice, route, Call(resolve_due_at=_resolve_due(voice)))
    return [*effects, *first_words.scene(voice), *township_informed(voice, route)]


def _emergency(voice: Voice) -> list[Effect]:
    route = voice.route
    effects = _dispatched(voice, route, CaseState.EMERGENCY)
    effects += [*first_words.alarm(voice), *_phone_and_steps(voice)]
    return [*effects, *whistle_effects(voice, route, _ALARM)]


def _confidential(voice: Voice) -> list[Effect]:
    route = voice.route
    told = [*first_words.circle_cards(voice), *first_words.child_officer(voice)]
    if route.lead is None:
        return [*_stranded(voice, _owner(voice)), *told]
    effects = _dispatched(voice, route, CaseState.WHISTLED)
    return [*effects, *told, *whistle_effects(voice, route, Call("confidential"))]


# ---- the pieces


def _owner(voice: Voice) -> Assignment:
    facts, world = voice.facts, voice.world
    return owner_for(facts.region_id, facts.leaf, voice.now, world.directory, facts.avoid)


def _resolve_due(voice: Voice) -> datetime:
    span = resolve_span(voice.facts.leaf, voice.facts.urgency)
    return after(span, voice.now, voice.world.calendar)


def _deadlines(voice: Voice) -> CaseChanges:
    accept = voice.facts.leaf.accept
    due = None if is_empty(accept) else after(accept, voice.heard_at, voice.world.calendar)
    return {"accept_due_at": due, **_promised(voice)}


def _promised(voice: Voice) -> CaseChanges:
    """The clocks every case has: first contact, where anybody may be contacted, and resolving."""
    facts, now, calendar = voice.facts, voice.now, voice.world.calendar
    changes = begun(resolve_span(facts.leaf, facts.urgency), now, calendar)
    if is_contacted(facts):
        changes["contact_due_at"] = contact_due(facts.leaf, facts.urgency, now, calendar)
    return changes


def _owned(voice: Voice, owner: Assignment, deadlines: CaseChanges) -> ChangeCase:
    person_id = owner.person.id if owner.person else None
    changes: CaseChanges = {**deadlines, "owner_id": person_id, "level": owner.level}
    return ChangeCase(voice.facts.ref, changes)


def _dispatched(voice: Voice, route: Route, to: CaseState) -> list[Effect]:
    """Departments are at work from the first minute, so nobody need accept it.

    The lead owns the case; an emergency belongs to the county's duty officer.
    """
    changes: CaseChanges = {
        **_promised(voice),
        "owner_department_id": route.lead.id if route.lead else None,
        "level": Level.TOWNSHIP,
    }
    duty = _owner(voice).person
    if duty is not None and (to is CaseState.EMERGENCY or route.lead is None):
        changes |= {"owner_id": duty.id, "owner_department_id": None, "level": Level.COUNTY}
    if to is not CaseState.EMERGENCY:
        changes["accepted_at"] = voice.now
    moved = MoveCase(
        voice.facts.ref, Move.WHISTLE, to, Role.BOT, note="；".join(route.reasons), changes=changes
    )
    timers = timers_for_registration(voice.facts, voice.now, voice.world, self_handled=False)
    return [moved, *timers]


def _stranded(voice: Voice, owner: Assignment) -> list[Effect]:
    """No department answers for the leaf: the owner and the triage desk see to it."""
    timers = timers_for_registration(voice.facts, voice.now, voice.world, self_handled=True)
    owned = _owned(voice, owner, _deadlines(voice))
    task = first_words.task_card(voice, owner, "new_task", "accept")
    return [owned, *timers, task, *no_department(voice)]


def _phone_and_steps(voice: Voice) -> list[Effect]:
    """A person calls at once, and the alarm is repeated until somebody on duty confirms it."""
    steps = voice.world.policy.emergency_steps
    timers = [
        StartTimer(
            TimerKind.EMERGENCY_CONFIRM, voice.now + step, voice.facts.ref, data={"step": number}
        )
        for number, step in enumerate(steps, start=1)
    ]
    timers += [
        StartTimer(
            TimerKind.EMERGENCY_CLOSE, voice.now + after_, voice.facts.ref, data={"step": name}
        )
        for name, after_ in CLOSING
    ]
    title = render("task_title.alarm_call", leaf=voice.facts.leaf.short_name)
    duty = county_duty(voice.world)
    call = OpenTask("phone:{case_id}", TaskKind.PHONE_CALL, title, voice.facts.ref, duty)
    return [call, *timers]
