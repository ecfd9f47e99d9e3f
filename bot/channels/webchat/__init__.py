"""A WeChat-like page served by the bot itself, for trying, training and showing."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web

from bot.channels.base import Inbound, QuietChannel
from bot.channels.webchat import routes
from bot.channels.webchat.desk import Desk
from bot.channels.webchat.posting import NAME
from storage.clock import ShiftedClock
from storage.db import Database
from storage.tables.message import OutboundMessage

__all__ = ["WebChat"]


class WebChat(QuietChannel):
    """The embedded channel: any visitor takes any seat, so it is for demonstrations only.

    `accept` has stored what it was given when it returns. After the clock was moved,
    `on_clock_moved` has done everything that is due by then.
    """

    name = NAME
    may_repeat = True

    def __init__(
        self,
        db: Database,
        accept: Callable[[Sequence[Inbound]], Awaitable[None]],
        clock: ShiftedClock,
        media_root: Path,
        on_clock_moved: Callable[[], Awaitable[None]],
    ) -> None:
        self._desk = Desk(db, accept, clock, media_root, on_clock_moved)

    def routes(self) -> list[web.RouteDef]:
        """The page, its files and its API."""
        return routes.routes(self._desk)

    async def send(self, message: OutboundMessage) -> str:
        """Every open page shows it; those opened later find it in the outbox. Gives its id."""
        self._desk.speak(message)
        return f"o{message.id}"

    async def stop(self) -> None:
        """No page listens any more."""
        self._desk.hub.close()
