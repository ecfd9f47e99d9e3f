"""Stand-ins for what lies outside: a channel that remembers, and a county small enough to see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from bot.channels.base import Inbound, QuietChannel
from handlers.directory import Directory
from handlers.lifecycle.timing.working_time import ROUND_THE_CLOCK, WorkingCalendar
from handlers.policy import Policy
from handlers.situation import World
from handlers.understanding.categories import Categories
from handlers.understanding.reading import Around, Intent, Reading
from storage.codes import Level, MessageKind
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.region import County, Region

NOON = datetime(2026, 4, 14, 4, 0, tzinfo=UTC)
CHAT = "webchat"


@dataclass
class FakeChannel(QuietChannel):
    """A channel that keeps what it was given, and does first what `trouble` does."""

    name: str = CHAT
    may_repeat: bool = False
    sent: list[OutboundMessage] = field(default_factory=list)
    trouble: Callable[[OutboundMessage], None] | None = None

    async def send(self, message: OutboundMessage) -> str:
        if self.trouble is not None:
            self.trouble(message)
        self.sent.append(message)
        return f"receipt-{len(self.sent)}"

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


class DeafReader:
    """Takes everything for chit-chat."""

    def read(self, text: str, around: Around) -> Reading:
        return Reading(Intent.CHIT_CHAT, 1.0)


EVERY_DAY = WorkingCalendar(lambda _day: True, ROUND_THE_CLOCK, ROUND_THE_CLOCK)


def a_world(_session: Session | None = None) -> World:
    """A world with one county and nobody in it."""
    county = County(id=1, code="QH", name="青河县", centre_name="县中心")
    top = Region(id=1, county_id=1, level=Level.COUNTY, code="QH", name="青河县", path="/1/")
    directory = Directory(county, [top], [], [], [], [])
    return World(directory, Categories(), DeafReader(), EVERY_DAY, Policy())


def heard(key: str = "路灯不亮", **changes: Any) -> Inbound:
    """What a channel heard from 王大妈, in the group unless it is changed."""
    given: dict[str, Any] = {
        "channel": CHAT,
        "key": key,
        "chat_id": "wx_dongguan",
        "sender_id": "王大妈",
        "sender_name": "王大妈",
        "kind": MessageKind.TEXT,
        "sent_at": NOON,
        "text": key,
        "is_group": True,
    }
    return Inbound(**(given | changes))


def arrived(key: str, chat_id: str = "wx_dongguan", **changes: Any) -> InboundMessage:
    """An inbox row of 王大妈."""
    given: dict[str, Any] = {
        "county_id": 1,
        "channel": CHAT,
        "key": key,
        "chat_id": chat_id,
        "is_group": True,
        "sender_id": "王大妈",
        "sender_name": "王大妈",
        "kind": MessageKind.TEXT,
        "text": key,
        "sent_at": NOON,
        "received_at": NOON,
        "next_attempt_at": NOON,
    }
    return InboundMessage(**(given | changes))


def to_say(key: str, chat_id: str = "高叔", **changes: Any) -> OutboundMessage:
    """An outbox row for 高叔."""
    given: dict[str, Any] = {
        "county_id": 1,
        "key": key,
        "channel": CHAT,
        "chat_id": chat_id,
        "audience": "private:高叔",
        "text": key,
        "created_at": NOON,
        "not_before": NOON,
    }
    return OutboundMessage(**(given | changes))
