"""The year's figures, counted one by one from what was written down, without any formula shared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session, select

from bot.rates import count
from bot.simulation.stories import Story, Told, stories
from handlers.lifecycle.transitions import AT_WORK
from handlers.survey.records import Month, month_of
from handlers.survey.shares import RateName
from handlers.survey.tallies import COUNTED
from handlers.texts import render
from storage.charts import NAMES, Days, Scope, sums_by_day
from storage.clock import local
from storage.codes import CaseState, Move, SurveyState
from storage.regions import get_county
from storage.tables.case import CaseEvent
from storage.tables.survey import Survey

T = TypeVar("T")


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

_LEFT = frozenset(
    {
        CaseState.GUIDED,
        CaseState.MERGED,
        CaseState.FALSE_ALARM,
        CaseState.WITHDRAWN,
        CaseState.HANDED_OFF,
    }
)  # 3e: not counted as handled
_SILENT = (SurveyState.UNANSWERED, SurveyState.DECLINED)
_WORTH = {1: 1.0, 2: 0.5, 3: 0.0}

Counted = Mapping[RateName, tuple[int, float]]  # n, and how much was reached


def disagreements(session: Session, since: datetime, now: datetime) -> tuple[int, list[str]]:
    """How many figures were compared, and where the product's differ from the history's."""
    told = stories(session)
    compared, wrong = 0, []
    month = month_of(since.date())
    while month.begins_at < now:
        by_hand = _count(told, month.until(now))
        rates = count(session, month, now)[0].report.rates
        kept = _kept(session, month)
        for name, found in by_hand.items():
            shown = {(rates[name].n, rates[name].numerator)}
            if name in COUNTED:
                shown.add((int(kept[f"{name.value}_n"]), kept[name.value]))
            compared += 1
            if shown != {found}:
                label = render(f"rate.{name.value}")
                wrong.append(f"{month.begins_at:%Y-%m} {label}：算出{shown}，逐件数是{found}")
        month = month_of(month.ends_at.date())
    return compared, wrong


def _kept(session: Session, month: Month) -> Mapping[str, float]:
    """The same figures as the charts have them: kept day by day."""
    last = local(month.ends_at) - timedelta(days=1)
    days = Days(local(month.begins_at).date(), last.date())
    sums = sums_by_day(session, Scope(get_county(session).id or 0), days).values()
    return {name: sum(one[name] for one in sums) for name in NAMES}


def _count(told: Told, month: Month) -> Counted:
    closed = [
        one for one in told.values() if one.state is CaseState.CLOSED and month.holds(one.ended_at)
    ]
    late = [one for one in told.values() if one.state in AT_WORK and month.holds(one.due_at)]
    opened = [one for one in told.values() if month.holds(one.opened_at) and one.state not in _LEFT]
    handled = [*closed, *late]
    said = [answer for one in handled for answer in one.last_answers()]
    asked = [survey for one in handled for survey in one.asked_last()]
    owed = [one for one in handled if one.contact_due_at is not None]
    worth = [_WORTH[answer.resolved] for answer in said if answer.resolved is not None]
    return {
        RateName.REOPENED: _share(closed, lambda one: one.reopened > 0),
        RateName.RESPONSE: _share(owed, Story.is_contacted_in_time),
        RateName.SOLVED: (len(worth), sum(worth)),
        RateName.ASKED: _share(asked, lambda survey: survey.state is SurveyState.ANSWERED),
        RateName.NOT_RATED: _share(asked, lambda survey: survey.state in _SILENT),
        RateName.FINISHED: _share(opened, lambda one: one.is_answered),
        RateName.REPEATED: _share(opened, lambda one: one.is_told_again(told)),
    }


def _share(units: Sequence[T], is_reached: Callable[[T], bool]) -> tuple[int, float]:
    return len(units), float(sum(is_reached(one) for one in units))
