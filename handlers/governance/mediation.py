"""Voluntary mediation of disputes (人民调解法 17): both sides are asked, either may say no.

The reporter is asked one to one, with the choice of room and mediator; the other side by whoever
mediates, because the bot does not know it and keeps nothing of it but its word.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.directory import Directory
from handlers.effects import (
    Effect,
    MediationChanges,
    MoveMediation,
    Note,
    OpenMediation,
    Say,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.transitions import AT_WORK
from handlers.permissions import DEPARTMENT, DUTY, GRID, avoided, roles_on
from handlers.situation import CaseView, Speaker, World
from handlers.texts import render
from storage.codes import Consent, Level, MediationState, Role, TimerKind
from storage.tables.mediation import Mediation
from storage.tables.person import Person

ROOM = "mediation_room"
"""The kind of place in the county file that is a mediation room."""

CLOCKS = (TimerKind.MEDIATION_CONSENT, TimerKind.MEDIATION_SESSION)
_ASK_AGAIN = timedelta(hours=24)
_MOST = 3
_MEDIATING = GRID | DUTY | DEPARTMENT | {Role.VILLAGE_CADRE}


@dataclass(frozen=True)
class Choice:
    """The rooms and mediators near a case, the nearest first."""

    rooms: tuple[str, ...]
    mediators: tuple[Person, ...]

    def lines(self) -> str:
        """The choice as numbered lines: each room with its mediator, then the others."""
        first = self.mediators[0].name if self.mediators else render("mediation.anybody")
        named = [render("mediation.option", room=room, mediator=first) for room in self.rooms]
        listed = [f"{n}. {line}" for n, line in enumerate(named, start=1)]
        others = "、".join(p.name for p in self.mediators[1:])
        return "\n".join([*listed, render("mediation.others", names=others)] if others else listed)


@dataclass(frozen=True)
class MediationStep:
    """Somebody wants something done with the mediation of a case, now."""

    speaker: Speaker
    view: CaseView
    mediation: Mediation | None
    now: datetime
    world: World

    @property
    def voice(self) -> Voice:
        """Speaks about the case now."""
        return Voice(facts_of(self.view, self.world), self.now, self.world)

    @property
    def choice(self) -> Choice:
        """The rooms and mediators near the case."""
        return choice_for(self.view, self.world.directory, self.now)

    @property
    def is_running(self) -> bool:
        """True while an attempt is neither settled nor over."""
        over = (MediationState.SETTLED, MediationState.FAILED, MediationState.REFUSED)
        return self.mediation is not None and self.mediation.state not in over

    def answer(self, key: str, **params: object) -> Say:
        """A reply to the speaker."""
        return self.voice.answer(self.speaker.id, key, None, **params)

    def moved(self, to: MediationState, changes: MediationChanges | None = None) -> MoveMediation:
        """The mediation goes on."""
        found = self.mediation
        return MoveMediation((found.id if found else 0) or 0, to, changes or {})

    def reporter(self, key: str, **params: object) -> Say:
        """A word to the side that reported the dispute."""
        asked = self.mediation.reporter_id if self.mediation else self.view.reporter_ids[0]
        return self.voice.person(asked, key, None, **params)

    def mediator_name(self) -> str:
        """Who mediates, by name."""
        found = self.world.directory.staff.get(
            (self.mediation.mediator_id or 0) if self.mediation else 0
        )
        return found.name if found is not None else render("mediation.anybody")

    def staff(self, key: str, **params: object) -> list[Effect]:
        """A word to the mediator and to whoever proposed it; not to the speaker."""
        found = self.mediation
        if found is None:
            return []
        wanted = dict.fromkeys((found.mediator_id, found.proposer_id, self.view.case.owner_id))
        residents = self.view.reporter_ids
        return [
            self.voice.person(one, key, None, **params)
            for one in wanted
            if one is not None and one != self.speaker.id and one not in residents
        ]


def choice_for(view: CaseView, directory: Directory, now: datetime) -> Choice:
    """The rooms of the county file around the case, and mediators who are not complained of."""
    lineage = directory.lineage(view.case.region_id) or (directory.top,)
    rooms = [
        p.name for r in lineage for p in directory.places if p.kind == ROOM and p.region_id == r.id
    ]
    near = [p for r in lineage for p in directory.holders(Role.MEDIATOR, now, region_id=r.id)]
    town = directory.at_level(view.case.region_id, Level.TOWNSHIP)
    beside = directory.within(town.id or 0) if town is not None else ()
    near += [
        p for one in sorted(beside) for p in directory.holders(Role.MEDIATOR, now, region_id=one)
    ]
    kept = {p.id: p for p in near if p.id not in avoided(view.case)}
    return Choice(tuple(dict.fromkeys(rooms))[:_MOST], tuple(kept.values())[:_MOST])


def is_dispute(view: CaseView, world: World) -> bool:
    """True for matters that a people's mediation committee may take up."""
    facts = facts_of(view, world)
    return facts.leaf.top == "dispute" and not facts.is_closed_circle


