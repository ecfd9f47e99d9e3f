"""All deadlines of an open case, reckoned anew because the calendar has changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.effects import (
    CaseChanges,
    ChangeCase,
    Effect,
    Note,
    RedateWhistle,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.timing.clocks import RESOLVE_CLOCKS, due_by, limit_of, timers_until
from handlers.lifecycle.timing.deadlines import (
    accept_timers,
    after,
    contact_due,
    is_empty,
    report_in_due,
    report_in_timers,
    self_handling_due,
)
from handlers.lifecycle.transitions import AT_WORK
from handlers.lifecycle.whistles.passing_up import ACCEPT_CLOCKS, REPORT_IN_CLOCKS
from handlers.situation import CaseSituation
from handlers.texts import render
from handlers.understanding.categories import SelfHandling
from handlers.wording import when
from storage.codes import CaseState, Colour, TimerKind, WhistleState

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Recount:
    """What became of one case: its effects, and the date it is due, before and now."""

    effects: tuple[Effect, ...] = ()
    before: datetime | None = None
    now: datetime | None = None

    @property
    def is_later(self) -> bool:
        """True when the case is due later than it was."""
        return self.before is not None and self.now is not None and self.now > self.before


def recounted(situation: CaseSituation, *, was_told: bool) -> Recount:
    """Every clock of the case that is due at another moment now runs until then.

    `was_told` says that the residents know the date; they hear of it only if it comes later.
    """
    case = situation.view.case
    if case.state not in AT_WORK:
        return Recount()
    small = (*_accepting(situation), *_contacting(situation), *_reporting_in(situation))
    due = _due(situation)
    if due is None or case.resolve_due_at is None or _same(due, case.resolve_due_at):
        return Recount((*small, *_trying(situation, small)))
    found = Recount((), case.resolve_due_at, due)
    told = _told(situation, found) if was_told and found.is_later else []
    effects = (*small, *_trying(situation, (1,)), *_resolving(situation, due), *told)
    return Recount(effects, case.resolve_due_at, due)


def _due(situation: CaseSituation) -> datetime | None:
    """When the case is due by the new calendar; a clock that stands still is reckoned when it runs."""
    case, limit = situation.view.case, limit_of(situation.view.case)
    if limit is None or case.resolve_from is None or case.pause is not None:
        return None
    return due_by(limit, case.resolve_from, situation.world.calendar)


def _resolving(situation: CaseSituation, due: datetime) -> list[Effect]:
    case, now = situation.view.case, situation.now
    limit = limit_of(case)
    if limit is None or case.resolve_from is None or case.resolve_due_at is None:
        return []
    changes: CaseChanges = {"resolve_due_at": due}
    if due > now and case.colour is Colour.RED and not case.reopen_count:
        changes["colour"] = Colour.YELLOW
    before, then = when(case.resolve_due_at, now), when(due, now)
    text = render("calendar.noted", before=before, then=then)
    effects: list[Effect] = [ChangeCase(situation.view.id, changes), Note(situation.view.id, text)]
    if due <= now and case.resolve_due_at <= now:
        return effects  # late before and after: it is being pressed for already
    calendar = situation.world.calendar
    timers = timers_until(situation.view.id, limit, case.resolve_from, now, calendar)
    return [*effects, StopTimers(situation.view.id, kinds=RESOLVE_CLOCKS), *timers]


def _told(situation: CaseSituation, found: Recount) -> list[Effect]:
    """Reporters who know the date hear the later one."""
    if found.now is None:
        return []
    voice = Voice(facts_of(situation.view, situation.world), situation.now, situation.world)
    until = when(found.now, situation.now)
    return [*voice.reporters(situation.view, "calendar.moved_reporter", until=until)]


def _accepting(situation: CaseSituation) -> list[Effect]:
    case, now = situation.view.case, situation.now
    span = situation.world.categories.leaf(case.leaf).accept
    waits = case.state is CaseState.REGISTERED and case.accepted_at is None
    if not waits or case.accept_due_at is None or is_empty(span):
        return []
    due = after(span, case.opened_at, situation.world.calendar)
    if _same(due, case.accept_due_at):
        return []
    timers = accept_timers(situation.view.id, span, case.opened_at, situation.world.calendar)
    return [
        ChangeCase(situation.view.id, {"accept_due_at": due}),
        StopTimers(situation.view.id, kinds=ACCEPT_CLOCKS),
        *(t for t in timers if t.due_at > now),
    ]


def _contacting(situation: CaseSituation) -> list[Effect]:
    case = situation.view.case
    if case.contact_due_at is None or case.contacted_at is not None:
        return []
    leaf = situation.world.categories.leaf(case.leaf)
    due = contact_due(leaf, case.urgency, case.opened_at, situation.world.calendar)
    if _same(due, case.contact_due_at):
        return []
    return [ChangeCase(situation.view.id, {"contact_due_at": due})]


def _reporting_in(situation: CaseSituation) -> list[Effect]:
    view, world, now = situation.view, situation.world, situation.now
    leaf = world.categories.leaf(view.case.leaf)
    effects: list[Effect] = []
    timers: list[StartTimer] = []
    for whistle in view.in_force:
        if whistle.state is not WhistleState.WHISTLED or whistle.asked_at is not None:
            continue  # a clock that rested was begun again with what was left of it
        calendar = world.calendar_of(whistle.department_id)
        due = report_in_due(leaf, view.case.urgency, whistle.whistled_at, calendar)
        timers += report_in_timers(view.id, whistle.whistled_at, due, calendar)
        if not _same(due, whistle.report_in_due_at):
            effects.append(RedateWhistle(whistle.id or 0, due))
    if not effects:
        return []
    return [*effects, StopTimers(view.id, kinds=REPORT_IN_CLOCKS), *_coming(timers, now)]


def _trying(situation: CaseSituation, others: tuple[object, ...]) -> list[Effect]:
    """The grid's own try ends at its new third, where any other clock of the case has moved."""
    case, world = situation.view.case, situation.world
    leaf = world.categories.leaf(case.leaf)
    tries = case.state in (CaseState.REGISTERED, CaseState.SELF_HANDLING)
    if not (others and tries) or leaf.self_handling is SelfHandling.NO or case.reopen_count:
        return []
    due = self_handling_due(leaf, case.urgency, case.opened_at, world.calendar)
    timers = _coming([StartTimer(TimerKind.SELF_HANDLE_DUE, due, situation.view.id)], situation.now)
    if not timers:
        return []
    return [StopTimers(situation.view.id, kinds=(TimerKind.SELF_HANDLE_DUE,)), *timers]


def _coming(timers: list[StartTimer], now: datetime) -> list[StartTimer]:
    return [t for t in timers if t.due_at > now]


def _same(one: datetime, other: datetime) -> bool:
    """True for the same moment, whatever was lost below the minute on the way through a row."""
    return abs(one - other) < _A_MINUTE
