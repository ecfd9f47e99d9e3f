"""Messages that waited and are told together, or that a result has made needless."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select
from sqlmodel import Session

from storage import outbox
from storage.codes import OutboxState
from storage.outbox import OUTBOX
from storage.tables.message import OutboundMessage

_SAID = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT, OutboxState.UNSURE)
_channel: BindParameter[object] = bindparam("of_channel")
_chat: BindParameter[object] = bindparam("of_chat")
_case: BindParameter[object] = bindparam("of_case")
_in_chat = (OUTBOX.c.channel == _channel, OUTBOX.c.chat_id == _chat)
_about = (*_in_chat, OUTBOX.c.case_id == _case, OUTBOX.c.state.in_(_SAID))
_waits = (*_in_chat, OUTBOX.c.state == OutboxState.WAITING, OUTBOX.c.may_merge.is_(True))

# Statements are built once: building one costs several times as much as running it.
WAITING_WITH = (
    select(OutboundMessage)
    .where(
        *_waits,
        OUTBOX.c.not_before <= bindparam("now"),
        OUTBOX.c.id != bindparam("message_id"),
    )
    .order_by(OUTBOX.c.id)
    .with_for_update(skip_locked=True)
)
LAST_SAID = (
    select(OUTBOX.c.created_at, OUTBOX.c.not_before)
    .where(*_about)
    .order_by(OUTBOX.c.id.desc())
    .limit(1)
)
COUNT_SAID = select(func.count()).where(
    *_about,
    OUTBOX.c.created_at >= bindparam("since"),
    OUTBOX.c.text_key.in_(bindparam("keys", expanding=True)),
)
_by = select(OUTBOX.c.id).where(OUTBOX.c.key == bindparam("by")).scalar_subquery()
OVERTAKE = (
    OUTBOX.update()
    .where(
        *_waits,
        OUTBOX.c.case_id == _case,
        OUTBOX.c.text_key.in_(bindparam("keys", expanding=True)),
    )
    .values(
        state=OutboxState.MERGED, merged_into_id=_by, finished_at=bindparam("now"), may_merge=False
    )
)


def list_waiting_with(
    session: Session, message: OutboundMessage, now: datetime
) -> list[OutboundMessage]:
    """What else has waited for this chat until now and may be told with `message`, held."""
    given = {"of_channel": message.channel, "of_chat": message.chat_id, "message_id": message.id}
    return list(session.scalars(WAITING_WITH, {**given, "now": now}))


def merge(
    session: Session, rows: Sequence[OutboundMessage], into: OutboundMessage, now: datetime
) -> OutboundMessage:
    """`into` is what is sent; the rows are kept, and say where their words went."""
    into.id = outbox.put(session, into)
    into = session.get_one(OutboundMessage, into.id)
    ids = [row.id for row in rows]
    merged = {"state": OutboxState.MERGED, "merged_into_id": into.id, "finished_at": now}
    done = {**merged, "claimed_until": None}
    session.connection().execute(OUTBOX.update().where(OUTBOX.c.id.in_(ids)).values(done))
    return into


def last_said(session: Session, channel: str, chat_id: str, case_id: int) -> datetime | None:
    """When the bot last spoke of the case in this chat, or when it is going to."""
    given = {"of_channel": channel, "of_chat": chat_id, "of_case": case_id}
    found = session.connection().execute(LAST_SAID, given).first()
    return max(found) if found is not None else None


def count_said(
    session: Session,
    channel: str,
    chat_id: str,
    case_id: int,
    keys: Collection[str],
    since: datetime,
) -> int:
    """How often these things were said of the case in this chat, or wait to be."""
    given = {"of_channel": channel, "of_chat": chat_id, "of_case": case_id}
    more = {"keys": sorted(keys), "since": since}
    return session.connection().execute(COUNT_SAID, {**given, **more}).scalar_one()


def overtake(
    session: Session, row: Mapping[str, object], keys: Collection[str], now: datetime
) -> None:
    """Notices that waited for the chat are not sent any more: the row's words say more."""
    given = {
        "of_channel": row["channel"],
        "of_chat": row["chat_id"],
        "of_case": row["case_id"],
    }
    more = {"by": row["key"], "keys": sorted(keys), "now": now}
    session.connection().execute(OVERTAKE, {**given, **more})