def may_mediate(step: MediationStep) -> bool:
    """True for those who work on the case, its mediator, and mediators of the place."""
    speaker, view, directory = step.speaker, step.view, step.world.directory
    if speaker.id in avoided(view.case):
        return False
    if roles_on(speaker, view, directory) & _MEDIATING:
        return True
    lineage = {r.id for r in directory.lineage(view.case.region_id)}
    is_local = any(p.role is Role.MEDIATOR and p.region_id in lineage for p in speaker.posts)
    return is_local or (step.mediation is not None and step.mediation.mediator_id == speaker.id)


def propose(step: MediationStep, other: Consent = Consent.UNASKED) -> list[Effect]:
    """The reporter is asked whether they want to mediate, where and with whom."""
    refusal = _why_not(step)
    if refusal:
        return [step.answer(refusal)]
    choice, reporter_id = step.choice, step.view.reporter_ids[0]
    mediator = choice.mediators[0] if choice.mediators else None
    opened = OpenMediation(
        step.view.id,
        reporter_id,
        choice.rooms[0] if choice.rooms else "",
        mediator.id if mediator is not None else None,
        other,
    )
    ask = step.voice.person(reporter_id, "mediation.ask", None, options=choice.lines())
    is_own = reporter_id == step.speaker.id
    return [
        opened,
        StartTimer(TimerKind.MEDIATION_CONSENT, step.now + _ASK_AGAIN, step.view.id),
        ask,
        Note(step.view.id, render("mediation.noted_proposed")),
        *([] if is_own else [step.answer("mediation.proposed")]),
        *(_mediator_told(step, mediator) if mediator is not None else []),
    ]


def _mediator_told(step: MediationStep, mediator: Person) -> list[Effect]:
    if mediator.id == step.speaker.id:
        return []
    return [step.voice.person(mediator.id or 0, "mediation.to_mediator")]


def _why_not(step: MediationStep) -> str:
    is_reporter = step.speaker.id in step.view.reporter_ids
    if not is_reporter and not may_mediate(step):
        return "told.not_yours"
    if not is_dispute(step.view, step.world):
        return "mediation.no_dispute"
    if not step.view.reporter_ids or step.view.case.state not in AT_WORK:
        return "mediation.too_late"
    return "mediation.running" if step.is_running else ""


def reporter_agrees(step: MediationStep, room: str, mediator: Person | None) -> list[Effect]:
    """The reporter wants to mediate; it begins when the other side wants it too."""
    found = step.mediation
    if found is None:
        return []
    is_ready = found.other_consent is Consent.GIVEN
    to = MediationState.READY if is_ready else found.state
    chosen = room or found.room
    mediator_id = mediator.id if mediator is not None else found.mediator_id
    changes: MediationChanges = {
        "reporter_consent": Consent.GIVEN,
        "room": chosen,
        "mediator_id": mediator_id,
    }
    person = step.world.directory.staff.get(mediator_id or 0)
    said = {
        "room": chosen or render("mediation.room_open"),
        "mediator": person.name if person is not None else render("mediation.anybody"),
    }
    key = "mediation.reporter_agreed_ready" if is_ready else "mediation.reporter_agreed_told"
    others = (mediator_id, found.proposer_id)
    told = dict.fromkeys(one for one in others if one is not None and one != step.speaker.id)
    return [
        step.moved(to, changes),
        StopTimers(step.view.id, kinds=(TimerKind.MEDIATION_CONSENT,)),
        step.answer("mediation.agreed", **said),
        *(step.voice.person(one, key, None, **said) for one in told),
        Note(step.view.id, render("mediation.noted_agreed", **said), Role.RESIDENT),
    ]


def other_agrees(step: MediationStep) -> list[Effect]:
    """The other side wants to mediate, as somebody heard who asked it."""
    found = step.mediation
    if found is None or not step.is_running:
        return propose(step, Consent.GIVEN)
    if not may_mediate(step):
        return [step.answer("told.not_yours")]
    is_ready = found.reporter_consent is Consent.GIVEN
    to = MediationState.READY if is_ready and found.state is MediationState.ASKING else found.state
    key = "mediation.other_agreed_ready" if is_ready else "mediation.other_agreed"
    return [
        step.moved(to, {"other_consent": Consent.GIVEN}),
        step.answer(key),
        *(step.staff(key) if is_ready else []),
        Note(step.view.id, render("mediation.noted_other"), min(step.speaker.roles())),
    ]


def refused(step: MediationStep, *, by_reporter: bool) -> list[Effect]:
    """One side said no: there is no mediation (art. 17), and the other ways are told."""
    if step.mediation is None or not step.is_running:
        return [step.answer("mediation.none")]
    if not by_reporter and not may_mediate(step):
        return [step.answer("told.not_yours")]
    changes: MediationChanges = {"ended_at": step.now}
    changes["reporter_consent" if by_reporter else "other_consent"] = Consent.REFUSED
    side = render(f"mediation.side_{'reporter' if by_reporter else 'other'}")
    told: list[Effect] = [step.answer("mediation.refused_reporter")]
    if not by_reporter:
        told = [step.answer("mediation.refused_staff", side=side)]
        told.append(step.reporter("mediation.refused_other"))
    return [
        step.moved(MediationState.REFUSED, changes),
        StopTimers(step.view.id, kinds=CLOCKS),
        *told,
        *step.staff("mediation.refused_staff", side=side),
        Note(step.view.id, render("mediation.noted_refused", side=side)),
    ]
