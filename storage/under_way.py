"""Messages that are on their way: given to a platform, and not written down yet."""

from sqlmodel import Session, col, select

from storage.codes import OutboxState
from storage.tables.message import OutboundMessage


def is_sending(session: Session, channel: str, chat_id: str) -> bool:
    """True while a message to this chat is on its way."""
    found = select(OutboundMessage.id).where(
        col(OutboundMessage.channel) == channel,
        col(OutboundMessage.chat_id) == chat_id,
        col(OutboundMessage.state) == OutboxState.SENDING,
    )
    return session.exec(found.limit(1)).first() is not None
