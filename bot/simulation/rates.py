"""The year's figures, counted one by one from what was written down, without any formula shared."""

from dataclasses import dataclass

from sqlmodel import Session, select

from storage.codes import Move, SurveyState
from storage.tables.case import CaseEvent
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
