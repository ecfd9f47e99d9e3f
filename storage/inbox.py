"""The inbox: what arrived is handled once, and in order within each chat."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import blake2b

from sqlalchemy import Executable, Integer, Table, bindparam, exists, text
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, func, select

from storage.codes import InboxState, MessageKind
from storage.prepared import read_all, run_each
from storage.rows import dialect_of, insert_into, pause_after, values
from storage.tables.message import InboundMessage

Row = Mapping[str, object]
INBOX: Table = SQLModel.metadata.tables["inbox"]

_earlier = aliased(InboundMessage)
_waiting = col(InboundMessage.state) == InboxState.WAITING
_is_first_of_its_chat = ~exists().where(
    col(_earlier.channel) == InboundMessage.channel,
    col(_earlier.chat_id) == InboundMessage.chat_id,
    col(_earlier.state) == InboxState.WAITING,
    col(_earlier.id) < InboundMessage.id,
)

# Statements are built once: building one costs several times as much as running it.
WITH_FILE = (MessageKind.IMAGE, MessageKind.VOICE, MessageKind.VIDEO, MessageKind.FILE)
CLAIM = (
    select_columns(*INBOX.columns)
    .select_from(InboundMessage)
    .where(_waiting, col(InboundMessage.next_attempt_at) <= bindparam("now"), _is_first_of_its_chat)
    .order_by(col(InboundMessage.next_attempt_at), col(InboundMessage.id))
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True, of=InboundMessage)
)
NEXT_ATTEMPT_AT = (
    select(InboundMessage.next_attempt_at)
    .where(_waiting, _is_first_of_its_chat)
    .order_by(col(InboundMessage.next_attempt_at))
    .limit(1)
)
COUNT_WAITING = select(func.count()).select_from(InboundMessage).where(_waiting)
ATTEMPTS = (
    select_columns(INBOX.c.state, INBOX.c.attempts, INBOX.c.next_attempt_at)
    .where(INBOX.c.id == bindparam("message_id"))
    .with_for_update()
)
CHANGE = INBOX.update().where(INBOX.c.id == bindparam("message_id"))
LINE_UP = text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k")


@cache
def _insert(dialect: str) -> Executable:
    columns = INBOX.c
    statement = insert_into(dialect, INBOX).on_conflict_do_nothing(
        index_elements=[columns.channel, columns.key]
    )
    return statement.returning(columns.id, columns.channel, columns.key)


def put(session: Session, messages: Sequence[InboundMessage]) -> list[int | None]:
    """Each message is stored once: its id, or None when it was there already."""
    return put_rows(session, [values(INBOX, message) for message in messages])


def put_rows(session: Session, rows: Sequence[Row]) -> list[int | None]:
    """The same for rows that are plain values already, all with the same columns.

    Making a thousand table objects costs as much as storing them.
    """
    if not rows:
        return []
    dialect = dialect_of(session)
    connection = session.connection()
    if dialect == "postgresql":
        connection.execute(LINE_UP, {"keys": sorted({_chat_key(row) for row in rows})})
    stored = connection.execute(_insert(dialect), rows if len(rows) > 1 else rows[0])
    ids = {(row.channel, row.key): row.id for row in stored}
    return [ids.pop((row["channel"], row["key"]), None) for row in rows]


def _chat_key(row: Row) -> int:
    # Without lining up, a lower id could be committed after a higher one of the same chat
    # was claimed, and two workers would be in one chat.
    digest = blake2b(f"inbox/{row['channel']}/{row['chat_id']}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def claim(session: Session, now: datetime, limit: int) -> list[InboundMessage]:
    """The oldest messages to handle in this transaction, at most one of each chat, to look at.

    Nobody else gets them before the transaction ends; a row that waits for its next attempt
    holds back the later ones of its chat.
    """
    return read_all(session, InboundMessage, CLAIM, {"now": now, "limit": limit})


def finish(
    session: Session, message_id: int, now: datetime, intent: str = "", case_id: int | None = None
) -> None:
    """The message is handled."""
    finish_many(session, [message_id], now, intent, case_id)


def finish_many(
    session: Session,
    message_ids: Sequence[int],
    now: datetime,
    intent: str = "",
    case_id: int | None = None,
) -> None:
    """All these messages are handled in the same way."""
    done = {"state": InboxState.DONE, "handled_at": now, "intent": intent, "case_id": case_id}
    rows = [{"message_id": message_id, **done} for message_id in message_ids]
    run_each(session, CHANGE, rows)


def note(session: Session, message_ids: Sequence[int], noted: Row) -> None:
    """These messages carry what they were judged to be, or which case they fed."""
    rows = [{"message_id": message_id, **noted} for message_id in message_ids]
    run_each(session, CHANGE, rows)


def add_data(session: Session, channel: str, key: str, more: Row) -> None:
    """The message says this as well, if it still says anything."""
    row = session.exec(
        select(InboundMessage)
        .where(col(InboundMessage.channel) == channel, col(InboundMessage.key) == key)
        .with_for_update()
    ).first()
    if row is not None and row.data:  # what was purged stays empty
        row.data = {**row.data, **more}


def list_without_file(session: Session, channel: str, since: datetime) -> list[tuple[str, str]]:
    """Key and media id of the messages since then whose file was neither kept nor given up."""
    found = session.exec(
        select(InboundMessage.key, InboundMessage.data).where(
            col(InboundMessage.channel) == channel,
            col(InboundMessage.received_at) >= since,
            col(InboundMessage.kind).in_(WITH_FILE),
        )
    )
    return [
        (key, str(data["media_id"]))
        for key, data in found
        if data.get("media_id") and not {"file", "not_kept"} & data.keys()
    ]


def is_handled(session: Session, channel: str, key: str) -> bool:
    """True when the message has been dealt with, or is not there."""
    still = select(InboundMessage.id).where(
        col(InboundMessage.channel) == channel,
        col(InboundMessage.key) == key,
        col(InboundMessage.state) == InboxState.WAITING,
    )
    return session.exec(still).first() is None


def fail(
    session: Session, message_id: int, now: datetime, error: str, max_attempts: int = 5
) -> InboxState:
    """The failed attempt is counted: the message waits for the next one, or is dead.

    A message that somebody else has handled, or has just counted the same failure of, stays
    as it is.
    """
    row = session.connection().execute(ATTEMPTS, {"message_id": message_id}).one()
    if row.state is not InboxState.WAITING or row.next_attempt_at > now:
        return InboxState(row.state)
    attempts = row.attempts + 1
    state = InboxState.DEAD if attempts >= max_attempts else InboxState.WAITING
    counted = {
        "message_id": message_id,
        "state": state,
        "attempts": attempts,
        "next_attempt_at": now + pause_after(attempts),
        "handled_at": now if state is InboxState.DEAD else None,
        "error": error,
    }
    session.connection().execute(CHANGE, counted)
    return state


def next_attempt_at(session: Session) -> datetime | None:
    """When the next message can be claimed; None when nothing waits."""
    return session.exec(NEXT_ATTEMPT_AT).first()


def count_waiting(session: Session) -> int:
    """How many messages are not handled yet."""
    return session.exec(COUNT_WAITING).one()
