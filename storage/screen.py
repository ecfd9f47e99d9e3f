"""What the big screen asks of the cases themselves: what is open now, and what came last."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from storage.charts import Scope
from storage.codes import FINAL_STATES, CaseState, WhistleState
from storage.columns import all_alike
from storage.queue import IS_OPEN
from storage.tables.case import Case, Whistle

_AT_WORK = (WhistleState.WHISTLED, WhistleState.REPORTED_IN, WhistleState.REFUSAL_PENDING)
_LEFT = tuple(state for state in FINAL_STATES if state is not CaseState.CLOSED)


@dataclass(frozen=True)
class Standing:
    """How many are open now, how many of them are late, how many dangers nobody has taken on."""

    open: int
    overdue: int
    unconfirmed: int


def standing(
    session: Session, scope: Scope, region_ids: Collection[int] | None, now: datetime
) -> Standing:
    """How things stand at this moment in these regions, or with this department."""
    place = list(_of(scope, region_ids))
    is_late = (col(Case.resolve_due_at) < now) & col(Case.answered_at).is_(None)
    counted = select(func.count(), func.sum(case((is_late, 1), else_=0)))
    open_, late = session.execute(counted.select_from(Case).where(IS_OPEN, *place)).one()
    alarm = (col(Case.state) == CaseState.EMERGENCY, col(Case.accepted_at).is_(None))
    alarms = select(func.count()).select_from(Case).where(*alarm, *place)
    return Standing(open_, late or 0, session.execute(alarms).scalar_one())


def latest_public(
    session: Session,
    scope: Scope,
    region_ids: Collection[int] | None,
    leaves: Collection[str],
    most: int,
) -> list[tuple[str, int | None, datetime]]:
    """Leaf, region and moment of the newest matters of these leaves that anybody may know of."""
    public = (
        col(Case.is_private).is_(False),
        col(Case.is_confidential).is_(False),
        col(Case.leaf).in_(sorted(leaves)),
        col(Case.state).not_in(_LEFT),
    )
    query = select(col(Case.leaf), col(Case.region_id), col(Case.opened_at))
    chosen = query.where(*_of(scope, region_ids), *public).order_by(col(Case.id).desc())
    return [(leaf, region_id, at) for leaf, region_id, at in session.execute(chosen.limit(most))]


def _of(scope: Scope, region_ids: Collection[int] | None) -> Iterator[ColumnElement[bool]]:
    yield all_alike(col(Case.county_id)) == scope.county_id
    if region_ids is not None:
        yield col(Case.region_id).in_(sorted(region_ids))
    if scope.department_id:
        whistled = select(col(Whistle.case_id)).where(
            col(Whistle.department_id) == scope.department_id, col(Whistle.state).in_(_AT_WORK)
        )
        yield col(Case.id).in_(whistled)
