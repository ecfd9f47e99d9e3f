"""Visits: found by their case, or by the resident whom the time was told."""

from sqlmodel import Session, col, select

from storage.codes import VisitState
from storage.errors import NotFoundError
from storage.tables.visit import Visit


def put(session: Session, visit: Visit) -> Visit:
    """The visit is planned; one that was planned before for the case gives way."""
    before = find_planned(session, visit.case_id)
    if before is not None:
        before.state = VisitState.CANCELLED
        session.add(before)
    session.add(visit)
    session.flush()
    return visit


def find_planned(session: Session, case_id: int) -> Visit | None:
    """The visit that is planned for a case."""
    return session.exec(
        select(Visit)
        .where(col(Visit.case_id) == case_id, col(Visit.state) == VisitState.PLANNED)
        .order_by(col(Visit.id).desc())
        .limit(1)
    ).first()


def list_of_case(session: Session, case_id: int) -> list[Visit]:
    """The visits of a case, the oldest first."""
    about = col(Visit.case_id) == case_id
    return list(session.exec(select(Visit).where(about).order_by(col(Visit.id))))


def find_told(session: Session, person_id: int) -> Visit | None:
    """The planned visit whose time this resident was told, the newest first."""
    return session.exec(
        select(Visit)
        .where(col(Visit.reporter_id) == person_id, col(Visit.state) == VisitState.PLANNED)
        .order_by(col(Visit.id).desc())
        .limit(1)
    ).first()


def get_visit(session: Session, visit_id: int) -> Visit:
    """The visit, locked until the transaction ends; raises NotFoundError."""
    found = session.get(Visit, visit_id, with_for_update=True)
    if found is None:
        raise NotFoundError(f"visit {visit_id}")
    return found
