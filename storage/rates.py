"""What is counted of a month: its cases, with everything that hangs on them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlmodel import Session, col, or_, select

from storage.columns import all_alike
from storage.imported import IS_OURS
from storage.tables.case import Case, Report, Whistle
from storage.tables.person import Post
from storage.tables.survey import Survey

_AT_ONCE = 500
Row = TypeVar("Row", Whistle, Survey, Report)


class MonthRows(NamedTuple):
    """The rows of a month."""

    cases: list[Case]
    whistles: list[Whistle]
    surveys: list[Survey]
    reports: list[Report]
    staff_ids: frozenset[int]


def read_month(
    session: Session, county_id: int, begins_at: datetime, ends_at: datetime
) -> MonthRows:
    """Whatever was opened, ended, or ran out of time between these moments; of old ledgers nothing."""
    moments = (col(Case.opened_at), col(Case.closed_at), col(Case.resolve_due_at))
    inside = or_(*((at >= begins_at) & (at < ends_at) for at in moments))
    chosen = (all_alike(col(Case.county_id)) == county_id, inside, IS_OURS)
    query = select(Case).where(*chosen).order_by(col(Case.id))
    return _with_all(session, list(session.exec(query)))


def read_cases(session: Session, case_ids: Sequence[int]) -> MonthRows:
    """The same of those among these cases that did not come from an old ledger."""
    query = select(Case).where(col(Case.id).in_(case_ids), IS_OURS).order_by(col(Case.id))
    return _with_all(session, list(session.exec(query)))


def _with_all(session: Session, cases: list[Case]) -> MonthRows:
    """The cases with everything that hangs on them."""
    ids = [case.id for case in cases if case.id is not None]
    return MonthRows(
        cases,
        list(_of(session, Whistle, ids)),
        list(_of(session, Survey, ids)),
        list(_of(session, Report, ids)),
        frozenset(session.exec(select(Post.person_id)).all()),
    )


def _of(session: Session, table: type[Row], case_ids: Sequence[int]) -> Iterator[Row]:
    """In pieces, because no database takes any number of ids."""
    for start in range(0, len(case_ids), _AT_ONCE):
        piece = case_ids[start : start + _AT_ONCE]
        query = select(table).where(col(table.case_id).in_(piece)).order_by(col(table.id))
        yield from session.exec(query)
