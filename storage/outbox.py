"""The outbox: what is to be said is sent in order within each chat, and never said twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Executable, Table, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, col, func, select

from storage.codes import OutboxState
from storage.rows import dialect_of, insert_into, values
from storage.tables.message import OutboundMessage

OUTBOX: Table = SQLModel.metadata.tables["outbox"]
UNFINISHED = (OutboxState.WAITING, OutboxState.SENDING)


@cache
def _insert(dialect: str) -> Executable:
    statement = insert_into(dialect, OUTBOX).on_conflict_do_nothing(index_elements=[OUTBOX.c.key])
    return statement.returning(OUTBOX.c.id)


def put(session: Session, row: OutboundMessage) -> int | None:
    """The message waits to be sent: its id, or None when one of the same key was put before."""
    statement = _insert(dialect_of(session))
    found: int | None = session.connection().execute(statement, values(OUTBOX, row)).scalar()
    return found


def claim(
    session: Session, now: datetime, limit: int, lease: timedelta
) -> list[tuple[OutboundMessage, bool]]:
    """Messages to send now, at most one of each chat, each held for `lease`.

    The second value is true when somebody claimed the row before and never told what became of
    it: it may have been sent. Urgent messages come first and overtake what has not begun.
    """
    claimed: list[tuple[OutboundMessage, bool]] = []
    for condition in _claimable(now):
        if len(claimed) < limit:
            found = _select(session, condition, limit - len(claimed))
            claimed += [(row, row.state is OutboxState.SENDING) for row in found]
            _hold(session, found, now + lease)
    return claimed


def _claimable(now: datetime) -> Iterator[ColumnElement[bool]]:
    """Abandoned rows, then urgent ones, then the others."""
    message = OutboundMessage
    abandoned = col(message.state) == OutboxState.SENDING, col(message.claimed_until) <= now
    due = col(message.state) == OutboxState.WAITING, col(message.not_before) <= now
    urgent, ordinary = col(message.urgent).is_(True), col(message.urgent).is_(False)
    yield and_(*abandoned, ~_blocked(now, urgent_only=False))
    yield and_(*due, urgent, ~_blocked(now, urgent_only=True))
    yield and_(*due, ordinary, ~_blocked(now, urgent_only=False))


def _blocked(now: datetime, *, urgent_only: bool) -> ColumnElement[bool]:
    """Another message of the chat is being sent, or one before it is due."""
    other = aliased(OutboundMessage)
    before = col(other.id) < OutboundMessage.id
    sending = col(other.state) == OutboxState.SENDING
    due = [col(other.not_before) <= now] + [col(other.urgent).is_(True)] * urgent_only
    return exists().where(
        col(other.channel) == OutboundMessage.channel,
        col(other.chat_id) == OutboundMessage.chat_id,
        col(other.state).in_(UNFINISHED),
        col(other.id) != OutboundMessage.id,
        or_(and_(sending, or_(before, col(other.claimed_until) > now)), and_(before, *due)),
    )


def _select(session: Session, condition: ColumnElement[bool], limit: int) -> list[OutboundMessage]:
    statement = (
        select(OutboundMessage)
        .where(condition)
        .order_by(col(OutboundMessage.not_before), col(OutboundMessage.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboundMessage)
    )
    return list(session.exec(statement))


def _hold(session: Session, rows: list[OutboundMessage], until: datetime) -> None:
    if not rows:
        return
    held = {"state": OutboxState.SENDING, "claimed_until": until}
    session.connection().execute(
        OUTBOX.update()
        .where(OUTBOX.c.id.in_([row.id for row in rows]))
        .values(attempts=OUTBOX.c.attempts + 1, **held)
    )
    for row in rows:
        for name, value in {**held, "attempts": row.attempts + 1}.items():
            set_committed_value(row, name, value)


def sent(session: Session, message_id: int, receipt: str, now: datetime) -> None:
    """The platform has taken the message."""
    columns = OUTBOX.c
    session.connection().execute(
        OUTBOX.update()
        .where(columns.id == message_id, columns.state != OutboxState.SENT)
        .values(
            state=OutboxState.SENT,
            sent_at=now,
            receipt=receipt,
            error="",
            claimed_until=None,
            finished_at=now,
        )
    )


def later(session: Session, message_id: int, retry_at: datetime, error: str, now: datetime) -> None:
    """The message waits until `retry_at`; those behind it in the chat need not."""
    columns = OUTBOX.c
    session.connection().execute(
        OUTBOX.update()
        .where(columns.id == message_id, columns.state == OutboxState.SENDING)
        .values(
            state=OutboxState.WAITING,
            not_before=max(retry_at, now),
            error=error,
            claimed_until=None,
        )
    )


def refused(session: Session, message_id: int, error: str, now: datetime) -> None:
    """The platform will never take the message this way."""
    _give_up(session, message_id, OutboxState.REFUSED, error, now)


def unsure(session: Session, message_id: int, error: str, now: datetime) -> None:
    """Whether the message arrived nobody knows, and sending it twice would do harm."""
    _give_up(session, message_id, OutboxState.UNSURE, error, now)


def dead(session: Session, message_id: int, error: str, now: datetime) -> None:
    """The message was tried too often and is not tried again."""
    _give_up(session, message_id, OutboxState.DEAD, error, now)


def _give_up(
    session: Session, message_id: int, state: OutboxState, error: str, now: datetime
) -> None:
    columns = OUTBOX.c
    session.connection().execute(
        OUTBOX.update()
        .where(columns.id == message_id, columns.state.in_(UNFINISHED))
        .values(state=state, error=error, claimed_until=None, finished_at=now)
    )


def next_due_at(session: Session) -> datetime | None:
    """When the next message can be claimed, or an abandoned one taken up; None when none waits."""
    other = aliased(OutboundMessage)
    message = OutboundMessage
    taken = exists().where(
        col(other.channel) == message.channel,
        col(other.chat_id) == message.chat_id,
        col(other.state) == OutboxState.SENDING,
    )
    waiting = select(message.not_before).where(col(message.state) == OutboxState.WAITING, ~taken)
    first = session.exec(waiting.order_by(col(message.not_before)).limit(1)).first()
    held = select(func.min(message.claimed_until)).where(col(message.state) == OutboxState.SENDING)
    found = [at for at in (first, session.exec(held).one()) if at is not None]
    return min(found, default=None)


def count_waiting(session: Session) -> int:
    """How many messages are not finished yet."""
    unfinished = col(OutboundMessage.state).in_(UNFINISHED)
    return session.exec(select(func.count()).select_from(OutboundMessage).where(unfinished)).one()
