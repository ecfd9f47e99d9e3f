"""The ladder of levels (一评四会, 3c): village, township, county, city, each with its meeting and time.

The rule only proposes to go up; a person presses. Nothing ever comes down by itself. The grid stands
on the village's rung: a village's meeting (说事评理会) is the first.
"""

from datetime import datetime

from handlers.effects import CaseChanges, CaseRef, Effect, Say, StartTimer, StopTimers
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.timing.deadlines import after
from handlers.lifecycle.wishes import Step
from handlers.permissions import COUNTY
from handlers.ports import Calendar
from handlers.situation import CaseView
from handlers.texts import render
from handlers.understanding.categories import Leaf, Span, Unit
from handlers.wording import when
from storage.codes import Level, Role, TimerKind
from storage.tables.person import Person

RUNGS = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY)
_TIME = {
    Level.VILLAGE: Span(Unit.DAYS, days=7),
    Level.TOWNSHIP: Span(Unit.WORKING_DAYS, days=10),
    Level.COUNTY: Span(Unit.WORKING_DAYS, days=15),
}
_SEAT = {Level.VILLAGE: Role.VILLAGE_CADRE, Level.TOWNSHIP: Role.TOWNSHIP_DUTY}
_QUARRELS = "dispute"
_AGAIN = Span(Unit.WORKING_DAYS, days=3)
MANY_HOUSEHOLDS = 30


def rung_of(level: Level) -> Level:
    """The rung a level stands on: the grid's matters are the village's."""
    return Level.VILLAGE if level is Level.GRID else level


def rung_above(level: Level) -> Level | None:
    """The next rung; None above the city."""
    at = RUNGS.index(rung_of(level))
    return RUNGS[at + 1] if at + 1 < len(RUNGS) else None


def is_on_ladder(leaf: Leaf) -> bool:
    """True for quarrels, whose time on each rung runs from the first day."""
    return leaf.top == _QUARRELS


def rung_clock(ref: CaseRef, level: Level, now: datetime, calendar: Calendar) -> list[StartTimer]:
    """When the time of this level is over; the city's has no end here."""
    span = _TIME.get(rung_of(level))
    if span is None:
        return []
    data = {"level": rung_of(level).value}
    return [StartTimer(TimerKind.LEVEL_DUE, after(span, now, calendar), ref, data=data)]


def escalate(step: Step) -> list[Effect]:
    """A person puts the case one rung higher: its duty officer and its leader have it (上提)."""
    level = rung_above(step.case.level)
    if level is None:
        return [step.answer("ladder.at_the_top")]
    if level is Level.CITY and step.role not in COUNTY:
        return [step.answer("ladder.city_by_county")]
    if level is Level.COUNTY and step.role is Role.VILLAGE_CADRE:
        return [step.answer("ladder.is_higher", level=_name(step.case.level))]
    voice, calendar, leader = step.voice, step.world.calendar, _leader(step, level)
    due = _until(level, step.now, calendar)
    seat = Role.COUNTY_DUTY if step.facts.is_closed_circle else _SEAT.get(level, Role.COUNTY_DUTY)
    name, meeting = _name(level), _meeting(level)
    shown = card("takeover", "accept", "whistle", "progress")
    return [
        step.moved(_raised(step, level, leader)),
        StopTimers(step.view.id, kinds=(TimerKind.LEVEL_DUE,)),
        *rung_clock(step.view.id, level, step.now, calendar),
        voice.role(
            seat, "ladder.card", shown, note=step.note, level=name, meeting=meeting, until=due
        ),
        *_leader_told(voice, leader, meeting, due),
        *voice.reporters(step.view, "ladder.reporter", level=name, meeting=meeting),
        step.answer("ladder.raised", level=name, meeting=meeting, until=due),
    ]


def proposed(view: CaseView, voice: Voice, reason: str) -> list[Effect]:
    """Whoever holds the case and the seat above hear that it may go up, and how to press it."""
    above = rung_above(view.case.level)
    if above is None or above is Level.VILLAGE:
        return []
    closed = voice.facts.is_closed_circle
    here = Role.COUNTY_DUTY if closed else _SEAT.get(rung_of(view.case.level), Role.COUNTY_DUTY)
    there = Role.COUNTY_DUTY if closed else _SEAT.get(above, Role.COUNTY_DUTY)
    return [
        voice.role(
            seat,
            "ladder.proposal",
            card("ladder", "escalate"),
            level=_name(above),
            meeting=_meeting(above),
            reason=reason,
        )
        for seat in dict.fromkeys((here, there))
    ]


def proposed_again(ref: CaseRef, level: Level, now: datetime, calendar: Calendar) -> StartTimer:
    """Three working days later it is looked at once more whether somebody has pressed."""
    data = {"level": rung_of(level).value}
    return StartTimer(TimerKind.LEVEL_DUE, after(_AGAIN, now, calendar), ref, data=data)


def _raised(step: Step, level: Level, leader: Person | None) -> CaseChanges:
    """The new level and its leader stand on the case; what a person owned is its duty officer's."""
    changes: CaseChanges = {"level": level}
    if leader is not None and not step.case.leader_name:
        changes |= {"leader_id": leader.id, "leader_name": leader.name}
    duty = _on_duty(step, level)
    if step.case.owner_id is not None and duty is not None and not step.case.is_emergency:
        changes["owner_id"] = duty.id
    return changes


def _on_duty(step: Step, level: Level) -> Person | None:
    directory, avoid = step.world.directory, step.facts.avoid.person_ids
    role = _SEAT.get(level, Role.COUNTY_DUTY)
    region_id = step.case.region_id if role is Role.TOWNSHIP_DUTY else directory.top.id
    held = directory.responsible(role, region_id, step.now)
    return next((p for p in held if p.id not in avoid), None)


def _leader(step: Step, level: Level) -> Person | None:
    """Who leads this level: the township's leader, else the county's, who answers to the city too."""
    directory, avoid = step.world.directory, step.facts.avoid.person_ids
    if step.facts.is_closed_circle:
        return None
    town = directory.at_level(step.case.region_id, Level.TOWNSHIP)
    region = town if level is Level.TOWNSHIP and town is not None else directory.top
    held = directory.holders(Role.LEADER, step.now, region_id=region.id)
    return next((p for p in held if p.id not in avoid), None)


def _leader_told(voice: Voice, leader: Person | None, meeting: str, due: str) -> list[Say]:
    if leader is None:
        return []
    return [voice.person(leader.id or 0, "ladder.leader", meeting=meeting, until=due)]


def _until(level: Level, now: datetime, calendar: Calendar) -> str:
    """By when this level is to have an opinion; the city sets its own time."""
    span = _TIME.get(level)
    if span is None:
        return render("ladder.no_date")
    return render("ladder.before", due=when(after(span, now, calendar), now))


def _name(level: Level) -> str:
    return render(f"level.{level.value}")


def _meeting(level: Level) -> str:
    return render(f"ladder.meeting_{level.value}")
