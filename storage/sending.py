"""What platforms allow us to send, counted by all replicas: when we sent, and what was heard."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import Table, delete
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session, SQLModel, col, select

from storage.codes import MessageKind
from storage.counters import EVERYWHERE
from storage.prepared import run
from storage.rows import dialect_of, insert_into
from storage.tables.message import InboundMessage
from storage.tables.platform import SendLog

LOG: Table = SQLModel.metadata.tables["send_log"]
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def _row_there(dialect: str) -> ClauseElement:
    """The row is there and locked; what it counts stays as it is."""
    return insert_into(dialect, LOG).on_conflict_do_update(
        index_elements=[LOG.c.county_id, LOG.c.key], set_={"key": LOG.c.key}
    )


def hold_log(session: Session, key: str) -> SendLog:
    """When something was sent under `key`; nobody else counts there until the transaction ends."""
    given = {"county_id": EVERYWHERE, "key": key, "sent_at": [], "expires_at": _LONG_AGO}
    run(session, _row_there(dialect_of(session)), given)
    found = select(SendLog).where(col(SendLog.key) == key).with_for_update()
    return session.exec(found).one()


def write_log(log: SendLog, sent_at: Sequence[float], keep: timedelta) -> None:
    """These are the times that count; the row may go `keep` after the last of them."""
    log.sent_at = list(sent_at)
    log.expires_at = datetime.fromtimestamp(max(sent_at, default=0.0), UTC) + keep


def find_sent(session: Session, key: str) -> Sequence[float]:
    """When something was sent under `key`, as far as it is still counted."""
    return session.exec(select(SendLog.sent_at).where(col(SendLog.key) == key)).first() or ()


def find_last_heard(session: Session, channel: str, chat_id: str) -> InboundMessage | None:
    """The last thing that was done in this chat; taking back a message is none."""
    return session.exec(
        select(InboundMessage)
        .where(
            col(InboundMessage.channel) == channel,
            col(InboundMessage.chat_id) == chat_id,
            col(InboundMessage.kind) != MessageKind.RECALL,
        )
        .order_by(col(InboundMessage.sent_at).desc(), col(InboundMessage.id).desc())
        .limit(1)
    ).first()


def purge(session: Session, now: datetime) -> None:
    """What no limit counts any more is gone."""
    session.exec(delete(SendLog).where(col(SendLog.expires_at) < now))
