"""Consults with their agenda and delegates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from storage.codes import ConsultState, DelegateState
from storage.errors import NotFoundError
from storage.tables.case import Case
from storage.tables.consult import Consult, ConsultDelegate, ConsultDemand


class ConsultRows(NamedTuple):
    """One consult with what hangs on it, first item and first asked first."""

    consult: Consult
    demands: tuple[ConsultDemand, ...]
    delegates: tuple[ConsultDelegate, ...]


def called_for(session: Session, case_ids: Sequence[int]) -> dict[int, ConsultRows]:
    """The consult that is called and not yet signed, of each of these cases."""
    called = session.exec(
        select(Consult)
        .where(col(Consult.case_id).in_(case_ids), col(Consult.state) == ConsultState.CALLED)
        .order_by(col(Consult.id))
    ).all()
    return {consult.case_id: _whole(session, consult) for consult in called}


def list_of_case(session: Session, case_id: int) -> list[ConsultRows]:
    """Every consult about a case, the first first."""
    rows = session.exec(select(Consult).where(Consult.case_id == case_id).order_by(col(Consult.id)))
    return [_whole(session, consult) for consult in rows.all()]


class CalledAbout(NamedTuple):
    """A consult with what hangs on it, and the case it is about."""

    rows: ConsultRows
    case: Case


def list_by_state(
    session: Session, county_id: int, state: ConsultState, most: int
) -> list[CalledAbout]:
    """The county's consults in this state: of what is called the next first, else the newest."""
    is_called = state is ConsultState.CALLED
    order = col(Consult.hold_at) if is_called else col(Consult.hold_at).desc()
    rows = session.exec(
        select(Consult, Case)
        .join(Case, col(Case.id) == col(Consult.case_id))
        .where(col(Consult.county_id) == county_id, col(Consult.state) == state)
        .order_by(order, col(Consult.id))
        .limit(most)
    ).all()
    whole = _all_whole(session, [consult for consult, _ in rows])
    return [CalledAbout(whole[consult.id or 0], case) for consult, case in rows]


def get_consult(session: Session, consult_id: int) -> Consult:
    """The consult, locked until the transaction ends; raises NotFoundError."""
    consult = session.get(Consult, consult_id, with_for_update=True)
    if consult is None:
        raise NotFoundError(f"consult {consult_id}")
    return consult


def put_demand(
    session: Session, consult: Consult, position: int, values: Mapping[str, object]
) -> None:
    """The item of the agenda carries these values; it is added when there was none."""
    demand = session.exec(
        select(ConsultDemand).where(
            ConsultDemand.consult_id == consult.id, ConsultDemand.position == position
        )
    ).first()
    if demand is None:
        demand = ConsultDemand(
            county_id=consult.county_id, consult_id=consult.id or 0, position=position
        )
    for name, value in values.items():
        setattr(demand, name, value)
    session.add(demand)


def put_delegate(
    session: Session, consult: Consult, person_id: int, state: DelegateState, now: datetime
) -> None:
    """The reporter was asked, or has answered."""
    delegate = session.exec(
        select(ConsultDelegate).where(
            ConsultDelegate.consult_id == consult.id, ConsultDelegate.person_id == person_id
        )
    ).first()
    if delegate is None:
        delegate = ConsultDelegate(
            county_id=consult.county_id, consult_id=consult.id or 0, person_id=person_id
        )
    delegate.state = state
    if state is not DelegateState.ASKED:
        delegate.answered_at = now
    session.add(delegate)


def _all_whole(session: Session, found: Sequence[Consult]) -> dict[int, ConsultRows]:
    ids = [one.id for one in found]
    demands = session.exec(
        select(ConsultDemand)
        .where(col(ConsultDemand.consult_id).in_(ids))
        .order_by(col(ConsultDemand.position))
    ).all()
    delegates = session.exec(
        select(ConsultDelegate)
        .where(col(ConsultDelegate.consult_id).in_(ids))
        .order_by(col(ConsultDelegate.id))
    ).all()
    return {
        one.id or 0: ConsultRows(
            one,
            tuple(d for d in demands if d.consult_id == one.id),
            tuple(d for d in delegates if d.consult_id == one.id),
        )
        for one in found
    }


def _whole(session: Session, consult: Consult) -> ConsultRows:
    demands = session.exec(
        select(ConsultDemand)
        .where(ConsultDemand.consult_id == consult.id)
        .order_by(col(ConsultDemand.position))
    ).all()
    delegates = session.exec(
        select(ConsultDelegate)
        .where(ConsultDelegate.consult_id == consult.id)
        .order_by(col(ConsultDelegate.id))
    ).all()
    return ConsultRows(consult, tuple(demands), tuple(delegates))
