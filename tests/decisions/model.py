"""A case that lives in memory: effects are applied to it as `perform` would write them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.effects import (
    CallConsult,
    CaseChanges,
    ChangeCase,
    DropTries,
    Effect,
    EndConsult,
    EndTry,
    FinishTask,
    MoveCase,
    MoveWhistle,
    OpenTask,
    PauseWhistle,
    PlanSurvey,
    PutDemand,
    RecordSurvey,
    ResumeWhistle,
    StartTimer,
    StopTimers,
    TryReporter,
    WhistleTo,
)
from handlers.situation import CaseSituation, CaseView, ConsultView, World
from storage.codes import AttemptState, CaseState, SurveyState, TimerKind
from storage.tables.case import Case, Report, Whistle
from storage.tables.consult import Consult, ConsultDemand
from storage.tables.survey import Survey, SurveyAttempt
from storage.tables.timer import Timer

TimerKey = tuple[TimerKind, datetime, str]


@dataclass
class Model:
    """One case with everything that hangs on it."""

    case: Case
    reports: tuple[Report, ...]
    now: datetime
    world: World
    whistles: list[Whistle] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    tries: list[SurveyAttempt] = field(default_factory=list)
    timers: dict[TimerKey, dict[str, Any]] = field(default_factory=dict)
    fired: set[TimerKey] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    history: list[MoveCase] = field(default_factory=list)
    consult: Consult | None = None
    demands: dict[int, ConsultDemand] = field(default_factory=dict)

    @property
    def view(self) -> CaseView:
        """The case as decisions see it: copies, so that a decision cannot change the model."""
        whistles = tuple(_copy(w) for w in self.whistles)
        return CaseView(_copy(self.case), self.reports, whistles, consult=self._consult())

    def _consult(self) -> ConsultView | None:
        if self.consult is None or self.case.state is not CaseState.CONSULTING:
            return None
        demands = tuple(_copy(d) for _, d in sorted(self.demands.items()))
        return ConsultView(_copy(self.consult), demands)

    @property
    def situation(self) -> CaseSituation:
        """The case as a timer sees it."""
        surveys, tries = (tuple(_copy(row) for row in rows) for rows in (self.surveys, self.tries))
        return CaseSituation(self.now, self.world, self.view, surveys, tries)

    def next_timer(self) -> Timer | None:
        """The timer that is due first, as a row; it counts as fired from now on."""
        if not self.timers:
            return None
        found = min(self.timers, key=lambda key: (key[1], key[0].value, key[2]))
        data = self.timers.pop(found)
        self.fired.add(found)
        kind, due_at, subject = found
        return Timer(
            id=1, county_id=1, subject=subject, kind=kind, due_at=due_at, case_id=1, data=data
        )

    def apply(self, effects: Iterable[Effect]) -> None:
        """The effects on this case have happened; those on a case opened beside it are its own."""
        for effect in effects:
            if getattr(effect, "case", None) in (None, self.case.id):
                self._apply(effect)

    def _apply(self, effect: Effect) -> None:
        match effect:
            case MoveCase():
                self.history.append(effect)
                self.case.state = effect.to
                self._change(effect.changes)
            case ChangeCase():
                self._change(effect.changes)
            case WhistleTo() | MoveWhistle() | PauseWhistle() | ResumeWhistle():
                self._called(effect)
            case StartTimer() | StopTimers():
                self._clock(effect)
            case PlanSurvey() | RecordSurvey() | TryReporter() | EndTry() | DropTries():
                self._survey(effect)
            case OpenTask() | FinishTask():
                self._task(effect)
            case CallConsult() | PutDemand() | EndConsult():
                self._meeting(effect)
            case _:
                pass

    def _change(self, changes: CaseChanges) -> None:
        for name, value in changes.items():
            setattr(self.case, name, value)

    def _called(self, effect: WhistleTo | MoveWhistle | PauseWhistle | ResumeWhistle) -> None:
        match effect:
            case WhistleTo():
                self._whistle(effect)
            case MoveWhistle():
                self._move_whistle(effect)
            case _:
                self._rest_whistle(effect)

    def _whistle(self, effect: WhistleTo) -> None:
        self.whistles.append(
            Whistle(
                id=len(self.whistles) + 1,
                county_id=1,
                case_id=1,
                department_id=effect.department_id,
                role=effect.role,
                designated=effect.designated,
                whistled_at=self.now,
                report_in_due_at=effect.report_in_due_at,
            )
        )

    def _move_whistle(self, effect: MoveWhistle) -> None:
        whistle = next(w for w in self.whistles if w.id == effect.whistle_id)
        whistle.state = effect.to
        whistle.refusal_code = effect.refusal_code or whistle.refusal_code
        whistle.refusal_reason = effect.refusal_reason or whistle.refusal_reason

    def _rest_whistle(self, effect: PauseWhistle | ResumeWhistle) -> None:
        whistle = next(w for w in self.whistles if w.id == effect.whistle_id)
        if isinstance(effect, PauseWhistle):
            whistle.asked_at, whistle.told_at = self.now, None
            return
        whistle.told_at, whistle.report_in_due_at = self.now, effect.report_in_due_at

    def _clock(self, effect: StartTimer | StopTimers) -> None:
        if isinstance(effect, StartTimer):
            key = (effect.kind, effect.due_at, effect.subject or "case:1")
            if key not in self.fired:
                self.timers[key] = dict(effect.data)
            return
        stopped = [k for k in self.timers if not effect.kinds or k[0] in effect.kinds]
        for key in stopped:
            del self.timers[key]

    def _meeting(self, effect: CallConsult | PutDemand | EndConsult) -> None:
        match effect:
            case CallConsult():
                self.consult = Consult(
                    id=1,
                    county_id=1,
                    case_id=1,
                    trigger=effect.trigger,
                    department_ids=list(effect.department_ids),
                    called_at=self.now,
                    hold_at=effect.hold_at,
                    due_at=effect.due_at,
                )
                named = enumerate(effect.demands, start=1)
                self.demands = {n: _demand(n, words=d.words, case_id=d.case) for n, d in named}
            case PutDemand():
                self.demands.setdefault(effect.position, _demand(effect.position))
                for name, value in effect.values.items():
                    setattr(self.demands[effect.position], name, value)
            case EndConsult():
                self.consult = None

    def _survey(self, effect: PlanSurvey | RecordSurvey | TryReporter | EndTry | DropTries) -> None:
        if isinstance(effect, TryReporter | EndTry | DropTries):
            self._try(effect)
            return
        if isinstance(effect, RecordSurvey):
            found = next(s for s in self.surveys if s.id == effect.survey_id)
            found.state = effect.state
            if effect.state is not SurveyState.ASKED:
                self._try(EndTry(effect.survey_id, AttemptState.ANSWERED))
            return
        self.surveys.append(
            Survey(
                id=len(self.surveys) + 1,
                county_id=1,
                case_id=1,
                person_id=effect.person_id,
                round=effect.round,
                kind=effect.kind,
                state=SurveyState.PLANNED,
            )
        )

    def _try(self, effect: TryReporter | EndTry | DropTries) -> None:
        if isinstance(effect, TryReporter):
            self.tries.append(
                SurveyAttempt(
                    county_id=1,
                    case_id=1,
                    survey_id=effect.survey_id,
                    channel=effect.channel,
                    asker_id=effect.asker_id,
                    begun_at=self.now,
                )
            )
            return
        for one in self.tries:
            if one.state is AttemptState.WAITING and (
                isinstance(effect, DropTries) or one.survey_id == effect.survey_id
            ):
                one.state = AttemptState.DROPPED

    def _task(self, effect: OpenTask | FinishTask) -> None:
        key = effect.key.format(case_id=1)
        if isinstance(effect, OpenTask):
            self.tasks.add(key)
        else:
            self.tasks.discard(key)


def _demand(position: int, **given: Any) -> ConsultDemand:
    return ConsultDemand(id=position, county_id=1, consult_id=1, position=position, **given)


def _copy(row: Any) -> Any:
    return type(row)(**row.model_dump())
