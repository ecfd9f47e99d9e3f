"""The whole service over the demo county, its staff at an emulated 企业微信, driven by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlmodel import Session, col, select

from bot.channels.base import Inbound
from bot.channels.platform.ground import Ground
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.settings import WeComSettings
from bot.loops import Loops
from bot.metrics import Metrics
from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from storage import outbox
from storage import staff as identities
from storage.clock import SetClock
from storage.codes import MessageKind, Role
from storage.db import Database
from storage.regions import bump_directory
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Person, Post
from storage.tables.region import Department
from tests.fakes import FakeChannel
from tests.platform.people import Staff, staff
from tests.platform.wecom.company import NAME as HOST
from tests.platform.wecom.directory import APP
from tests.platform.world import AGENT_ID, CORP_ID, KEYS, SECRETS, TOKENS, Platform

TUESDAY = datetime(2026, 4, 14, 1, 5, tzinfo=UTC)  # five past nine in China
GROUP = "wx_dongguan"
SEWER = "咱院3号楼前边下水道又堵了，井盖也翻起来了，臭水流一地，骑车的可得小心"
_numbers = count(1)


def some_settings(**changes: Any) -> WeComSettings:
    """Those of the emulated company's application."""
    given: dict[str, Any] = {
        "corp_id": CORP_ID,
        "agent_id": AGENT_ID,
        "secret": SecretStr(SECRETS[APP]),
        "token": SecretStr(TOKENS[APP]),
        "aes_key": SecretStr(KEYS[APP]),
    }
    return WeComSettings(**(given | changes))


@dataclass
class Room:
    """The service, the platform, and a residents' group beside them."""

    loops: Loops
    app: WeCom
    platform: Platform
    clock: SetClock
    group: FakeChannel = field(default_factory=FakeChannel)
    rejected: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def db(self) -> Database:
        """What is remembered."""
        return self.loops.db

    async def employs(self, name: str, userid: str, clerk_of: str = "") -> Staff:
        """The person of the demo county with this name works at the company under this id.

        As `clerk_of` a department it is somebody new there.
        """

        def bind(session: Session) -> None:
            if clerk_of:
                _hire(session, name, clerk_of)
            person = session.exec(select(Person).where(col(Person.name) == name)).one()
            identities.bind(session, person.id or 0, "wecom", userid.lower())

        await self.db.tx(bind)
        return staff(self.platform, userid.lower(), name)

    async def accounts(self) -> set[str]:
        """Under which ids staff are known at the company."""
        known = await self.db.read(lambda session: identities.list_staff(session, "wecom"))
        return {one.user_id for one in known if one.user_id}

    def heard_elsewhere(self, words: str, who: str) -> Inbound:
        """Something a person says one to one on another channel."""
        return Inbound(
            channel="webchat",
            key=f"{who}:{next(_numbers)}",
            chat_id=who,
            sender_id=who,
            kind=MessageKind.TEXT,
            sent_at=self.clock.now(),
            text=words,
        )

    async def group_says(self, words: str, who: str = "p:高叔") -> None:
        """A resident says something in the residents' group, and everything follows from it."""
        heard = Inbound(
            channel="webchat",
            key=f"{who}:{next(_numbers)}",
            chat_id=GROUP,
            sender_id=who,
            kind=MessageKind.TEXT,
            sent_at=self.clock.now(),
            text=words,
            is_group=True,
            sender_name=who.removeprefix("p:"),
        )
        await self.loops.inlet.accept([heard])
        await self.settle()

    async def settle(self, later: timedelta = timedelta(seconds=45)) -> None:
        """Everything that follows until then has happened, on the cards too."""
        await self.loops.settle()
        self.clock.set(self.clock.now() + later)
        await self.loops.settle()
        while await self.app.desk.step():
            continue

    async def says(self, *rows: OutboundMessage) -> None:
        """These wait to be sent."""

        def put(session: Session) -> None:
            for row in rows:
                outbox.put(session, row)

        await self.db.tx(put)

    def grey(self, who: Staff, button: str) -> str:
        """What the newest card with this button says to them instead of its buttons."""
        _, task_id, _ = who.card(button)
        return self.platform.updates.cards[task_id].grey.get(who.person.userid, "")

    async def heard(self) -> list[InboundMessage]:
        """What members said, as it was stored."""
        found = select(InboundMessage).where(col(InboundMessage.channel) == "wecom")
        return await self.db.read(lambda session: list(session.exec(found)))

    async def said(self) -> list[OutboundMessage]:
        """What was to be said to members."""
        found = select(OutboundMessage).where(col(OutboundMessage.channel) == "wecom")
        return await self.db.read(lambda session: list(session.exec(found)))


def a_word(text: str, number: int, **more: Any) -> OutboundMessage:
    """Something to be said to 郭网格."""
    given: dict[str, Any] = {
        "county_id": 1,
        "key": f"say:{number}",
        "channel": "wecom",
        "chat_id": "guo",
        "audience": "grid_member",
        "text": text,
        "created_at": TUESDAY,
        "not_before": TUESDAY,
    }
    return OutboundMessage(**given | more)


def _hire(session: Session, name: str, department: str) -> None:
    there = session.exec(select(Department).where(col(Department.name) == department)).one()
    person = Person(county_id=there.county_id, name=name, created_at=TUESDAY)
    session.add(person)
    session.flush()
    post = Post(
        county_id=there.county_id,
        person_id=person.id or 0,
        role=Role.DEPARTMENT_CLERK,
        department_id=there.id,
        rank=1,
    )
    session.add(post)
    bump_directory(session, there.county_id)


@asynccontextmanager
async def a_room(county_url: str, media: Path) -> AsyncIterator[Room]:
    """A room that is ready; nothing of it runs afterwards."""
    clock = SetClock(TUESDAY)
    platform = Platform(clock)
    await platform.start()
    loops = Loops(
        Database.open(county_url), clock, WorldSource(Policy(), load_categories()), Metrics()
    )
    rejected: list[str] = []
    ignored: list[str] = []
    ground = Ground(
        loops.inlet.accept,
        loops.db,
        clock,
        media,
        on_rejected=rejected.append,
        on_ignored=ignored.append,
    )
    app = WeCom(some_settings(api_base=platform.base(HOST)), ground, Metrics())
    room = Room(loops, app, platform, clock, rejected=rejected, ignored=ignored)
    for channel in (app, room.group):
        loops.add(channel)
    site = web.Application()
    site.router.add_routes(app.routes())
    server = TestServer(site)
    await server.start_server()
    platform.call(str(server.make_url("")).rstrip("/"))
    yield room
    await server.close()
    await app.stop()
    await platform.stop()
    await loops.db.close()
