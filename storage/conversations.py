"""Chat windows, what is still open in them, and what was said there lately."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Integer, Table, bindparam
from sqlmodel import Session, SQLModel, col

from storage.codes import InboxState
from storage.prepared import read_all, returned, run
from storage.rows import as_read, blank
from storage.tables.conversation import ChatGroup, Conversation
from storage.tables.message import InboundMessage

CONVERSATIONS: Table = SQLModel.metadata.tables["conversation"]
INBOX: Table = SQLModel.metadata.tables["inbox"]

IS_CHAT = (
    col(Conversation.channel) == bindparam("channel"),
    col(Conversation.chat_id) == bindparam("chat_id"),
)

# Statements are built once: building one costs several times as much as running it.
CONVERSATION = CONVERSATIONS.select().where(*IS_CHAT)
BEGIN = CONVERSATIONS.insert().returning(CONVERSATIONS.c.id)
WAIT = CONVERSATIONS.update().where(CONVERSATIONS.c.id == bindparam("conversation_id"))
MESSAGES = (
    INBOX.select()
    .where(INBOX.c.id.in_(bindparam("message_ids", expanding=True)))
    .order_by(INBOX.c.id)
)
# Only what is done: so the index gives the latest first, however long the chat is.
RECENT = (
    INBOX.select()
    .where(
        col(InboundMessage.channel) == bindparam("channel"),
        col(InboundMessage.chat_id) == bindparam("chat_id"),
        col(InboundMessage.state) == InboxState.DONE,
        col(InboundMessage.id) < bindparam("before"),
        col(InboundMessage.received_at) >= bindparam("since"),
    )
    .order_by(col(InboundMessage.id).desc())
    .limit(bindparam("most", type_=Integer))
)


def find_conversation(session: Session, channel: str, chat_id: str) -> Conversation | None:
    """The chat window a channel knows by this id, to look at."""
    given = {"channel": channel, "chat_id": chat_id}
    return next(iter(read_all(session, Conversation, CONVERSATION, given)), None)


def ensure_conversation(
    session: Session, message: InboundMessage, group: ChatGroup | None, person_id: int
) -> Conversation:
    """The chat window `message` came from, made at its first message."""
    conversation = find_conversation(session, message.channel, message.chat_id)
    if conversation is not None:
        return conversation
    row = {
        **blank(Conversation),
        "county_id": message.county_id,
        "channel": message.channel,
        "chat_id": message.chat_id,
        "group_id": group.id if group else None,
        "person_id": None if message.is_group else person_id,
    }
    conversation_id = returned(session, BEGIN, row)
    return as_read(Conversation, {"id": conversation_id, **row})


def wait_for_answer(
    session: Session,
    conversation_id: int,
    question: Mapping[str, object] | None,
    asked_at: datetime | None,
) -> None:
    """The chat waits for the answer to this question, or for none any more."""
    given = {"conversation_id": conversation_id, "question": question, "asked_at": asked_at}
    run(session, WAIT, given)


def list_messages(session: Session, message_ids: Sequence[int]) -> list[InboundMessage]:
    """These messages, oldest first, to look at."""
    return read_all(session, InboundMessage, MESSAGES, {"message_ids": message_ids})


def list_recent(
    session: Session, message: InboundMessage, since: datetime, limit: int = 20
) -> list[InboundMessage]:
    """What was said in the chat of `message` before it and after `since`, oldest first.

    To look at.
    """
    given = {
        "channel": message.channel,
        "chat_id": message.chat_id,
        "before": message.id,
        "since": since,
        "most": limit,
    }
    return read_all(session, InboundMessage, RECENT, given)[::-1]
