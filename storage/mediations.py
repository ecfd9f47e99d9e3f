"""Mediations: opened once at a time for a case, found by case or by the side that was asked."""

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from storage.codes import Confirmation, MediationState
from storage.errors import NotFoundError
from storage.tables.mediation import Mediation

_is_unconfirmed = and_(
    col(Mediation.state) == MediationState.SETTLED,
    col(Mediation.confirmation) == Confirmation.OPEN,
)
RUNNING = (MediationState.ASKING, MediationState.READY, MediationState.SCHEDULED)


def put(session: Session, mediation: Mediation) -> Mediation | None:
    """The next attempt at this case; None while another one runs."""
    before = find_newest(session, mediation.case_id)
    if before is not None and before.state in RUNNING:
        return None
    mediation.round = before.round + 1 if before is not None else 1
    session.add(mediation)
    session.flush()
    return mediation


def find_newest(session: Session, case_id: int) -> Mediation | None:
    """The latest attempt at this case."""
    return session.exec(
        select(Mediation)
        .where(col(Mediation.case_id) == case_id)
        .order_by(col(Mediation.round).desc())
        .limit(1)
    ).first()


def find_asked(session: Session, person_id: int) -> Mediation | None:
    """The attempt in which this person is a side and may still say something, the newest first."""
    return session.exec(
        select(Mediation)
        .where(
            col(Mediation.reporter_id) == person_id,
            or_(col(Mediation.state).in_(RUNNING), _is_unconfirmed),
        )
        .order_by(col(Mediation.id).desc())
        .limit(1)
    ).first()


def get_mediation(session: Session, mediation_id: int) -> Mediation:
    """The mediation, locked until the transaction ends; raises NotFoundError."""
    found = session.get(Mediation, mediation_id, with_for_update=True)
    if found is None:
        raise NotFoundError(f"mediation {mediation_id}")
    return found
