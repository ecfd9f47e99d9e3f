"""The year's figures, counted one by one from what was written down, without any formula shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.rates import count
from handlers.lifecycle.transitions import AT_WORK, OPEN
from handlers.survey.rates import RateName
from handlers.survey.records import Month, month_of
from handlers.texts import render
from storage.codes import CaseState, Move, SurveyState
from storage.tables.case import Case, CaseEvent
from storage.tables.survey import Survey


@dataclass(frozen=True)
class Figures:
    """How many were asked, answered, solved and content; how often work was begun again."""

    asked: int
    answered: int
    solved: int
    partly: int
    unsolved: int
    rated: int
    content: int
    reopened: int
    closed: int


def figures(session: Session) -> Figures:
    """Every survey and every event is looked at once."""
    surveys = session.exec(select(Survey)).all()
    answered = [s for s in surveys if s.state is SurveyState.ANSWERED]
    moves = list(session.exec(select(CaseEvent.move)))
    rated = [s.satisfaction for s in answered if s.satisfaction is not None]
    return Figures(
        asked=sum(s.asked_at is not None for s in surveys),
        answered=len(answered),
        solved=sum(s.resolved == 1 for s in answered),
        partly=sum(s.resolved == 2 for s in answered),
        unsolved=sum(s.resolved == 3 for s in answered),
        rated=len(rated),
        content=sum(stars >= 4 for stars in rated),
        reopened=moves.count(Move.REOPEN),
        closed=moves.count(Move.CLOSE),
    )


# ---- beside the product's own rates


@dataclass
class Story:
    """How a case went, by its history alone: where it ended, when, and how often it was reopened."""

    state: CaseState
    ended_at: datetime | None = None
    reopened: int = 0

    def tell(self, event: CaseEvent) -> None:
        """One more thing happened."""
        self.reopened += event.move is Move.REOPEN
        if event.to_state in OPEN:
            self.ended_at = None
        elif self.ended_at is None:
            self.ended_at = event.at
        self.state = event.to_state


Counted = Mapping[RateName, tuple[int, float]]  # n, and how much was reached


def disagreements(session: Session, since: datetime, now: datetime) -> tuple[int, list[str]]:
    """How many figures were compared, and where the product's differ from the history's."""
    stories, answers = _stories(session), _answers(session)
    dues = {case.id: case.resolve_due_at for case in session.exec(select(Case))}
    compared, wrong = 0, []
    month = month_of(since.date())
    while month.begins_at < now:
        by_hand = _count(stories, answers, dues, month)
        rates = count(session, month)[0].report.rates
        for name, found in by_hand.items():
            compared += 1
            told = (rates[name].n, rates[name].numerator)
            if told != found:
                label = render(f"rate.{name.value}")
                wrong.append(f"{month.begins_at:%Y-%m} {label}：算出{told}，逐件数是{found}")
        month = month_of(month.ends_at.date())
    return compared, wrong


def _stories(session: Session) -> dict[int, Story]:
    found: dict[int, Story] = {}
    events = select(CaseEvent).order_by(col(CaseEvent.case_id), col(CaseEvent.position))
    for event in session.exec(events):
        found.setdefault(event.case_id, Story(event.to_state)).tell(event)
    return found


def _answers(session: Session) -> dict[int, list[Survey]]:
    """The last answer of each reporter of each case."""
    last: dict[tuple[int, int], Survey] = {}
    answered = select(Survey).where(col(Survey.answered_at).is_not(None))
    for one in session.exec(answered.order_by(col(Survey.answered_at), col(Survey.id))):
        last[one.case_id, one.person_id] = one
    found: dict[int, list[Survey]] = {}
    for (case_id, _), one in last.items():
        found.setdefault(case_id, []).append(one)
    return found


def _count(
    stories: Mapping[int, Story],
    answers: Mapping[int, Sequence[Survey]],
    dues: Mapping[int | None, datetime | None],
    month: Month,
) -> Counted:
    closed = [
        case_id
        for case_id, story in stories.items()
        if story.state is CaseState.CLOSED and month.holds(story.ended_at)
    ]
    late = [
        case_id
        for case_id, story in stories.items()
        if story.state in AT_WORK and month.holds(dues[case_id])
    ]
    said = [one for case_id in (*closed, *late) for one in answers.get(case_id, ())]
    solved = [{1: 1.0, 2: 0.5, 3: 0.0}[one.resolved] for one in said if one.resolved is not None]
    again = sum(stories[case_id].reopened > 0 for case_id in closed)
    return {
        RateName.REOPENED: (len(closed), float(again)),
        RateName.SOLVED: (len(solved), sum(solved)),
    }
