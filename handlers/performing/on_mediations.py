"""Effects on the mediation of a dispute."""

from handlers.effects import MoveMediation, OpenMediation
from handlers.performing.work import Work
from storage import mediations
from storage.tables.mediation import Mediation


def open_mediation(work: Work, e: OpenMediation) -> None:
    """There is an attempt at mediation, once at a time."""
    case = work.case(e.case_id)
    mediations.put(
        work.session,
        Mediation(
            county_id=work.county_id,
            case_id=case.id or 0,
            round=0,
            proposer_id=work.cause.actor_id,
            reporter_id=e.reporter_id,
            other_consent=e.other_consent,
            room=e.room,
            mediator_id=e.mediator_id,
            proposed_at=work.now,
        ),
    )


def move_mediation(work: Work, e: MoveMediation) -> None:
    """The mediation stands in its new state."""
    mediation = mediations.get_mediation(work.session, e.mediation_id)
    mediation.state = e.to
    for name, value in e.changes.items():
        setattr(mediation, name, value)
    work.session.add(mediation)
