"""Chat windows, what is still open in them, and what was said there lately."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Integer, Table, bindparam, delete, select
from sqlmodel import Session, SQLModel, col

from storage.codes import InboxState
from storage.prepared import read_all, read_rows, returned, run
from storage.rows import as_read, blank
from storage.tables.conversation import ChatGroup, Conversation, Draft
from storage.tables.message import InboundMessage

CONVERSATIONS: Table = SQLModel.metadata.tables["conversation"]
DRAFT: Table = SQLModel.metadata.tables["draft"]

_is_it = (
    col(Conversation.channel) == bindparam("channel"),
    col(Conversation.chat_id) == bindparam("chat_id"),
)

# Statements are built once: building one costs several times as much as running it.
CONVERSATION = CONVERSATIONS.select().where(*_is_it)
BEGIN = CONVERSATIONS.insert().returning(CONVERSATIONS.c.id)
WAIT = CONVERSATIONS.update().where(CONVERSATIONS.c.id == bindparam("conversation_id"))
HAS_DRAFT = (
    select(col(Draft.id))
    .join(Conversation, col(Conversation.id) == col(Draft.conversation_id))
    .where(*_is_it)
    .limit(1)
)
CHATS_WITH_DRAFTS = select(col(Conversation.channel), col(Conversation.chat_id)).where(
    col(Conversation.id).in_(select(col(Draft.conversation_id)))
)
DRAFTS = (
    DRAFT.select()
    .where(DRAFT.c.conversation_id == bindparam("conversation_id"))
    .order_by(DRAFT.c.settle_at.desc(), DRAFT.c.id.desc())
)
# Of what is asked one to one the words may have been said in a group.
DRAFTS_AND_ASKED = (
    DRAFT.select()
    .where(
        (DRAFT.c.conversation_id == bindparam("conversation_id"))
        | ((DRAFT.c.person_id == bindparam("person_id")) & (DRAFT.c.asked == bindparam("asked")))
    )
    .order_by(DRAFT.c.settle_at.desc(), DRAFT.c.id.desc())
)
DRAFT_OF = select(Draft).where(
    col(Draft.conversation_id) == bindparam("conversation_id"),
    col(Draft.person_id) == bindparam("person_id"),
)
MESSAGES = (
    select(InboundMessage)
    .where(col(InboundMessage.id).in_(bindparam("message_ids", expanding=True)))
    .order_by(col(InboundMessage.id))
)
# Only what is done: so the index gives the latest first, however long the chat is.
RECENT = (
    select(InboundMessage)
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


def has_draft(session: Session, channel: str, chat_id: str) -> bool:
    """True when somebody in this chat is in the middle of telling something."""
    given = {"channel": channel, "chat_id": chat_id}
    return bool(read_rows(session, HAS_DRAFT, given))


def chats_with_drafts(session: Session) -> set[tuple[str, str]]:
    """Channel and id of every chat in which somebody is in the middle of telling something."""
    return {(channel, chat_id) for channel, chat_id in read_rows(session, CHATS_WITH_DRAFTS, {})}


def list_drafts(session: Session, conversation_id: int) -> list[Draft]:
    """What speakers in this chat are about to report, the latest first, to look at."""
    return read_all(session, Draft, DRAFTS, {"conversation_id": conversation_id})


def list_drafts_of(
    session: Session, conversation_id: int, person_id: int, asked: str
) -> list[Draft]:
    """The drafts of one person's own chat, and those of a group about which they were asked this."""
    given = {"conversation_id": conversation_id, "person_id": person_id, "asked": asked}
    return read_all(session, Draft, DRAFTS_AND_ASKED, given)


def find_draft(session: Session, conversation_id: int, person_id: int) -> Draft | None:
    """What this speaker is about to report in this chat."""
    given = {"conversation_id": conversation_id, "person_id": person_id}
    return session.scalars(DRAFT_OF, given).first()


def drop_draft(session: Session, draft_id: int) -> None:
    """The draft is gone."""
    session.execute(delete(Draft).where(col(Draft.id) == draft_id))


def list_messages(session: Session, message_ids: Sequence[int]) -> list[InboundMessage]:
    """These messages, oldest first."""
    return list(session.scalars(MESSAGES, {"message_ids": message_ids}))


def list_recent(
    session: Session, message: InboundMessage, since: datetime, limit: int = 20
) -> list[InboundMessage]:
    """What was said in the chat of `message` before it and after `since`, oldest first."""
    given = {
        "channel": message.channel,
        "chat_id": message.chat_id,
        "before": message.id,
        "since": since,
        "most": limit,
    }
    return list(session.scalars(RECENT, given))[::-1]
