"""Reads the consults that are called, and what one that is to be called is about."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlmodel import Session

from handlers.situation import CaseView, ConsultView
from storage import cases, consults
from storage.codes import CaseState
from storage.consults import ConsultRows
from storage.tables.case import Case
from storage.tables.message import InboundMessage

Viewing = Callable[[Session, Sequence[Case]], tuple[CaseView, ...]]


def called_consults(
    session: Session, found: Sequence[Case], view: Viewing
) -> dict[int, ConsultView]:
    """The consults that are called, with the cases on their agenda; read only where one can be."""
    ids = [c.id for c in found if c.id is not None and c.state is CaseState.CONSULTING]
    called = consults.called_for(session, ids) if ids else {}
    return {
        case_id: ConsultView(
            rows.consult, rows.demands, rows.delegates, _agenda(session, rows, view)
        )
        for case_id, rows in called.items()
    }


def with_children(
    session: Session, message: InboundMessage, view: CaseView | None
) -> CaseView | None:
    """The case with the parts it was told in, where the words or a button are about a consult."""
    is_meant = "会商" in message.text or str(message.data.get("key", "")).startswith("consult_")
    if view is None or not is_meant:
        return view
    return replace(view, children=tuple(cases.children_of(session, view.id)))


def _agenda(session: Session, rows: ConsultRows, view: Viewing) -> dict[int, CaseView]:
    about = [d.case_id for d in rows.demands if d.case_id is not None]
    found = cases.list_cases(session, [one for one in about if one != rows.consult.case_id])
    return {one.id: one for one in view(session, list(found.values()))}
