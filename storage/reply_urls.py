"""Addresses at which a message may be answered once, kept with the message that brought them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables.message import InboundMessage

URL = "response_url"
_TRIED_BY = "response_url_tried_by"
_MOST_LOOKED_AT = 50


@dataclass(frozen=True)
class ReplyUrl:
    """An address, the message it came with, and which row of ours was last tried at it."""

    message_id: int
    url: str
    tried_by: str = ""


def take(
    session: Session, channel: str, chat_id: str, cause_id: int | None, since: datetime
) -> ReplyUrl | None:
    """An address of this chat that was not used yet; nobody else gets it.

    The message that is answered comes first, then the newest. None when there is none left.
    """
    found = session.exec(
        select(InboundMessage)
        .where(
            col(InboundMessage.channel) == channel,
            col(InboundMessage.chat_id) == chat_id,
            col(InboundMessage.received_at) > since,
        )
        .order_by((col(InboundMessage.id) == (cause_id or 0)).desc(), col(InboundMessage.id).desc())
        .limit(_MOST_LOOKED_AT)
        .with_for_update()
    )
    for message in found:
        if url := message.data.get(URL):
            tried_by = str(message.data.get(_TRIED_BY, ""))
            left = {name: one for name, one in message.data.items() if name not in (URL, _TRIED_BY)}
            message.data = left
            session.add(message)
            return ReplyUrl(message.id or 0, str(url), tried_by)
    return None


def give_back(session: Session, taken: ReplyUrl, tried_by: str) -> None:
    """The address may be tried again; whether it was used just now nobody knows."""
    message = session.get(InboundMessage, taken.message_id, with_for_update=True)
    if message is not None:
        message.data = {**message.data, URL: taken.url, _TRIED_BY: tried_by}
        session.add(message)
