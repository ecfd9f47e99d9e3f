"""One plan for one case (一案一策, S1): exactly one responsible leader, how, and until when."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.effects import Effect, KeepPlan, Note, Say, StartTimer, StopTimers
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.timing.deadlines import after
from handlers.permissions import DUTY, avoided, roles_on
from handlers.situation import CaseView, Speaker, World
from handlers.texts import render
from handlers.understanding.moments import parse_limit
from handlers.wording import in_full, when
from storage.clock import CHINA
from storage.codes import Level, Role, TimerKind
from storage.tables.person import Person
from storage.tables.plan import CasePlan

WRITERS = DUTY | {Role.LEADER}
TITLES = "书记|县长|镇长|乡长|局长|主任|部长|主席|所长|处长|科长|站长|院长|校长|队长|领导|委员"
_AND = re.compile("[、和与及/]")
_CLOSING = time(18)
_SHORTEST = 6


@dataclass(frozen=True)
class Leader:
    """Who answers for a case: as named, and from the roster where it has them."""

    name: str
    person: Person | None = None


@dataclass(frozen=True)
class PlanStep:
    """Somebody says who answers for a case, or how it is to be solved."""

    speaker: Speaker
    view: CaseView
    plan: CasePlan | None  # the one that counts so far
    now: datetime
    world: World

    @property
    def voice(self) -> Voice:
        """Speaks about the case now."""
        return Voice(facts_of(self.view, self.world), self.now, self.world)

    def answer(self, key: str, **params: object) -> Say:
        """A reply to the speaker."""
        return self.voice.answer(self.speaker.id, key, None, **params)


def write(step: PlanStep, named: str, text: str) -> list[Effect]:
    """The case has one responsible leader and, as far as it was said, a plan and its end."""
    roles = roles_on(step.speaker, step.view, step.world.directory)
    if not roles & WRITERS:
        return [step.answer("plan.not_writer")]
    leader = _leader(step, named)
    if isinstance(leader, str):
        return [step.answer(leader)]
    kept = text or (step.plan.text if step.plan is not None else "")
    if text and len(text) < _SHORTEST:
        return [step.answer("plan.ask_text")]
    due = due_in(text, step.now, step.world) or (step.plan.due_at if step.plan else None)
    person_id = leader.person.id if leader.person is not None else None
    return [
        KeepPlan(step.view.id, person_id, leader.name, kept, due),
        Note(step.view.id, _line(leader.name, kept, due), min(roles & WRITERS)),
        *_clock(step, due),
        *_told(step, leader, kept, due),
    ]


def _leader(step: PlanStep, named: str) -> Leader | str:
    """The one leader that is named, else the one the case has; or which sentence asks for one."""
    if not named:
        if step.plan is None:
            return "plan.ask_leader"
        person = step.world.directory.staff.get(step.plan.leader_id or 0)
        return Leader(step.plan.leader_name, person)
    if _AND.search(named):
        return "plan.one_leader"
    found = leader_called(named, step.world)
    if found.person is not None and found.person.id in avoided(step.view.case):
        return "plan.leader_avoided"
    return found


def leader_called(named: str, world: World) -> Leader:
    """The member of staff a name or a surname with a title means, where only one fits."""
    staff = world.directory.staff.values()
    full = [p for p in staff if len(p.name) > 1 and p.name in named]
    if full:
        person = max(full, key=lambda p: len(p.name))
        return Leader(person.name, person)
    leading = [
        p
        for p in staff
        if p.name[:1] == named[:1]
        and {one.role for one in world.directory.posts_of(p.id)} & {Role.LEADER}
        and re.search(TITLES, named)
    ]
    return Leader(named, leading[0] if len(leading) == 1 else None)


def due_in(text: str, now: datetime, world: World) -> datetime | None:
    """Until when a plan is to be done; None when it does not say."""
    limit = parse_limit(text, now)
    if limit is None:
        return None
    if isinstance(limit, date):
        return datetime.combine(limit, _CLOSING, CHINA)
    return after(limit, now, world.calendar)


def _line(name: str, text: str, due: datetime | None) -> str:
    until = render("plan.until", due=in_full(due)) if due is not None else ""
    return render("plan.noted", name=name, text=text or render("plan.no_text"), until=until)


def _clock(step: PlanStep, due: datetime | None) -> list[Effect]:
    stopped = StopTimers(step.view.id, kinds=(TimerKind.PLAN_DUE,))
    if due is None or due <= step.now:
        return [stopped]
    return [stopped, StartTimer(TimerKind.PLAN_DUE, due, step.view.id)]


def _told(step: PlanStep, leader: Leader, text: str, due: datetime | None) -> list[Effect]:
    """The leader, whoever handles the case, and the speaker."""
    until = render("plan.until", due=when(due, step.now)) if due is not None else ""
    said = {"name": leader.name, "text": text or render("plan.no_text"), "until": until}
    key = "plan.kept" if text else "plan.kept_leader"
    told: list[Effect] = [step.answer(key, **said)]
    person_id = leader.person.id if leader.person is not None else None
    if person_id is None:
        told.append(step.answer("plan.leader_unknown", name=leader.name))
    elif person_id != step.speaker.id:
        told.append(
            step.voice.person(person_id, "plan.to_leader", card("plan", "progress"), **said)
        )
    lead = step.view.lead
    if lead is not None:
        told.append(step.voice.department(lead.department_id, "plan.to_handler", None, **said))
    elif step.view.case.owner_id not in (None, step.speaker.id, person_id):
        told.append(
            step.voice.person(step.view.case.owner_id or 0, "plan.to_handler", None, **said)
        )
    return told


def asked_for(view: CaseView, now: datetime, world: World) -> list[Effect]:
    """A case that turned red without a plan: those on duty at its level are to name one leader."""
    case, facts = view.case, facts_of(view, world)
    if case.leader_name or case.is_emergency:
        return []
    voice = Voice(facts, now, world)
    at_town = case.level in (Level.GRID, Level.VILLAGE, Level.TOWNSHIP)
    seat = Role.TOWNSHIP_DUTY if at_town and not facts.is_closed_circle else Role.COUNTY_DUTY
    return [voice.role(seat, "plan.ask")]
