"""Visits of the seven kinds (七访, S0): a task of an open case, told to the resident beforehand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.effects import Effect, MoveVisit, Note, PlanVisit, Say, StartTimer, StopTimers
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice, called
from handlers.lifecycle.transitions import AT_WORK, OPEN
from handlers.permissions import DEPARTMENT, DUTY, GRID, roles_on
from handlers.situation import CaseSituation, CaseView, Speaker, World
from handlers.texts import render
from handlers.wording import when
from storage.codes import Consent, Role, TimerKind, VisitKind, VisitState
from storage.tables.timer import Timer
from storage.tables.visit import Visit

_VISITORS = GRID | DUTY | DEPARTMENT | {Role.VILLAGE_CADRE, Role.LEADER}
_AFTER = timedelta(hours=3)
_SHORTEST = 6


@dataclass(frozen=True)
class VisitStep:
    """Somebody plans a visit to a case, was there, or answers whether the time suits."""

    speaker: Speaker
    view: CaseView
    visit: Visit | None
    now: datetime
    world: World

    @property
    def voice(self) -> Voice:
        """Speaks about the case now."""
        return Voice(facts_of(self.view, self.world), self.now, self.world)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in which the speaker may visit about this case."""
        return roles_on(self.speaker, self.view, self.world.directory) & _VISITORS

    def answer(self, key: str, **params: object) -> Say:
        """A reply to the speaker."""
        return self.voice.answer(self.speaker.id, key, None, **params)

    def moved(self, to: VisitState) -> list[Effect]:
        """The planned visit goes on, and nobody is reminded of it any more."""
        if self.visit is None:
            return []
        stopped = StopTimers(self.view.id, kinds=(TimerKind.VISIT_DUE,))
        return [MoveVisit(self.visit.id or 0, to), stopped]


def plan(step: VisitStep, kind: VisitKind, at: datetime | None) -> list[Effect]:
    """The visit is planned; the reporter hears when and may say that it does not suit.

    Of a matter that only a few may know nobody is told: somebody else may read the phone.
    """
    if not step.roles:
        return [step.answer("told.not_yours")]
    if step.view.case.state not in OPEN:
        return [step.answer("visit.too_late")]
    if at is None or at <= step.now:
        return [step.answer("visit.ask_time")]
    facts = facts_of(step.view, step.world)
    told = step.view.reporter_ids[:1] if not facts.is_closed_circle else ()
    name, until = render(f"visit_kind.{kind.value}"), when(at, step.now)
    data = {"visitor_id": step.speaker.id}
    who = called(step.speaker.person, min(step.roles))
    return [
        PlanVisit(step.view.id, kind, step.speaker.id, at, told[0] if told else None),
        StopTimers(step.view.id, kinds=(TimerKind.VISIT_DUE,)),
        StartTimer(TimerKind.VISIT_DUE, at + _AFTER, step.view.id, data=data),
        step.answer("visit.planned", kind=name, at=until),
        *(step.voice.person(p, "visit.to_reporter", None, at=until, who=who) for p in told),
        Note(step.view.id, render("visit.noted_planned", kind=name, at=until), min(step.roles)),
    ]


def done(step: VisitStep, kind: VisitKind, note: str) -> list[Effect]:
    """Somebody was there and says what they found; a visit nobody planned counts as well."""
    if not step.roles:
        return [step.answer("told.not_yours")]
    if len(note) < _SHORTEST:
        return [step.answer("visit.ask_note")]
    planned, view = step.visit, step.view
    held = planned.kind if planned is not None else kind
    line = render("visit.noted_done", kind=render(f"visit_kind.{held.value}"), note=note)
    kept: list[Effect] = [PlanVisit(view.id, held, step.speaker.id, done_note=note)]
    if planned is not None:
        changes = MoveVisit(planned.id or 0, VisitState.DONE, {"done_at": step.now, "note": note})
        kept = [changes, StopTimers(view.id, kinds=(TimerKind.VISIT_DUE,))]
    return [*kept, Note(view.id, line, min(step.roles)), step.answer("visit.done")]


def cancel(step: VisitStep) -> list[Effect]:
    """Nobody comes: the reporter who was told hears it."""
    if not step.roles or step.visit is None:
        return [step.answer("visit.none")]
    told = step.visit.reporter_id
    return [
        *step.moved(VisitState.CANCELLED),
        step.answer("visit.cancelled"),
        *([step.voice.person(told, "visit.cancelled_reporter")] if told is not None else []),
    ]


def suits(step: VisitStep, words: str, *, is_fine: bool) -> list[Effect]:
    """The resident says whether the time suits; the visitor hears it and may name another."""
    if step.visit is None:
        return []
    answer = Consent.GIVEN if is_fine else Consent.REFUSED
    key = "fine" if is_fine else "not_fine"
    return [
        MoveVisit(step.visit.id or 0, VisitState.PLANNED, {"answer": answer}),
        step.answer(f"visit.{key}"),
        step.voice.person(step.visit.visitor_id, f"visit.{key}_visitor", None, words=words),
    ]


def visit_due(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """The time of the visit is over and nobody said how it was: the visitor is asked once."""
    visitor_id = timer.data.get("visitor_id")
    if situation.view.case.state not in AT_WORK or visitor_id is None:
        return []
    voice = Voice(facts_of(situation.view, situation.world), situation.now, situation.world)
    return [voice.person(int(visitor_id), "visit.how_was_it")]
