"""What a chart asks of the kept figures: sums by day, leaf and township, and the cases behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session, col

from storage.reach import Reach, within
from storage.tables.case import Case
from storage.tables.figure import CaseTally, DayFigure, Figures

NAMES = tuple(Figures.model_fields)
Sums = dict[str, float]


@dataclass(frozen=True)
class Scope:
    """Whose figures: the county's, a township's, a department's, or those of smaller places."""

    county_id: int
    department_id: int = 0
    township_id: int | None = None
    region_ids: frozenset[int] | None = None


@dataclass(frozen=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Behind:
    """Which cases of a figure: all that were counted, those that reached it, or those that did not."""

    scope: Scope
    days: Days
    figure: str
    which: str = "all"  # all, reached, missed
    leaf: str = ""


@dataclass(frozen=True)
class After:
    """Behind which case of the list a page begins."""

    day: date
    case_id: int


def sums_by_day(session: Session, scope: Scope, days: Days) -> dict[date, Sums]:
    """The figures of every day on which anything was counted."""
    return dict(_sums(session, scope, days, "day"))


def sums_by_leaf(session: Session, scope: Scope, days: Days) -> dict[str, Sums]:
    """The figures of every leaf, without what is confidential."""
    return dict(_sums(session, scope, days, "leaf"))


def sums_by_township(session: Session, scope: Scope, days: Days) -> dict[int, Sums]:
    """The figures of every township of the county (0: known no closer than the county)."""
    return dict(_sums(session, scope, days, "township_id"))


def list_cases(
    session: Session, reach: Reach, behind: Behind, after: After | None, most: int
) -> list[tuple[date, Case]]:
    """The cases within reach that make up a figure, the latest day first."""
    day, case_id = col(CaseTally.day), col(CaseTally.case_id)
    place, days = _place(CaseTally, behind.scope), _between(CaseTally, behind.days)
    chosen = [*place, *days, *_counted(behind)]
    if after is not None:
        chosen.append(day <= after.day)
        chosen.append(or_(day < after.day, and_(day == after.day, case_id < after.case_id)))
    query = select(day, Case).join(Case, col(Case.id) == case_id).where(*chosen, within(reach))
    rows = session.execute(query.order_by(day.desc(), case_id.desc()).limit(most))
    return [(on, case) for on, case in rows]


def _sums(session: Session, scope: Scope, days: Days, by: str) -> Iterator[tuple[Any, Sums]]:
    """Of small places there are few cases: their tallies are added up as they are."""
    table = DayFigure if scope.region_ids is None else CaseTally
    key: ColumnElement[object] = getattr(table, by)
    added = [func.sum(getattr(table, name)) for name in NAMES]
    query: Select[tuple[object, ...]] = select(key, *added)
    chosen = [*_place(table, scope), *_between(table, days), *_leaves(table, by)]
    for row in session.execute(query.where(*chosen).group_by(key)):
        yield row[0], dict(zip(NAMES, map(float, row[1:]), strict=True))


def _leaves(table: type[DayFigure | CaseTally], by: str) -> Iterator[ColumnElement[bool]]:
    if table is CaseTally:
        if by == "leaf":
            yield col(CaseTally.is_confidential).is_(False)
    else:
        yield col(DayFigure.leaf) != "" if by == "leaf" else col(DayFigure.leaf) == ""


def _place(table: type[DayFigure | CaseTally], scope: Scope) -> Sequence[ColumnElement[bool]]:
    own = [col(table.county_id) == scope.county_id, col(table.department_id) == scope.department_id]
    if scope.township_id is not None:
        own.append(col(table.township_id) == scope.township_id)
    if scope.region_ids is not None:
        own.append(col(CaseTally.region_id).in_(sorted(scope.region_ids)))
    return own


def _between(table: type[DayFigure | CaseTally], days: Days) -> Iterator[ColumnElement[bool]]:
    yield col(table.day) >= days.first
    yield col(table.day) <= days.last


def _counted(behind: Behind) -> Iterator[ColumnElement[bool]]:
    """A figure is a known column: anything else is refused with KeyError."""
    if behind.figure not in NAMES or f"{behind.figure}_n" not in NAMES:
        raise KeyError(behind.figure)
    counted, reached = getattr(CaseTally, f"{behind.figure}_n"), getattr(CaseTally, behind.figure)
    yield counted > 0
    if behind.which == "reached":
        yield reached > 0
    if behind.which == "missed":
        yield reached < counted
    if behind.leaf:
        yield col(CaseTally.leaf) == behind.leaf
        yield col(CaseTally.is_confidential).is_(False)
