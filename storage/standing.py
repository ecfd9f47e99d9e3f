"""How the cases of some regions stand: counted, and the most pressing of them by name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, or_, select
from sqlmodel import Session, col

from storage.cases import CASE
from storage.codes import ANSWERED_STATES, FINAL_STATES, CaseState, Colour, Urgency, WhistleState
from storage.prepared import read_all, read_rows
from storage.tables.case import Case, Whistle

_OPEN = tuple(state for state in CaseState if state not in FINAL_STATES)
_AT_WORK = tuple(state for state in _OPEN if state not in ANSWERED_STATES)
_URGENT = (Urgency.U0, Urgency.U1)


@dataclass(frozen=True)
class Scope:
    """Which cases are meant: those of these regions, and perhaps those of no known region.

    `hidden` are the leaves that only few may know of; None where the reader may know of all.
    """

    region_ids: Collection[int]
    hidden: Collection[str] | None = ()

    @property
    def is_whole(self) -> bool:
        """True when the reader answers for the whole county."""
        return self.hidden is None

    @property
    def given(self) -> dict[str, Collection[object]]:
        """What the statements about this scope are to be given."""
        if self.hidden is None:
            return {"region_ids": self.region_ids}
        return {"region_ids": self.region_ids, "hidden": self.hidden}


SORTS = ("open", "overdue", "red", "yellow", "urgent", "unsurveyed", "reopened", "parked")


def count(session: Session, scope: Scope, since: datetime, now: datetime) -> dict[str, int]:
    """How many cases there are of each of SORTS, and how many are new since that moment."""
    stand, opened = _COUNTS[scope.is_whole]
    [row] = read_rows(session, stand, {**scope.given, "now": now})
    [(new,)] = read_rows(session, opened, {**scope.given, "since": since})
    return {name: int(number) for name, number in zip(SORTS, row, strict=True)} | {"new": new}


def list_pressing(
    session: Session, scope: Scope, most: int, now: datetime, *, late_only: bool = False
) -> list[Case]:
    """The cases at work that are overdue, red or urgent (with `late_only` not the urgent ones)."""
    statement = _PRESSING[scope.is_whole, late_only]
    return read_all(session, Case, statement, {**scope.given, "now": now, "most": most})


def list_owners(session: Session) -> list[int]:
    """Everyone who owns a case at work."""
    owners = select(col(Case.owner_id)).where(
        col(Case.owner_id).is_not(None), col(Case.state).in_(_AT_WORK)
    )
    return sorted(one for one in session.scalars(owners.distinct()) if one is not None)


def list_whistled(session: Session) -> list[int]:
    """Every department that was whistled and has not finished."""
    running = (WhistleState.WHISTLED, WhistleState.REPORTED_IN, WhistleState.REFUSAL_PENDING)
    found = select(col(Whistle.department_id)).where(col(Whistle.state).in_(running)).distinct()
    return sorted(session.scalars(found))


def list_owed(
    session: Session, person_id: int | None, department_id: int | None, most: int
) -> tuple[int, Sequence[Case]]:
    """How many cases at work these owe a step, and those of them that are due first."""
    count_of, first = _OWED[department_id is not None]
    given = {"owing": person_id if department_id is None else department_id}
    [(number,)] = read_rows(session, count_of, given)
    return number, read_all(session, Case, first, {**given, "most": most})


# Statements are built once: building one costs several times as much as running it.


def _within(*, is_whole: bool) -> list[ColumnElement[bool]]:
    here = col(Case.region_id).in_(bindparam("region_ids", expanding=True))
    if is_whole:
        return [or_(here, col(Case.region_id).is_(None))]
    is_told = col(Case.leaf).not_in(bindparam("hidden", expanding=True))
    return [here, col(Case.is_confidential).is_(False), is_told]


def _stand(*, is_whole: bool) -> Select[Any]:
    at_work = col(Case.state).in_(_AT_WORK)
    is_late = col(Case.resolve_due_at) <= _NOW
    sums = (
        at_work,
        and_(at_work, is_late, col(Case.pause).is_(None)),
        and_(at_work, col(Case.colour) == Colour.RED),
        and_(at_work, col(Case.colour) == Colour.YELLOW),
        and_(at_work, col(Case.urgency).in_(_URGENT)),
        col(Case.state).in_(ANSWERED_STATES),
        and_(at_work, col(Case.reopen_count) > 0),
        col(Case.state) == CaseState.SUSPENDED,
    )
    counted = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in sums]
    return select(*counted).where(*_within(is_whole=is_whole), col(Case.state).in_(_OPEN))


def _opened(*, is_whole: bool) -> Select[Any]:
    since = bindparam("since", type_=CASE.c.opened_at.type)
    return select(func.count()).where(*_within(is_whole=is_whole), col(Case.opened_at) >= since)


def _pressing(*, is_whole: bool, late_only: bool) -> Select[Any]:
    pressing = [
        col(Case.resolve_due_at) <= _NOW,
        col(Case.colour) == Colour.RED,
        col(Case.reopen_count) > 0,
    ]
    if not late_only:
        pressing.append(col(Case.urgency).in_(_URGENT))
    return (
        select(CASE)
        .where(*_within(is_whole=is_whole), col(Case.state).in_(_AT_WORK), or_(*pressing))
        .order_by(col(Case.resolve_due_at), col(Case.id))
        .limit(bindparam("most", type_=Integer))
    )


def _owed(*, is_department: bool) -> tuple[Select[Any], Select[Any]]:
    """How many cases at work somebody owes a step, and those of them that are due first."""
    owing = bindparam("owing", type_=Integer)
    theirs: ColumnElement[bool] = col(Case.owner_id) == owing
    if is_department:
        running = col(Whistle.state).in_([WhistleState.WHISTLED, WhistleState.REPORTED_IN])
        whistled = select(col(Whistle.case_id)).where(col(Whistle.department_id) == owing, running)
        theirs = col(Case.id).in_(whistled)
    at_work = (theirs, col(Case.state).in_(_AT_WORK))
    first = select(CASE).where(*at_work).order_by(col(Case.resolve_due_at), col(Case.id))
    number = select(func.count()).select_from(CASE).where(*at_work)
    return number, first.limit(bindparam("most", type_=Integer))


_NOW = bindparam("now", type_=CASE.c.resolve_due_at.type)
_EITHER = (True, False)
_COUNTS = {whole: (_stand(is_whole=whole), _opened(is_whole=whole)) for whole in _EITHER}
_PRESSING = {
    (whole, late): _pressing(is_whole=whole, late_only=late)
    for whole in _EITHER
    for late in _EITHER
}
_OWED = {is_department: _owed(is_department=is_department) for is_department in _EITHER}
