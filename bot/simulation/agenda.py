"""Who is going to say what, and when: the messages of a simulated year before they are said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from bot.channels.base import Inbound
from storage.codes import MessageKind

CHANNEL = "webchat"
_MINUTE = timedelta(minutes=1)
_PICTURE = {"file": "picture.jpg"}


@dataclass(frozen=True)
class Chat:
    """Where somebody speaks: in a group, or with the bot alone."""

    chat_id: str
    sender_id: str
    name: str
    is_group: bool = False


@dataclass
class Agenda:
    """Messages wait here for their minute; what is meant for the same minute is said together."""

    _waiting: list[tuple[datetime, int, Inbound]] = field(default_factory=list)
    planned: int = 0

    def say(self, at: datetime, chat: Chat, text: str, button: str = "") -> None:
        """The words, or the pressed button, will be heard in this minute."""
        if button:
            self._plan(at, chat, MessageKind.BUTTON, text, {"key": button})
        else:
            self._plan(at, chat, MessageKind.TEXT, text, {})

    def show(self, at: datetime, chat: Chat) -> None:
        """A picture will be sent in this minute."""
        self._plan(at, chat, MessageKind.IMAGE, "", _PICTURE)

    def _plan(
        self, at: datetime, chat: Chat, kind: MessageKind, text: str, data: Mapping[str, str]
    ) -> None:
        self.planned += 1
        minute = at.replace(second=0, microsecond=0) + _MINUTE
        heard = Inbound(
            channel=CHANNEL,
            key=f"year-{self.planned}",
            chat_id=chat.chat_id,
            sender_id=chat.sender_id,
            kind=kind,
            sent_at=minute,
            text=text,
            is_group=chat.is_group,
            sender_name=chat.name,
            data=data,
        )
        heappush(self._waiting, (minute, self.planned, heard))

    def next_at(self) -> datetime | None:
        """When something is said next."""
        return self._waiting[0][0] if self._waiting else None

    def take(self, now: datetime) -> list[Inbound]:
        """What is said by now, in order."""
        said: list[Inbound] = []
        while self._waiting and self._waiting[0][0] <= now:
            said.append(heappop(self._waiting)[2])
        return said

    def __len__(self) -> int:
        """How many messages are still to be said."""
        return len(self._waiting)
