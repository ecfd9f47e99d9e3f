"""The composition root: settings → database → world → channels → loops → web; start and stop."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from sqlalchemy import text
from sqlmodel import Session

from bot import web as pages
from bot.channels.base import Channel
from bot.connected import connected, voucher_of
from bot.late import LatePages
from bot.lookup.address import PATH, page_address
from bot.loops import TIMERS_AT_ONCE, Loops
from bot.memory import spare_what_lasts
from bot.metrics import Metrics
from bot.own_texts import load_own_texts
from bot.settings import Settings
from bot.world import WorldSource, readers_of
from handlers import texts
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.opinion import model_of_tree
from handlers.understanding.tree import load_categories
from scheduler.app import Ticker
from storage import counters, migrate
from storage.clock import Clock, ShiftedClock, SystemClock
from storage.db import Database, DatabaseUnavailableError

if TYPE_CHECKING:
    from bot.console.addresses import Console
    from bot.console.house import House

Announce = Callable[[str], None]

DRAIN_SECONDS = 10.0
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 (compared with, not bound)

_log = structlog.stdlib.get_logger(__name__)


class PortTakenError(Exception):
    """The address to listen on cannot be had."""


class NotMigratedError(Exception):
    """数据库里的表不是这个版本的。请先运行 gridwhistle migrate。"""


class Service:
    """One running process: it hears, works, speaks and shows; built by `build`."""

    def __init__(self, settings: Settings, loops: Loops, channels: list[Channel]) -> None:
        self.settings = settings
        self.loops = loops
        self.channels = channels
        self.ticker = Ticker(self._tick)
        self._console: Console | None = None
        of_channels = (route for one in channels for route in one.routes())
        routes = [*of_channels, LatePages(("/console", PATH), self._pages)]
        self.app = pages.create(routes, self.checks, loops.metrics, settings.web.public_url)
        self.app.on_shutdown.append(self._let_go)
        self._newest = migrate.newest()
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    async def start(self) -> str:
        """Everything runs; gives the address. Raises PortTakenError."""
        for channel in self.channels:
            await channel.start()
        self._runner = web.AppRunner(
            self.app, access_log=None, handle_signals=False, shutdown_timeout=3.0
        )
        await self._runner.setup()
        host, port = self.settings.web.host, self.settings.web.port
        self._site = web.TCPSite(self._runner, host, port)
        try:
            await self._site.start()
        except OSError as error:
            await self.stop()
            raise PortTakenError(f"{host}:{port} 用不了（{error.strerror}）") from None
        await self.loops.start()
        self.ticker.start()
        address = self._runner.addresses[0]
        _log.info("service.started", port=address[1])
        reached = "127.0.0.1" if host in _EVERYWHERE else host
        return self.settings.web.public_url or f"http://{reached}:{address[1]}"

    async def drain(self) -> None:
        """Nothing new is taken; what is under way is finished, in ten seconds at most."""
        _log.info("service.draining")
        if self._site is not None:
            await self._site.stop()
            self._site = None
        self.ticker.stop()
        await self.ticker.finished()
        await self.loops.stop(DRAIN_SECONDS)

    async def stop(self) -> None:
        """Nothing runs any more and the database is closed."""
        for channel in self.channels:
            await channel.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.loops.db.close()
        _log.info("service.stopped")

    async def checks(self) -> Mapping[str, bool]:
        """What must hold before requests are sent here."""
        found = {"database": True, "migrations": True}
        try:
            revision = await self.loops.db.read(_revision)
            found["migrations"] = revision == self._newest
        except DatabaseUnavailableError:
            found = {"database": False, "migrations": False}
        found["worker"] = self.loops.worker.loop.is_alive
        found["sender"] = self.loops.sender.loop.is_alive
        return found

    def _pages(self) -> list[web.RouteDef]:
        """Every page for people, made when somebody first asks for one."""
        from bot.console.addresses import Console  # noqa: PLC0415 (loaded for who looks at it)
        from bot.lookup.pages import Pages  # noqa: PLC0415

        house = _house(self.settings, self.loops, self.channels)
        self._console = Console(house)
        return [*self._console.routes(), *Pages(house).routes()]

    async def _let_go(self, app: web.Application) -> None:
        if self._console is not None:
            await self._console.let_go(app)

    async def _tick(self) -> None:
        try:
            await self.loops.keep_house()
            while await self.loops.sweep() == TIMERS_AT_ONCE:
                continue
        except DatabaseUnavailableError:
            return  # the worker has said so already


async def build(settings: Settings, clock: Clock | None = None) -> Service:
    """A service for these settings, not started yet. Raises NotMigratedError."""
    texts.adopt(load_own_texts(settings.texts_file))
    db = Database.open(settings.database_url)
    async with AsyncExitStack() as undo:
        undo.push_async_callback(db.close)
        if await db.read(_revision) != migrate.newest():
            raise NotMigratedError(NotMigratedError.__doc__)
        now = clock or await _clock(settings, db)
        source = _source(settings)
        undo.pop_all()
    loops = Loops(db, now, source, Metrics())
    channels = connected(settings, loops)
    for channel in channels:
        loops.add(channel)
    source.speaks_by(loops.channels)
    return Service(settings, loops, channels)


def _source(settings: Settings) -> WorldSource:
    path = settings.model_file
    # The model first: what is only needed to read its file leaves room for the words.
    model = shipped_model() if path is None else model_of_tree(path)
    categories = load_categories(settings.taxonomy_file)
    readers = readers_of(categories, model)
    return WorldSource(settings.policy, categories, readers, page_address(settings))


async def serve(settings: Settings, announce: Announce) -> None:
    """The service runs until the process is told to end, and ends in good order."""
    service = await build(settings)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    announce(await service.start())
    spare_what_lasts()
    await told.wait()
    await service.drain()
    await service.stop()


async def _clock(settings: Settings, db: Database) -> Clock:
    if not settings.demo:
        return SystemClock()
    return ShiftedClock(await db.read(counters.find_clock_ahead))


def _house(settings: Settings, loops: Loops, channels: Sequence[Channel]) -> "House":
    from bot.console.house import House  # noqa: PLC0415 (as above)

    return House(
        db=loops.db,
        clock=loops.clock,
        wall=SystemClock(),
        source=loops.source,
        media_root=settings.media_dir,
        forms=settings.letters.template_dir,
        taxonomy_file=settings.taxonomy_file,
        texts_file=settings.texts_file,
        channels=tuple(one.name for one in channels),
        is_demo=settings.demo,
        is_https=settings.web.public_url.startswith("https://"),
        is_behind_proxy=settings.web.behind_proxy,
        public_url=settings.web.public_url,
        voucher=voucher_of(settings, channels),
        acted=loops.sender.loop.wake,
    )


def _revision(session: Session) -> str | None:
    found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    return found
