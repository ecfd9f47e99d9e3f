"""What the rates of a month are put together from: kept figures of all places and departments."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from storage.charts import NAMES, Days, Sums
from storage.tables.figure import CaseTally, DayFigure


class Owner(NamedTuple):
    """Whose figures: a department's, or with department 0 a township's."""

    department_id: int
    township_id: int = 0


class Middle(NamedTuple):
    """How many cases were answered, and the working hours that half of them did not exceed."""

    n: int
    hours: float


def sums_by_owner(
    session: Session, county_id: int, departments: Collection[int], days: Days
) -> dict[Owner, Sums]:
    """The figures of every township and of these departments."""
    figures = DayFigure
    owner = (col(figures.department_id), col(figures.township_id))
    query = select(*owner, *(func.sum(getattr(figures, name)) for name in NAMES)).where(
        col(figures.county_id) == county_id,
        owner[0].in_(sorted({0, *departments})),
        col(figures.day) >= days.first,
        col(figures.day) <= days.last,
        col(figures.leaf) == "",
    )
    rows = session.execute(query.group_by(*owner))
    return {Owner(*row[:2]): dict(zip(NAMES, map(float, row[2:]), strict=True)) for row in rows}


def hours_of_county(session: Session, county_id: int, days: Days) -> Middle:
    """How long all the cases took that the rates count on these days."""
    found = _middles(session, county_id, (0,), days, literal(0))
    return found.get(0, Middle(0, 0.0))


def hours_by_township(session: Session, county_id: int, days: Days) -> dict[int, Middle]:
    """How long they took, by the township they lie in."""
    return _middles(session, county_id, (0,), days, col(CaseTally.township_id))


def hours_by_department(
    session: Session, county_id: int, departments: Collection[int], days: Days
) -> dict[int, Middle]:
    """How long they took, by the department that led them."""
    return _middles(session, county_id, sorted(departments), days, col(CaseTally.department_id))


def _middles(
    session: Session,
    county_id: int,
    departments: Collection[int],
    days: Days,
    key: ColumnElement[int] | Mapped[int],
) -> dict[int, Middle]:
    """Put in order by the database, so that only the middle one or two of each have to be read."""
    hours = col(CaseTally.hours)
    place = func.row_number().over(partition_by=key, order_by=hours)
    n = func.count().over(partition_by=key)
    chosen = (
        col(CaseTally.county_id) == county_id,
        col(CaseTally.department_id).in_(departments),
        col(CaseTally.day) >= days.first,
        col(CaseTally.day) <= days.last,
        hours.is_not(None),
    )
    every = select(key.label("key"), hours.label("hours"), place.label("place"), n.label("n"))
    given = every.where(*chosen).subquery()
    twice = 2 * given.c.place
    middle = select(given.c.key, given.c.n, func.avg(given.c.hours)).where(
        twice >= given.c.n, twice <= given.c.n + 2
    )
    rows = session.execute(middle.group_by(given.c.key, given.c.n))
    return {found: Middle(count, hours) for found, count, hours in rows}
