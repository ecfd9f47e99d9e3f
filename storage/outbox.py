"""The outbox: what is to be said is sent in order within each chat, and never said twice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Executable,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    true,
    union_all,
)
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, func, select

from storage.codes import OutboxState
from storage.prepared import read_all, read_rows, run_each
from storage.rows import Insert, dialect_of, insert_into, storable, values
from storage.tables.message import OutboundMessage

OUTBOX: Table = SQLModel.metadata.tables["outbox"]
UNFINISHED = (OutboxState.WAITING, OutboxState.SENDING)

_now: BindParameter[object] = bindparam("now")
_id: BindParameter[object] = bindparam("message_id")
_is_waiting = col(OutboundMessage.state) == OutboxState.WAITING
_is_sending = col(OutboundMessage.state) == OutboxState.SENDING
_is_due = and_(_is_waiting, col(OutboundMessage.not_before) <= _now)
_is_urgent = col(OutboundMessage.urgent).is_(True)
_is_abandoned = and_(_is_sending, col(OutboundMessage.claimed_until) <= _now)


def _is_blocked(*, by_urgent_only: bool = False) -> ColumnElement[bool]:
    """Another message of the chat is being sent, or one before it is due."""
    other = aliased(OutboundMessage)
    is_before = col(other.id) < OutboundMessage.id
    is_sending = col(other.state) == OutboxState.SENDING
    is_due = col(other.not_before) <= _now
    return exists().where(
        col(other.channel) == OutboundMessage.channel,
        col(other.chat_id) == OutboundMessage.chat_id,
        col(other.state).in_(UNFINISHED),
        col(other.id) != OutboundMessage.id,
        or_(
            and_(is_sending, or_(is_before, col(other.claimed_until) > _now)),
            and_(is_before, is_due, col(other.urgent).is_(True) if by_urgent_only else true()),
        ),
    )


def _is_being_spoken_to() -> ColumnElement[bool]:
    other = aliased(OutboundMessage)
    return exists().where(
        col(other.channel) == OutboundMessage.channel,
        col(other.chat_id) == OutboundMessage.chat_id,
        col(other.state) == OutboxState.SENDING,
    )


def _claim(turn: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    found = (
        select_columns(
            OUTBOX.c.id,
            OUTBOX.c.channel,
            OUTBOX.c.chat_id,
            OUTBOX.c.state,
            OUTBOX.c.not_before,
            literal(turn).label("turn"),
        )
        .select_from(OutboundMessage)
        .where(*conditions)
        .order_by(OUTBOX.c.not_before, OUTBOX.c.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True, of=OutboundMessage)
    )
    return select_columns(found.subquery())


def _claims(*conditions: ColumnElement[bool]) -> CompoundSelect[Any]:
    return union_all(
        _claim(1, _is_abandoned, ~_is_blocked(), *conditions),
        _claim(2, _is_due, _is_urgent, ~_is_blocked(by_urgent_only=True), *conditions),
        _claim(3, _is_due, ~_is_urgent, ~_is_blocked(), *conditions),
    ).order_by("turn", "not_before", "id")


# Statements are built once: building one costs several times as much as running it.
CLAIM = _claims()
CLAIM_BUT = _claims(OUTBOX.c.channel.not_in(bindparam("silent", expanding=True)))
HOLD = (
    OUTBOX.update()
    .where(OUTBOX.c.id.in_(bindparam("message_ids", expanding=True)))
    .values(
        state=OutboxState.SENDING,
        attempts=OUTBOX.c.attempts + 1,
        claimed_until=bindparam("until"),
    )
    .returning(*OUTBOX.columns)
)
TAKEN = OUTBOX.update().where(OUTBOX.c.id == _id, OUTBOX.c.state != OutboxState.SENT)
PUT_OFF = OUTBOX.update().where(OUTBOX.c.id == _id, OUTBOX.c.state == OutboxState.SENDING)
RELEASED = (
    OUTBOX.update()
    .where(
        OUTBOX.c.channel == bindparam("of"),
        OUTBOX.c.chat_id == bindparam("to"),
        OUTBOX.c.state == OutboxState.WAITING,
        OUTBOX.c.attempts > 0,
        OUTBOX.c.not_before > _now,
    )
    .values(not_before=_now)
)
GIVEN_UP = OUTBOX.update().where(OUTBOX.c.id == _id, OUTBOX.c.state.in_(UNFINISHED))
BOUNCED = OUTBOX.update().where(OUTBOX.c.id == _id, OUTBOX.c.state == OutboxState.SENT)
FIRST_WAITING = (
    select(OutboundMessage.not_before)
    .where(_is_waiting, ~_is_being_spoken_to())
    .order_by(col(OutboundMessage.not_before))
    .limit(1)
)
FIRST_ABANDONED = select(func.min(OutboundMessage.claimed_until)).where(_is_sending)
COUNT_UNFINISHED = (
    select(func.count())
    .select_from(OutboundMessage)
    .where(col(OutboundMessage.state).in_(UNFINISHED))
)


@cache
def _insert(dialect: str) -> Executable:
    statement = insert_into(dialect, OUTBOX).on_conflict_do_nothing(index_elements=[OUTBOX.c.key])
    return statement.returning(OUTBOX.c.id)


@cache
def _insert_many(dialect: str) -> Insert:
    return insert_into(dialect, OUTBOX).on_conflict_do_nothing(index_elements=[OUTBOX.c.key])


def put_rows(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """The messages, given as plain values, wait to be sent; those put before stay as they are."""
    given = [{**row, "text": storable(row["text"])} for row in rows]
    run_each(session, _insert_many(dialect_of(session)), given)


def put(session: Session, row: OutboundMessage) -> int | None:
    """The message waits to be sent: its id, or None when one of the same key was put before."""
    statement = _insert(dialect_of(session))
    found: int | None = session.connection().execute(statement, values(OUTBOX, row)).scalar()
    return found


def claim(
    session: Session,
    now: datetime,
    limit: int,
    lease: timedelta,
    silent: Collection[str] = (),
) -> list[tuple[OutboundMessage, bool]]:
    """Messages to send now, at most one of each chat, each held for `lease`.

    Those of channels that are `silent` here are left to a replica that can speak on them.

    The second value is true when somebody claimed the row before and never told what became of
    it: it may have been sent. Urgent messages come first and overtake what has not begun.
    """
    first_of_chat: dict[tuple[str, str], tuple[int, OutboxState]] = {}
    given = {"now": now, "limit": limit}
    if silent:
        found = read_rows(session, CLAIM_BUT, {**given, "silent": tuple(silent)})
    else:
        found = read_rows(session, CLAIM, given)
    for message_id, channel, chat_id, state, *_ in found:
        first_of_chat.setdefault((channel, chat_id), (message_id, state))
    claimed = [*first_of_chat.values()][:limit]
    if not claimed:
        return []
    held = {"message_ids": [message_id for message_id, _ in claimed], "until": now + lease}
    rows = {row.id: row for row in read_all(session, OutboundMessage, HOLD, held)}
    return [(rows[one], state is OutboxState.SENDING) for one, state in claimed]


def sent(session: Session, message_id: int, receipt: str, now: datetime) -> None:
    """The platform has taken the message."""
    sent_many(session, [(message_id, receipt)], now)


def sent_many(session: Session, receipts: Sequence[tuple[int, str]], now: datetime) -> None:
    """The platform has taken these messages and given these receipts."""
    taken = {
        "state": OutboxState.SENT,
        "sent_at": now,
        "finished_at": now,
        "claimed_until": None,
        "error": "",
    }
    rows = [{"message_id": one, "receipt": receipt, **taken} for one, receipt in receipts]
    run_each(session, TAKEN, rows)


def later(session: Session, message_id: int, retry_at: datetime, error: str, now: datetime) -> None:
    """The message waits until `retry_at`; those behind it in the chat need not."""
    put_off = {
        "message_id": message_id,
        "state": OutboxState.WAITING,
        "not_before": max(retry_at, now),
        "claimed_until": None,
        "error": error,
    }
    session.connection().execute(PUT_OFF, put_off)


def release(session: Session, channel: str, chat_id: str, now: datetime) -> None:
    """What was put off in this chat may be tried again now: the person has written."""
    session.connection().execute(RELEASED, {"of": channel, "to": chat_id, "now": now})


def refused(session: Session, message_id: int, error: str, now: datetime) -> None:
    """The platform will never take the message this way."""
    give_up(session, message_id, OutboxState.REFUSED, error, now)


def bounced(session: Session, message_id: int, error: str, now: datetime) -> None:
    """The platform had taken the message and could not bring it."""
    given = {"message_id": message_id, "state": OutboxState.REFUSED, "error": error}
    session.connection().execute(BOUNCED, given | {"finished_at": now})


def find_sent(session: Session, channel: str, chat_id: str, receipt: str) -> OutboundMessage | None:
    """What was sent to this chat and got this receipt of the platform's."""
    found = session.exec(
        select(OutboundMessage).where(
            col(OutboundMessage.channel) == channel,
            col(OutboundMessage.chat_id) == chat_id,
            col(OutboundMessage.state) == OutboxState.SENT,
            col(OutboundMessage.receipt) == receipt,
        )
    )
    return found.first()


