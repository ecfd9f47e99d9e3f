"""How each case of a simulated year went, told by its history and by what its people said alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from bot.simulation.lines import CONTACTED
from handlers.lifecycle.transitions import OPEN
from storage.codes import CaseState, Move, ReportKind, SurveyKind
from storage.tables.case import Case, CaseEvent, Report
from storage.tables.survey import Survey

_TELLING = (ReportKind.OPENED, ReportKind.JOINED, ReportKind.PLUS_ONE)


@dataclass
class Story:
    """What became of a case: where it ended and when, and what happened on the way."""

    opened_at: datetime
    state: CaseState
    due_at: datetime | None = None
    contact_due_at: datetime | None = None
    linked_id: int | None = None
    ended_at: datetime | None = None
    reopened: int = 0
    is_answered: bool = False  # since it was opened, or opened again
    first_ended_at: datetime | None = None
    contacted_at: datetime | None = None
    surveys: list[Survey] = field(default_factory=list)
    tellers: set[int] = field(default_factory=set)

    def tell(self, event: CaseEvent) -> None:
        """One more thing happened."""
        if event.move is Move.REOPEN:
            self.reopened += 1
            self.is_answered = False
        if event.to_state is CaseState.ANSWERED:
            self.is_answered = True
        if self.contacted_at is None and _is_contact(event):
            self.contacted_at = event.at
        if event.to_state in OPEN:
            self.ended_at = None
        elif self.ended_at is None:
            self.ended_at = event.at
        if self.first_ended_at is None and (self.is_answered or self.ended_at is not None):
            self.first_ended_at = event.at
        self.state = event.to_state

    def is_contacted_in_time(self) -> bool:
        """True when somebody was reached, or was on the spot, by the moment promised."""
        due, at = self.contact_due_at, self.contacted_at
        return due is not None and at is not None and at <= due

    def last_answers(self) -> list[Survey]:
        """What each reporter said last."""
        last: dict[int, Survey] = {}
        for one in self.surveys:
            if one.answered_at is None:
                continue
            known = last.get(one.person_id)
            if known is None or (known.answered_at, known.id) < (one.answered_at, one.id):
                last[one.person_id] = one
        return list(last.values())

    def asked_last(self) -> list[Survey]:
        """Whoever was asked how it ended, after it was answered for the last time."""
        asked = [
            one
            for one in self.surveys
            if one.asked_at is not None and one.kind is SurveyKind.RESULT
        ]
        return [one for one in asked if one.round == max(each.round for each in asked)]

    def is_told_again(self, told: "Told") -> bool:
        """True when it goes back to a case that one of its tellers had told and that had ended."""
        before = told.get(self.linked_id or 0)
        if before is None or before.first_ended_at is None:
            return False
        return bool(self.tellers & before.tellers) and before.first_ended_at <= self.opened_at


Told = Mapping[int, Story]


def stories(session: Session) -> Told:
    """Every case's story; clocks are taken from the case, all else from what was written down."""
    found: dict[int, Story] = {}
    events = select(CaseEvent).order_by(col(CaseEvent.case_id), col(CaseEvent.position))
    for event in session.exec(events):
        found.setdefault(event.case_id, Story(event.at, event.to_state)).tell(event)
    for case in session.exec(select(Case)):
        if (story := found.get(case.id or 0)) is not None:
            story.due_at, story.contact_due_at = case.resolve_due_at, case.contact_due_at
            story.linked_id = case.linked_id
    for survey in session.exec(select(Survey).order_by(col(Survey.id))):
        found[survey.case_id].surveys.append(survey)
    for report in session.exec(select(Report).where(col(Report.kind).in_(_TELLING))):
        found[report.case_id].tellers.add(report.person_id)
    return found


def _is_contact(event: CaseEvent) -> bool:
    """True for a result, and for words of the simulation's that tell of people reached or the spot."""
    is_said = any(words in event.note for words in CONTACTED)
    return event.to_state is CaseState.ANSWERED or is_said
