"""Cards that have served their turn: what stands on them then, whoever did it and wherever."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers.dialogue.spent import Sent, instead_of_buttons
from handlers.permissions import is_hidden
from storage import cases, open_cards
from storage.tables.case import CaseEvent
from storage.tables.message import OutboundMessage

Histories = dict[int, list[CaseEvent]]


def histories_of(session: Session, rows: Sequence[OutboundMessage]) -> Histories:
    """What happened to the cases that these cards speak of."""
    about = {case_id for row in rows for case_id in Sent(row).wants}
    about |= {row.case_id for row in rows if row.case_id is not None}
    return open_cards.events_of(session, about)


def words_instead(
    session: Session, rows: Sequence[OutboundMessage], histories: Histories
) -> list[str | None]:
    """What stands instead of each card's buttons; None for one that is needed still."""
    names = _names(session, histories)
    found = []
    for row in rows:
        colleagues = open_cards.members_of(session, row.county_id, Sent(row).department)
        found.append(instead_of_buttons(Sent(row, colleagues, names), histories))
    return found


def _names(session: Session, histories: Histories) -> dict[int, str]:
    """Who did something about what is not hidden."""
    known = cases.list_cases(session, histories)
    actors = {
        event.actor_id
        for case_id, events in histories.items()
        if case_id in known and not is_hidden(known[case_id])
        for event in events
    }
    return open_cards.names_of(session, actors)
