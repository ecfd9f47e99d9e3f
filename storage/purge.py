"""What is not kept: the words of messages that were no report (PIPL art. 19)."""

from datetime import datetime

from sqlalchemy import or_, update
from sqlmodel import Session, col

from storage.codes import InboxState
from storage.tables.message import InboundMessage

_KEPT = ("report", "supplement", "merge_plus1", "retract")
"""Intents whose words may still become part of a case."""


def purge_chat(session: Session, county_id: int, before: datetime) -> int:
    """Messages handled before `before` that fed no case have neither words nor name: how many."""
    message = InboundMessage
    emptied = session.connection().execute(
        update(message)
        .where(
            col(message.county_id) == county_id,
            col(message.state) == InboxState.DONE,
            col(message.case_id).is_(None),
            col(message.handled_at) < before,
            col(message.intent).not_in(_KEPT),
            or_(col(message.text) != "", col(message.sender_name) != ""),
        )
        .values(text="", sender_name="", data={})
    )
    return emptied.rowcount
