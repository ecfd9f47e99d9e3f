"""Effects on visits to a case."""

from handlers.effects import MoveVisit, PlanVisit
from handlers.performing.work import Work
from storage import visits
from storage.codes import VisitState
from storage.tables.visit import Visit


def plan_visit(work: Work, e: PlanVisit) -> None:
    """The visit is planned or, when its note is there already, done."""
    is_done = bool(e.done_note)
    visits.put(
        work.session,
        Visit(
            county_id=work.county_id,
            case_id=work.case(e.case_id).id or 0,
            kind=e.kind,
            state=VisitState.DONE if is_done else VisitState.PLANNED,
            visitor_id=e.visitor_id,
            reporter_id=e.reporter_id,
            planned_at=work.now,
            at=e.at,
            done_at=work.now if is_done else None,
            note=e.done_note,
        ),
    )


def move_visit(work: Work, e: MoveVisit) -> None:
    """The visit stands in its new state."""
    visit = visits.get_visit(work.session, e.visit_id)
    visit.state = e.to
    for name, value in e.changes.items():
        setattr(visit, name, value)
    work.session.add(visit)
