"""The bot without its web: the demo county in a SQLite file, and the real loops on it."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bot.channels.base import Inbound
from bot.loops import Loops
from bot.metrics import Metrics
from bot.world import WorldSource, readers_of
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from scheduler.app import Ticker
from storage import inbox, migrate, outbox, timers
from storage.clock import CHINA, ShiftedClock, SystemClock
from storage.codes import MessageKind
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from tests.benchmarks.lines import Line
from tests.fakes import CHAT, FakeChannel

SEEDED = datetime(2026, 4, 14, 9, 30, tzinfo=CHINA)
_SIDE_FILES = ("", "-wal", "-shm")


async def build_template(url: str) -> None:
    """The database has every table, and the demo county."""
    migrate.upgrade(url)
    db = Database.open(url)
    county = demo_county_file()

    def write(session: Session) -> None:
        seed(session, county, now=SEEDED)

    await db.tx(write)
    await db.close()


def copy(template: Path, to: Path) -> Path:
    """A fresh copy of the file, with nothing left of one that stood there."""
    for end in _SIDE_FILES:
        Path(f"{to}{end}").unlink(missing_ok=True)
    shutil.copy(template, to)
    return to


def rules() -> WorldSource:
    """The shipped categories and policy, ready for any county."""
    return sources()()


def sources() -> Callable[[], WorldSource]:
    """Makes what `rules` gives again and again: each remembers nothing of what another has read."""
    categories = load_categories()
    return partial(WorldSource, Policy(), categories, readers_of(categories))


def _until_morning() -> timedelta:
    """From now to a Tuesday at work, when nothing is held back for the night."""
    now = SystemClock().now().astimezone(CHINA)
    tuesday = now + timedelta(days=(1 - now.weekday()) % 7 + 7)
    return tuesday.replace(hour=9, minute=30) - now


class House:
    """Loops on one file, under a clock that stands still, speaking to a channel that says yes."""

    def __init__(self, path: Path, source: WorldSource | None = None) -> None:
        self.path = path
        self.db = Database.open(f"sqlite:///{path}")
        self.clock = ShiftedClock(_until_morning())
        self.channel = FakeChannel(CHAT, may_repeat=True)
        self.loops = Loops(self.db, self.clock, source or rules(), Metrics())
        self.loops.add(self.channel)
        self._ticker = Ticker(self.loops.sweep)

    def wait(self, **span: float) -> None:
        """That much later."""
        self.clock.move(timedelta(**span))

    async def start(self) -> None:
        """Worker, sender and timers run by themselves, as in a service."""
        await self.loops.start()
        self._ticker.start()

    async def idle(self) -> None:
        """Everything that can be done by now is done."""
        while not await self.db.read(self._is_calm):
            await asyncio.sleep(0.2)  # looking costs as well

    async def calm(self) -> None:
        """Everything that can be done by now is done, and nothing runs any more."""
        await self.idle()
        self._ticker.stop()
        await self._ticker.finished()
        await self.loops.stop()

    def _is_calm(self, session: Session) -> bool:
        due_at = timers.next_due_at(session), outbox.next_due_at(session)
        soon = self.clock.now() + timedelta(seconds=10)
        return not inbox.count_waiting(session) and not any(at and at < soon for at in due_at)

    def heard(self, line: Line, number: object, sender: str) -> Inbound:
        """The line as the channel hears it from that neighbour."""
        return Inbound(
            channel=CHAT,
            key=f"bench-{number}",
            chat_id=line.group,
            sender_id=sender,
            kind=MessageKind.TEXT,
            sent_at=self.clock.now(),
            text=line.text,
            is_group=True,
            sender_name=sender,
        )

    async def close(self) -> None:
        """Nothing of it is open any more."""
        await self.db.close()
