"""Counts kept as rows: which cases are to be counted anew, and what they add to their days.

A day's figures always equal the sum of its cases' tallies: both change in one transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Executable, Table, bindparam, delete, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from storage.columns import all_alike
from storage.prepared import run_each
from storage.queue import IS_OPEN
from storage.rows import dialect_of, insert_into
from storage.tables.case import Case
from storage.tables.figure import CaseTally, DayFigure, Figures, Tallied, ToTally

CASE: Table = SQLModel.metadata.tables["case"]
TALLY: Table = SQLModel.metadata.tables["case_tally"]
DAY: Table = SQLModel.metadata.tables["day_figure"]
TO_TALLY: Table = SQLModel.metadata.tables["to_tally"]
NAMES = tuple(Figures.model_fields)

_MARK = TO_TALLY.insert().values(county_id=bindparam("county_id"), case_id=bindparam("case_id"))

Row = Mapping[str, object]
_Key = tuple[object, ...]


class Waiting(NamedTuple):
    """Cases to be counted now, and whether there may be more."""

    case_ids: frozenset[int]
    is_more: bool


def mark(session: Session, county_id: int, case_ids: Iterable[int]) -> None:
    """These cases have changed and will be counted anew."""
    rows = [{"county_id": county_id, "case_id": one} for one in sorted(set(case_ids))]
    run_each(session, _MARK, rows)


def take(session: Session, county_id: int, now: datetime, most: int) -> Waiting | None:
    """The next cases to count: changed, run out of time meanwhile, or never counted yet.

    They are the caller's until the commit; None when somebody else is counting.
    """
    at = _lock(session, county_id, now)
    if at is None:
        return None
    changed = _changed(session, county_id, most)
    late = _run_out(session, at, now, most)
    new = _uncounted(session, at, most)
    at.until = late[-1][1] if len(late) == most else now
    at.case_id = max(new, default=at.case_id)
    session.add(at)
    is_more = most in (len(changed), len(late), len(new))
    return Waiting(frozenset([*changed, *(one for one, _ in late), *new]), is_more)


def put(session: Session, case_ids: Sequence[int], rows: Sequence[Row]) -> int:
    """The cases add exactly this to their days, whatever they added before: how many changed."""
    before = _read(session, case_ids)
    now = _by_case(rows)
    changed = [one for one in case_ids if before[one] != now[one]]
    if changed:
        gone = [row for one in changed for row in before[one].values()]
        come = [row for one in changed for row in now[one].values()]
        session.execute(delete(CaseTally).where(col(CaseTally.case_id).in_(changed)))
        if come:
            session.execute(insert(TALLY), [dict(row) for row in come])
        _add_up(session, [*_parts(gone, -1), *_parts(come, 1)])
    return len(changed)


def forget(session: Session, county_id: int) -> None:
    """Nothing is counted any more; all of it will be counted anew."""
    for table in (CaseTally, DayFigure, ToTally, Tallied):
        session.execute(delete(table).where(col(table.county_id) == county_id))


def count_uncounted(session: Session, county_id: int) -> int:
    """How many cases were never counted yet, as after an update of the program."""
    at = session.get(Tallied, county_id)
    newest = session.exec(select(func.max(Case.id))).one() or 0
    return max(0, newest - (at.case_id if at is not None else 0))


# ---- which cases


def _lock(session: Session, county_id: int, now: datetime) -> Tallied | None:
    own = col(Tallied.county_id) == county_id
    if session.exec(select(Tallied.county_id).where(own)).first() is None:
        row = {"county_id": county_id, "case_id": 0, "until": now}
        table = SQLModel.metadata.tables["tallied"]
        session.execute(insert_into(dialect_of(session), table).on_conflict_do_nothing(), row)
    return session.exec(select(Tallied).where(own).with_for_update(skip_locked=True)).first()


def _changed(session: Session, county_id: int, most: int) -> list[int]:
    own = col(ToTally.county_id) == county_id
    rows = list(session.exec(select(ToTally).where(own).order_by(col(ToTally.id)).limit(most)))
    session.execute(delete(ToTally).where(col(ToTally.id).in_([row.id for row in rows])))
    return [row.case_id for row in rows]


def _run_out(session: Session, at: Tallied, now: datetime, most: int) -> list[tuple[int, datetime]]:
    due = col(Case.resolve_due_at)
    own = (all_alike(col(Case.county_id)) == at.county_id, IS_OPEN, due > at.until, due <= now)
    query = select_columns(CASE.c.id, CASE.c.resolve_due_at).where(*own)
    rows = session.execute(query.order_by(due, col(Case.id)).limit(most))
    return [(case_id, moment) for case_id, moment in rows]


def _uncounted(session: Session, at: Tallied, most: int) -> list[int]:
    new = (col(Case.id) > at.case_id, all_alike(col(Case.county_id)) == at.county_id)
    query = select(Case.id).where(*new).order_by(col(Case.id)).limit(most)
    return [one for one in session.exec(query) if one is not None]


# ---- what they add


def _read(session: Session, case_ids: Sequence[int]) -> defaultdict[int, dict[_Key, Row]]:
    found = session.execute(TALLY.select().where(TALLY.c.case_id.in_(case_ids)))
    return _by_case([dict(row) for row in found.mappings()])


def _by_case(rows: Iterable[Row]) -> defaultdict[int, dict[_Key, Row]]:
    found: defaultdict[int, dict[_Key, Row]] = defaultdict(dict)
    for row in rows:
        found[int(str(row["case_id"]))][row["department_id"], row["day"]] = row
    return found


def _parts(rows: Iterable[Row], sign: int) -> Iterator[tuple[_Key, list[float]]]:
    """The figures of a day that a tally belongs to, and what it adds to them."""
    for row in rows:
        figures = [sign * float(str(row[name])) for name in NAMES]
        department_id = row["department_id"]
        township_id = 0 if department_id else row["township_id"]
        key = (row["county_id"], row["day"], department_id, township_id)
        yield (*key, ""), figures
        if not row["is_confidential"]:
            yield (*key, row["leaf"]), figures


def _add_up(session: Session, parts: Iterable[tuple[_Key, list[float]]]) -> None:
    sums: defaultdict[_Key, list[float]] = defaultdict(lambda: [0.0] * len(NAMES))
    for key, figures in parts:
        sums[key] = [a + b for a, b in zip(sums[key], figures, strict=True)]
    names = ("county_id", "day", "department_id", "township_id", "leaf")
    rows = [
        dict(zip((*names, *NAMES), (*key, *figures), strict=True))
        for key, figures in sorted(sums.items())
        if any(figures)
    ]
    if rows:
        session.execute(_added(dialect_of(session)), rows)


@cache
def _added(dialect: str) -> Executable:
    statement = insert_into(dialect, DAY)
    return statement.on_conflict_do_update(
        index_elements=["county_id", "day", "department_id", "township_id", "leaf"],
        set_={name: DAY.c[name] + statement.excluded[name] for name in NAMES},
    )
