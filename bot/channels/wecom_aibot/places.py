"""Where an answer can be put in place: under the message that it answers.

Over the long connection that is the request id of the message, good on the connection that brought
it, for one stream that must be finished in six minutes. One process holds the line, so it is kept
in its memory; what was brought to another is answered by a message of its own.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.channels.wecom_aibot.connection import Connection
from bot.channels.wecom_aibot.messages import NAME
from storage.tables.message import InboundMessage, OutboundMessage

_GOOD = timedelta(minutes=5)
_MOST = 1000


@dataclass(frozen=True)
class Place:
    """A message that can be answered, until then."""

    connection: Connection
    req_id: str
    until: datetime


class Places:
    """The messages that nobody has answered yet, by their keys."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, Place] = OrderedDict()

    def keep(self, key: str, connection: Connection, req_id: str, now: datetime) -> None:
        """The message can be answered in place."""
        self._places[key] = Place(connection, req_id, now + _GOOD)
        if len(self._places) > _MOST:
            self._places.popitem(last=False)

    def take(self, key: str, now: datetime) -> Place | None:
        """The place under this message; nobody else gets it."""
        found = self._places.pop(key, None)
        return found if found is not None and now < found.until else None


def key_of_cause(session: Session, message: OutboundMessage) -> str:
    """The key of what this answers in the same chat; empty when it answers nothing there."""
    cause = session.get(InboundMessage, message.cause_id) if message.cause_id else None
    is_here = cause is not None and (cause.channel, cause.chat_id) == (NAME, message.chat_id)
    return cause.key if cause is not None and is_here else ""
