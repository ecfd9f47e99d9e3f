"""How the cases of some regions stand: counted, and the most pressing of them by name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from storage.cases import CASE, FINAL_STATES
from storage.codes import CaseState, Colour, Urgency, WhistleState
from storage.tables.case import Case, Whistle

_OPEN = tuple(state for state in CaseState if state not in FINAL_STATES)
_ASKED = (CaseState.ANSWERED, CaseState.SURVEYING)
_AT_WORK = tuple(state for state in _OPEN if state not in _ASKED)
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


SORTS = ("open", "overdue", "red", "yellow", "urgent", "unsurveyed", "reopened", "parked")


def count(session: Session, scope: Scope, since: datetime, now: datetime) -> dict[str, int]:
    """How many cases there are of each of SORTS, and how many are new since that moment."""
    at_work = col(Case.state).in_(_AT_WORK)
    sums = (
        at_work,
        and_(at_work, col(Case.resolve_due_at) <= now, col(Case.pause).is_(None)),
        and_(at_work, col(Case.colour) == Colour.RED),
        and_(at_work, col(Case.colour) == Colour.YELLOW),
        and_(at_work, col(Case.urgency).in_(_URGENT)),
        col(Case.state).in_(_ASKED),
        and_(at_work, col(Case.reopen_count) > 0),
        col(Case.state) == CaseState.SUSPENDED,
    )
    counted = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in sums]
    row = session.execute(select(*counted).where(*_within(scope), col(Case.state).in_(_OPEN))).one()
    new = select(func.count()).where(*_within(scope), col(Case.opened_at) >= since)
    found = {name: int(number) for name, number in zip(SORTS, row, strict=True)}
    return found | {"new": session.execute(new).scalar_one()}


def list_pressing(
    session: Session, scope: Scope, most: int, now: datetime, *, late_only: bool = False
) -> list[Case]:
    """The cases at work that are overdue, red or urgent (with `late_only` not the urgent ones)."""
    pressing = [
        col(Case.resolve_due_at) <= now,
        col(Case.colour) == Colour.RED,
        col(Case.reopen_count) > 0,
    ]
    if not late_only:
        pressing.append(col(Case.urgency).in_(_URGENT))
    found = (
        select(Case)
        .where(*_within(scope), col(Case.state).in_(_AT_WORK), or_(*pressing))
        .order_by(col(Case.resolve_due_at), col(Case.id))
        .limit(most)
    )
    return list(session.scalars(found))


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
    if department_id is not None:
        running = select(col(Whistle.case_id)).where(
            col(Whistle.department_id) == department_id,
            col(Whistle.state).in_([WhistleState.WHISTLED, WhistleState.REPORTED_IN]),
        )
        theirs: ColumnElement[bool] = col(Case.id).in_(running)
    else:
        theirs = col(Case.owner_id) == person_id
    at_work = (theirs, col(Case.state).in_(_AT_WORK))
    number = session.execute(select(func.count()).select_from(CASE).where(*at_work)).scalar_one()
    first = (
        select(Case).where(*at_work).order_by(col(Case.resolve_due_at), col(Case.id)).limit(most)
    )
    return number, list(session.scalars(first))


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    if scope.is_whole:
        here = col(Case.region_id).in_(scope.region_ids)
        return [or_(here, col(Case.region_id).is_(None))]
    return [
        col(Case.region_id).in_(scope.region_ids),
        col(Case.is_confidential).is_(False),
        col(Case.leaf).not_in(scope.hidden or ()),
    ]
