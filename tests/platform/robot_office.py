"""Our intelligent robot on the emulated platform, between its chats and a real inbox."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlmodel import Session, col, select

from bot.channels.platform.ground import Ground
from bot.channels.wecom_aibot.channel import CalledAibot, ConnectedAibot
from bot.channels.wecom_aibot.settings import AibotMode, WecomAibotSettings
from bot.inlet import Inlet
from bot.metrics import Metrics
from storage.clock import SetClock, ShiftedClock
from storage.db import Database
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.region import County
from tests.platform.world import BOT_ID, KEYS, SECRETS, SOCKET, TOKENS, Platform

AIBOT = "aibot"
GROUP = "wrDongGuanGrid"


@dataclass
class Robot:
    """One replica's robot and what it has heard."""

    platform: Platform
    channel: Any
    db: Database
    clock: SetClock | ShiftedClock
    ignored: Counter[str]
    rejected: Counter[str] = field(default_factory=Counter)

    async def stored(self) -> list[InboundMessage]:
        def read(session: Session) -> list[InboundMessage]:
            found = list(session.exec(select(InboundMessage).order_by(col(InboundMessage.id))))
            session.expunge_all()
            return found

        return await self.db.read(read)

    async def say(self, words: str, key: str = "say:1", **more: Any) -> str:
        now = self.clock.now()
        row = OutboundMessage(
            county_id=1,
            key=key,
            channel="wecom_aibot",
            audience="staff_group",
            text=words,
            created_at=now,
            not_before=now,
            **{"chat_id": GROUP, "is_group": True, **more},
        )
        return str(await self.channel.send(row))

    def later(self, seconds: float) -> None:
        if isinstance(self.clock, ShiftedClock):
            self.clock.move(timedelta(seconds=seconds))
        else:
            self.clock.set(self.clock.now() + timedelta(seconds=seconds))


def settings(platform: Platform, mode: AibotMode, passive_within: float = 0) -> WecomAibotSettings:
    return WecomAibotSettings(
        mode=mode,
        bot_id=BOT_ID,
        passive_within=passive_within,
        secret=SecretStr(SECRETS[AIBOT]),
        token=SecretStr(TOKENS[AIBOT]),
        aes_key=SecretStr(KEYS[AIBOT]),
        socket_url=f"{platform.address.replace('http', 'ws')}/{SOCKET}",
    )


async def seed(db: Database) -> None:
    await db.tx(lambda s: s.add(County(code="QH", name="青河县", centre_name="县中心")))


def ground_of(
    db: Database, clock: SetClock | ShiftedClock, media: Path, robot: Counter[str], no: Counter[str]
) -> Ground:
    inlet = Inlet(db, clock, Metrics(), lambda: None)
    return Ground(
        inlet.accept,
        db,
        clock,
        media,
        on_ignored=lambda what: robot.update([what]),
        on_rejected=lambda why: no.update([why]),
    )


@asynccontextmanager
async def connected(
    platform: Platform, db: Database, clock: SetClock | ShiftedClock, media: Path
) -> AsyncIterator[Robot]:
    """A replica in socket mode; `line.step` is called by hand."""
    ignored, rejected = Counter[str](), Counter[str]()
    ground = ground_of(db, clock, media, ignored, rejected)
    robot = ConnectedAibot(settings(platform, AibotMode.SOCKET), ground, Metrics())
    robot.ear.start()
    yield Robot(platform, robot, db, clock, ignored, rejected)
    await robot.stop()


@asynccontextmanager
async def called(
    platform: Platform,
    db: Database,
    clock: SetClock | ShiftedClock,
    media: Path,
    passive_within: float = 0,
) -> AsyncIterator[Robot]:
    """The robot in callback mode, reached by the platform."""
    ignored, rejected = Counter[str](), Counter[str]()
    ground = ground_of(db, clock, media, ignored, rejected)
    base = platform.base("qyapi.weixin.qq.com")
    robot = CalledAibot(settings(platform, AibotMode.CALLBACK, passive_within), ground, base)
    app = web.Application()
    app.router.add_routes(robot.routes())
    server = TestServer(app)
    await server.start_server()
    platform.call(str(server.make_url("")).rstrip("/"))
    yield Robot(platform, robot, db, clock, ignored, rejected)
    await robot.stop()
    await server.close()
