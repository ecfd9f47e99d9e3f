"""What every channel is to the rest of the bot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from aiohttp import web

from storage.codes import MessageKind
from storage.tables.message import OutboundMessage


@dataclass(frozen=True)
class Inbound:
    """A message as a channel understood it, before it is stored.

    `key` is the platform's own id of the message (or a digest of it): the same key is one message.
    `chat_id` is the group, or the sender for one to one. `data` is as in `InboundMessage.data`.
    """

    channel: str
    key: str
    chat_id: str
    sender_id: str
    kind: MessageKind
    sent_at: datetime
    text: str = ""
    is_group: bool = False
    sender_name: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class CallbackError(Exception):
    """A callback that is not genuine or not readable: nothing of it is stored."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class SendLater(Exception):
    """The platform could not take it now; try again after `seconds` (or the usual back-off)."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class SendUnsure(SendLater):
    """The platform may have taken it, but its answer was lost: said again, it may be said twice."""


class NeedsMending(SendLater):
    """A setting is wrong or a right is missing: nothing goes this way until somebody mends it."""


class SendRefused(Exception):
    """The platform will never take it this way: try the next channel or tell the console."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreached(SendRefused):
    """The platform knows nobody there whom it would tell anything: other ways come first now."""


class SendSpared(SendRefused):
    """The platform takes few messages more, and others matter more: newer words will say it."""


class WindowClosed(SendRefused):
    """Nothing may be said here until the person writes again; another way may still be open."""


class Channel(Protocol):
    """A way to hear and to speak."""

    name: str
    may_repeat: bool  # sending the same row twice after a crash does no harm

    def routes(self) -> list[web.RouteDef]:
        """The HTTP routes the platform calls."""
        ...

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform; gives its receipt.

        Raises SendLater, SendUnsure, SendSpared or SendRefused.
        """
        ...

    async def start(self) -> None:
        """Ready to send."""
        ...

    async def stop(self) -> None:
        """Nothing of it is running any more."""
        ...


@runtime_checkable
class HeldByOne(Protocol):
    """A channel on which only one replica can speak at a time: the one that has its connection."""

    @property
    def speaks_here(self) -> bool:
        """True where this replica is the one."""
        ...


class QuietChannel:
    """A channel that nobody calls and that runs nothing of its own, until it says otherwise."""

    may_repeat = False

    def routes(self) -> list[web.RouteDef]:
        """None."""
        return []

    async def start(self) -> None:
        """Ready at once."""

    async def stop(self) -> None:
        """Nothing runs."""
