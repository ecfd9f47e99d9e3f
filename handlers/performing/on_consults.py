"""Effects on consults, their agenda and their delegates."""

from handlers.effects import AnswerDelegate, CallConsult, ChangeConsult, EndConsult, PutDemand
from handlers.performing.work import Work
from storage import consults
from storage.codes import ConsultState, DelegateState
from storage.tables.consult import Consult


def call_consult(work: Work, e: CallConsult) -> None:
    """The consult is called, its agenda stands, and the reporters asked are written down."""
    consult = Consult(
        county_id=work.county_id,
        case_id=work.case_id(e.case) or 0,
        trigger=e.trigger,
        department_ids=list(e.department_ids),
        called_at=work.now,
        called_by_id=work.cause.actor_id,
        hold_at=e.hold_at,
        due_at=e.due_at,
    )
    work.session.add(consult)
    work.session.flush()
    for position, demand in enumerate(e.demands, start=1):
        values = {"words": demand.words, "case_id": work.case_id(demand.case)}
        consults.put_demand(work.session, consult, position, values)
    for person_id in e.delegate_ids:
        consults.put_delegate(work.session, consult, person_id, DelegateState.ASKED, work.now)


def change_consult(work: Work, e: ChangeConsult) -> None:
    """The consult is held at another time, or with more departments."""
    consult = consults.get_consult(work.session, e.consult_id)
    consult.hold_at, consult.department_ids = e.hold_at, list(e.department_ids)
    work.session.add(consult)


def put_demand(work: Work, e: PutDemand) -> None:
    """The item stands on the agenda with these values."""
    consult = consults.get_consult(work.session, e.consult_id)
    values = dict(e.values)
    if e.case is not None:
        values["case_id"] = work.case_id(e.case)
    consults.put_demand(work.session, consult, e.position, values)


def answer_delegate(work: Work, e: AnswerDelegate) -> None:
    """The reporter's word is written down."""
    consult = consults.get_consult(work.session, e.consult_id)
    consults.put_delegate(work.session, consult, e.person_id, e.state, work.now)


def end_consult(work: Work, e: EndConsult) -> None:
    """The consult is over; who signed its minutes, and when."""
    consult = consults.get_consult(work.session, e.consult_id)
    consult.state = e.state
    if e.state is ConsultState.SIGNED:
        consult.signed_at, consult.signed_by_id = work.now, work.cause.actor_id
    work.session.add(consult)
