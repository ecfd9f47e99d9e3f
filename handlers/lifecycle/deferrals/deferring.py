"""What asking for more time (延期) and setting a case aside (挂账) have in common (3b#15, #16).

A handler asks, one of those on duty rules; whoever is on duty and does not handle the case may
grant it without being asked. Until somebody rules, the clock runs on.
"""

from datetime import timedelta

from handlers.effects import (
    Ask,
    CaseChanges,
    Effect,
    FinishTask,
    OpenTask,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.facts import Facts
from handlers.lifecycle.notices import Voice, card, county_duty, department_name
from handlers.lifecycle.timing.deadlines import after
from handlers.lifecycle.wishes import Step
from handlers.permissions import DEPARTMENT, DUTY
from handlers.speech import ToRole
from handlers.texts import render
from handlers.understanding.categories import Span, Unit
from storage.codes import Deferral, Level, Role, TaskKind, TimerKind, WhistleRole
from storage.tables.case import Case

RULING_WITHIN = Span(Unit.WORKING_HOURS, timedelta(hours=2))
NOTHING_ASKED: CaseChanges = {"deferral": None, "deferral_until": None, "deferral_by": None}


def grants_at_once(step: Step) -> bool:
    """True when somebody on duty, who does not handle the case, puts it off of their own accord."""
    return step.role in DUTY and step.case.owner_id != step.speaker.id


def helps_only(step: Step) -> bool:
    """True for a department that helps another: the lead asks for all of them."""
    own = step.whistle if step.role in DEPARTMENT else None
    return own is not None and own.role is not WhistleRole.LEAD


def handler(step: Step) -> str:
    """How others hear of whoever asks: the department, or the member of staff."""
    if step.role in DEPARTMENT and step.whistle is not None:
        return department_name(step.whistle.department_id, step.world)
    return step.who


def asked(step: Step, kind: Deferral, changes: CaseChanges, **said: object) -> list[Effect]:
    """The request waits with those on duty, and whoever asked knows that the clock runs on."""
    name = kind.value
    title = render(f"deferring.task_{name}", who=handler(step))
    shown = card(name, f"approve_{name}", f"deny_{name}")
    said["who"] = handler(step)
    return [
        step.moved({**changes, "deferral": kind, "deferral_by": step.speaker.id}),
        OpenTask(task_key(step.case), TaskKind.DECIDE_DEFERRAL, title, step.view.id, seat(step)),
        StopTimers(step.view.id, kinds=(TimerKind.DEFERRAL_DUE,)),
        reminder(step.voice),
        step.voice.role(seat(step).role, f"deferring.ask_{name}", shown, **said),
        step.answer(f"deferring.sent_{name}", None, **said),
    ]


def reminder(voice: Voice, round_: int = 1) -> StartTimer:
    """Those on duty are asked again when they have not ruled in two working hours."""
    due = after(RULING_WITHIN, voice.now, voice.world.calendar)
    return StartTimer(TimerKind.DEFERRAL_DUE, due, voice.facts.ref, data={"round": round_})


def lacks(step: Step, question: str, key: str, **params: object) -> list[Effect]:
    """Whoever asks is told what is missing; what they said is kept for the next answer."""
    return [Ask(question, step.view.id, {"said": step.note}), step.answer(key, None, **params)]


def ruled(case: Case, case_id: int) -> list[Effect]:
    """Nobody need rule on the request any more."""
    return [
        FinishTask(task_key(case)),
        StopTimers(case_id, kinds=(TimerKind.DEFERRAL_DUE,)),
    ]


def wishes_open(case: Case) -> tuple[str, ...]:
    """The tasks that nobody need do once the case is answered."""
    return (task_key(case), f"objection:{case.id}") if case.extended_from or case.deferral else ()


def task_key(case: Case) -> str:
    """Under which key the task of ruling stands."""
    return f"deferral:{case.id}"


def seat(step: Step) -> ToRole:
    """Who rules: the township's duty officer, else the county's; never whoever asks."""
    return seat_of(step.facts, step.voice, step.case, asker_id=step.speaker.id)


def seat_of(facts: Facts, voice: Voice, case: Case, asker_id: int | None) -> ToRole:
    """The same, where only the case is known and who asked."""
    directory, county = voice.world.directory, county_duty(voice.world)
    held = directory.responsible(Role.TOWNSHIP_DUTY, facts.region_id, voice.now)
    free = [p for p in held if p.id != asker_id and p.id not in facts.avoid.person_ids]
    is_high = case.level in (Level.COUNTY, Level.CITY) or facts.is_closed_circle
    return county if is_high or not free else ToRole(Role.TOWNSHIP_DUTY, facts.region_id)


def tell_handler(step: Step, key: str, **said: object) -> list[Effect]:
    """Whoever works on the case hears it, unless they are speaking."""
    lead, voice = step.view.lead, step.voice
    if lead is not None and step.role in DEPARTMENT and step.whistle == lead:
        return []
    if lead is not None:
        return [voice.department(lead.department_id, key, None, **said)]
    asker = step.case.deferral_by or step.case.owner_id
    if asker is None or asker == step.speaker.id:
        return []
    return [voice.person(asker, key, None, **said)]
