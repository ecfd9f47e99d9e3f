"""What the map shows: counted by region, never case by case; the points of a small place."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func
from sqlmodel import Session, col, select

from storage.codes import SurveyKind, SurveyState
from storage.queue import IS_OPEN
from storage.reach import Reach, within
from storage.tables.case import Case
from storage.tables.survey import Survey

_CONTENT = 4  # stars, as the rates have it


class OpenCases(NamedTuple):
    """How many cases of a region are open, and how many of these are overdue."""

    open: int
    overdue: int


class Answers(NamedTuple):
    """How many reporters of a region said how content they are, and how many are content."""

    given: int
    content: int


class Spotted(NamedTuple):
    """An open case that may be drawn where it is."""

    number: int
    title: str
    longitude: float
    latitude: float
    is_overdue: bool


def count_open(session: Session, reach: Reach, now: datetime) -> dict[int | None, OpenCases]:
    """The open cases within reach, by region; overdue as the queue has it."""
    due, answered = col(Case.resolve_due_at), col(Case.answered_at)
    late = func.sum(case((and_(due < now, answered.is_(None)), 1), else_=0))
    region = col(Case.region_id)
    query = select(region, func.count(), late).where(IS_OPEN, within(reach)).group_by(region)
    return {key: OpenCases(found, int(overdue)) for key, found, overdue in session.exec(query)}


def count_answers(session: Session, county_id: int, since: datetime) -> dict[int | None, Answers]:
    """What reporters answered since then, by region. What is confidential does not count.

    It names no case and is the same for whoever looks, so that it may be remembered for a while.
    """
    # Gathered first, so that only cases from the oldest of these on are walked through: answers
    # of a quarter are about cases of little more than a quarter, which no planner knows.
    recent = (
        select(col(Survey.case_id), col(Survey.satisfaction))
        .where(
            col(Survey.county_id) == county_id,
            col(Survey.answered_at) >= since,
            col(Survey.state) == SurveyState.ANSWERED,
            col(Survey.kind) == SurveyKind.RESULT,
            col(Survey.satisfaction).is_not(None),
        )
        .cte("recent")
        .prefix_with("MATERIALIZED")
    )
    region, content = col(Case.region_id), case((recent.c.satisfaction >= _CONTENT, 1), else_=0)
    query = (
        select(region, func.count(), func.sum(content))
        .join_from(recent, Case, col(Case.id) == recent.c.case_id)
        .where(
            col(Case.is_confidential).is_(False),
            col(Case.id) >= select(func.min(recent.c.case_id)).scalar_subquery(),
        )
        .group_by(region)
    )
    return {key: Answers(found, int(happy)) for key, found, happy in session.exec(query)}


def list_spotted(
    session: Session, reach: Reach, region_ids: Collection[int], now: datetime, most: int
) -> list[Spotted]:
    """The open cases of these regions whose point is known, the newest first.

    What was told in confidence has no point on a map, whoever looks.
    """
    query = (
        select(Case)
        .where(
            IS_OPEN,
            within(reach),
            col(Case.region_id).in_(sorted(region_ids)),
            col(Case.longitude).is_not(None),
            col(Case.is_private).is_(False),
            col(Case.is_confidential).is_(False),
            col(Case.leaf).not_in(sorted(reach.circled)),
        )
        .order_by(col(Case.id).desc())
        .limit(most)
    )
    return [_spotted(row, now) for row in session.exec(query)]


def _spotted(row: Case, now: datetime) -> Spotted:
    due = row.resolve_due_at
    is_overdue = due is not None and due < now and row.answered_at is None
    return Spotted(row.number, row.title, row.longitude or 0.0, row.latitude or 0.0, is_overdue)
