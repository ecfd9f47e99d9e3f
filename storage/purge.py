"""What is not kept: the words of messages that were no report (PIPL art. 19)."""

from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col

from storage import accounts, audit, kept_sheets, lookups, sending, signatures
from storage.codes import FAINT, InboxState
from storage.prepared import run
from storage.tables.case import Task
from storage.tables.message import LEFT_WORDS, InboundMessage

_KEPT = ("report",)
"""What may be a report stays until somebody has looked at it.

What adds to a report or takes it back is chat like any other when there is no case it belongs to;
the draft it may belong to settles within two hours.
"""


# Built once: building it costs several times as much as running it, again and again.
EMPTY = (
    update(InboundMessage)
    .where(
        col(InboundMessage.county_id) == bindparam("of_county"),
        col(InboundMessage.state) == InboxState.DONE,
        LEFT_WORDS,
        col(InboundMessage.handled_at) < bindparam("before"),
        col(InboundMessage.intent).not_in(_KEPT),
    )
    .values(text="", sender_name="", data={})
)


# Chatter that a person was to look at is chatter still.
LOOKED_AT = delete(Task).where(
    col(Task.county_id) == bindparam("of_county"),
    col(Task.case_id).is_(None),  # an index of few
    col(Task.key).startswith(f"{FAINT}:"),
    col(Task.created_at) < bindparam("before"),
)


def purge_chat(session: Session, county_id: int, before: datetime) -> int:
    """Messages handled before `before` that fed no case have neither words nor name: how many."""
    given = {"of_county": county_id, "before": before}
    run(session, LOOKED_AT, given)
    return run(session, EMPTY, given)


def purge_counts(session: Session, now: datetime) -> None:
    """What was counted and remembered of platforms only for a while is gone."""
    sending.purge(session, now)
    signatures.purge(session, now)
    kept_sheets.drop_expired(session, now)


def purge_doors(session: Session, now: datetime) -> None:
    """Sign-ins that ended long ago, and codes of residents that are over, are gone."""
    accounts.purge(session, now)
    audit.purge(session, now)
    lookups.purge(session, now)