def unsure(session: Session, message_id: int, error: str, now: datetime) -> None:
    """Whether the message arrived nobody knows, and sending it twice would do harm."""
    give_up(session, message_id, OutboxState.UNSURE, error, now)


def dead(session: Session, message_id: int, error: str, now: datetime) -> None:
    """The message was tried too often and is not tried again."""
    give_up(session, message_id, OutboxState.DEAD, error, now)


def give_up(
    session: Session, message_id: int, state: OutboxState, error: str, now: datetime
) -> None:
    """The message is not tried again, and says why; one in MERGED was needless."""
    given_up = {
        "message_id": message_id,
        "state": state,
        "finished_at": now,
        "claimed_until": None,
        "error": error,
    }
    session.connection().execute(GIVEN_UP, given_up)


def next_due_at(session: Session) -> datetime | None:
    """When the next message can be claimed, or an abandoned one taken up; None when none waits."""
    first, abandoned = session.exec(FIRST_WAITING).first(), session.exec(FIRST_ABANDONED).one()
    return min((at for at in (first, abandoned) if at is not None), default=None)


def count_waiting(session: Session) -> int:
    """How many messages are not finished yet."""
    return session.exec(COUNT_UNFINISHED).one()


def find_last_key(session: Session, channel: str, chat_id: str) -> str:
    """The key of the sentence that was last said in this chat; empty when none was."""
    found = session.exec(
        select(OutboundMessage.text_key)
        .where(col(OutboundMessage.channel) == channel, col(OutboundMessage.chat_id) == chat_id)
        .order_by(col(OutboundMessage.id).desc())
        .limit(1)
    ).first()
    return found or ""
