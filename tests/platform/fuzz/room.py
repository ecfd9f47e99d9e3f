"""A service of ours with every callback open and nobody behind them, to throw bodies at."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpVersion11, RawRequestMessage, StreamWriter
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict, CIMultiDictProxy
from sqlalchemy import func, select
from sqlmodel import Session
from yarl import URL

from bot.app import Service, build
from bot.settings import Settings, WebSettings
from storage.clock import SystemClock
from storage.tables.message import InboundMessage
from tests.benchmarks.house import build_template
from tests.platform.asking import settings_of
from tests.platform.forms import Call
from tests.platform.world import Platform

TROUBLED = ("error", "critical", "exception")


@dataclass
class Heard:
    """What was logged as a fault."""

    faults: list[str] = field(default_factory=list)

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
        if name in TROUBLED or event.get("exc_info"):
            self.faults.append(str(event))
        raise structlog.DropEvent

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Everything that is logged comes here, of our own and of the libraries."""
        faults = self.faults

        class Ear(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                faults.append(f"{record.getMessage()} {record.exc_info}")

        ear = Ear(logging.WARNING)
        logging.getLogger().addHandler(ear)
        structlog.configure(processors=[self])
        try:
            yield
        finally:
            logging.getLogger().removeHandler(ear)
            structlog.reset_defaults()


@dataclass
class Room:
    """The service, and what its callbacks answered so far."""

    service: Service
    platform: Platform
    heard: Heard
    server: web.Server
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def names(self) -> list[str]:
        """The callbacks that are open."""
        routes = {
            getattr(one.resource, "canonical", "") for one in self.service.app.router.routes()
        }
        return [name for name, line in self.platform.lines.items() if line.path in routes]

    async def throw(self, name: str, call: Call, method: str = "POST") -> int:
        """The status by which the callback answers."""
        request = self._request(self.platform.lines[name].path, call, method)
        try:
            answer = await self.service.app._handle(request)
            status = answer.status
        except web.HTTPException as error:
            status = error.status
        except Exception as error:  # noqa: BLE001 (a server would answer 500 and log it)
            self.heard.faults.append(f"{name}: {error!r}")
            status = 500
        self.statuses[status] += 1
        return status

    def _request(self, path: str, call: Call, method: str) -> web.Request:
        at = URL(f"{path}?{urlencode(call.query, errors='replace')}", encoded=True)
        length = {"Content-Length": str(len(call.body))}
        head = {"Content-Type": call.content_type, **length, **call.headers}
        message = RawRequestMessage(
            method,
            str(at),
            HttpVersion11,
            CIMultiDictProxy(CIMultiDict({"Host": "localhost", **head})),
            tuple((name.encode(), value.encode()) for name, value in head.items()),
            should_close=False,
            compression=None,
            upgrade=False,
            chunked=False,
            url=at,
        )
        loop = asyncio.get_running_loop()
        handler = RequestHandler(self.server, loop=loop)
        task = asyncio.current_task()
        assert task is not None
        writer = StreamWriter(handler, loop)
        size = self.service.app._client_max_size
        return web.Request(
            message, _stream(call.body), handler, writer, task, loop, client_max_size=size
        )

    async def stored(self) -> int:
        """How many messages are in the inbox."""

        def count(session: Session) -> int:
            return session.scalar(select(func.count()).select_from(InboundMessage)) or 0

        return await self.service.loops.db.read(count)


def _stream(body: bytes) -> StreamReader:
    reader = StreamReader(_Idle(), limit=2**16)
    reader.feed_data(body)
    reader.feed_eof()
    return reader


async def _never(request: web.BaseRequest) -> web.StreamResponse:
    """The server stands for a connection; what is asked goes straight to the application."""
    return web.Response(status=404)


class _Idle(BaseProtocol):
    """Nobody is at the other end."""

    def __init__(self) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self, resume_parser: bool = True) -> None:
        pass


@asynccontextmanager
async def a_room(folder: Path) -> AsyncIterator[Room]:
    """A service on a fresh database that hears the emulated platform; its loops do not run."""
    url, platform, heard = f"sqlite:///{folder / 'fuzz.db'}", Platform(SystemClock()), Heard()
    await build_template(url)
    await platform.start()
    sections = settings_of(platform, robot_mode="callback")
    sections["official_account"]["passive_within"] = 0  # nobody is there who would answer
    sections["wecom_aibot"]["passive_within"] = 0
    known = {name: given for name, given in sections.items() if name in Settings.model_fields}
    settings = Settings(
        database_url=url,
        web=WebSettings(port=0),
        media_dir=folder,
        sms_file=folder / "sms",
        **known,  # type: ignore[arg-type]
    )
    service = await build(settings)
    try:
        with heard.listening():
            yield Room(service, platform, heard, web.Server(_never))
    finally:
        for channel in service.channels:
            await channel.stop()
        await service.loops.db.close()
        await platform.stop()
