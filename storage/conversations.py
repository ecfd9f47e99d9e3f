"""Chat windows, what is still open in them, and what was said there lately."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from storage.tables.conversation import ChatGroup, Conversation, Draft
from storage.tables.message import InboundMessage


def find_conversation(session: Session, channel: str, chat_id: str) -> Conversation | None:
    """The chat window a channel knows by this id."""
    return session.scalars(
        select(Conversation).where(
            col(Conversation.channel) == channel, col(Conversation.chat_id) == chat_id
        )
    ).first()


def ensure_conversation(
    session: Session, message: InboundMessage, group: ChatGroup | None, person_id: int
) -> Conversation:
    """The chat window `message` came from, made at its first message."""
    conversation = find_conversation(session, message.channel, message.chat_id)
    if conversation is None:
        conversation = Conversation(
            county_id=message.county_id,
            channel=message.channel,
            chat_id=message.chat_id,
            group_id=group.id if group else None,
            person_id=None if message.is_group else person_id,
        )
        session.add(conversation)
        session.flush()
    return conversation


def has_draft(session: Session, channel: str, chat_id: str) -> bool:
    """True when somebody in this chat is in the middle of telling something."""
    return (
        session.execute(
            select(col(Draft.id))
            .join(Conversation, col(Conversation.id) == col(Draft.conversation_id))
            .where(col(Conversation.channel) == channel, col(Conversation.chat_id) == chat_id)
            .limit(1)
        ).first()
        is not None
    )


def list_drafts(session: Session, conversation_id: int) -> list[Draft]:
    """What speakers in this chat are about to report, the latest first."""
    return list(
        session.scalars(
            select(Draft)
            .where(col(Draft.conversation_id) == conversation_id)
            .order_by(col(Draft.settle_at).desc(), col(Draft.id).desc())
        )
    )


def find_draft(session: Session, conversation_id: int, person_id: int) -> Draft | None:
    """What this speaker is about to report in this chat."""
    return session.scalars(
        select(Draft).where(
            col(Draft.conversation_id) == conversation_id, col(Draft.person_id) == person_id
        )
    ).first()


def drop_draft(session: Session, draft_id: int) -> None:
    """The draft is gone."""
    session.execute(delete(Draft).where(col(Draft.id) == draft_id))


def list_messages(session: Session, message_ids: Sequence[int]) -> list[InboundMessage]:
    """These messages, oldest first."""
    return list(
        session.scalars(
            select(InboundMessage)
            .where(col(InboundMessage.id).in_(message_ids))
            .order_by(col(InboundMessage.id))
        )
    )


def list_recent(
    session: Session, message: InboundMessage, since: datetime, limit: int = 20
) -> list[InboundMessage]:
    """What was said in the chat of `message` before it and after `since`, oldest first."""
    rows = session.scalars(
        select(InboundMessage)
        .where(
            col(InboundMessage.channel) == message.channel,
            col(InboundMessage.chat_id) == message.chat_id,
            col(InboundMessage.id) < message.id,
            col(InboundMessage.received_at) >= since,
        )
        .order_by(col(InboundMessage.id).desc())
        .limit(limit)
    )
    return list(rows)[::-1]
