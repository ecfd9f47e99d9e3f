"""The demo page over the demo county, with the real way in and no loops: what tests stand on."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, SQLModel, col, select

from bot import web
from bot.channels.vouching import Voucher
from bot.channels.webchat import WebChat
from bot.console.addresses import Console
from bot.console.house import House
from bot.inlet import Inlet
from bot.lookup.pages import Pages
from bot.metrics import Metrics
from bot.world import Readers, WorldSource, readers_of
from handlers.policy import Policy
from handlers.understanding.categories import Categories
from handlers.understanding.tree import load_categories
from storage.clock import Clock, ShiftedClock, SystemClock
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.engines import building_engine, parse_url
from storage.tables.person import Person

TUESDAY = datetime(2026, 4, 14, 1, 5, tzinfo=UTC)  # five past nine in China
GAO, LI, GUO = "p:高叔", "p:李姐", "p:郭网格"
URBAN, COUNTY_DUTY = "p:城管局值班", "p:县值班"
GROUP = "wx_dongguan"
PNG = b"\x89PNG\r\n\x1a\n" + b"a small picture"

Client = TestClient[Any, Any]


class WalledClock(ShiftedClock):
    """A demo clock whose wall clock stands still, so that tests know the time."""

    def now(self) -> datetime:
        return TUESDAY + self.ahead


@dataclass
class Room:
    """The page's parts as a test needs them."""

    db: Database
    clock: WalledClock
    channel: WebChat
    client: Client
    media_root: Path
    moves: list[datetime]

    async def get(self, path: str, status: int = 200, **query: str) -> dict[str, Any]:
        """What the API answers to a question."""
        answer = await self.client.get(f"/chat/api/{path}", params=query)
        assert answer.status == status, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found

    async def post(self, path: str, status: int = 200, **value: Any) -> dict[str, Any]:
        """What the API answers to an act."""
        answer = await self.client.post(f"/chat/api/{path}", json=value)
        assert answer.status == status, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found

    async def sit(self, name: str) -> None:
        """The seat of this person at the console is taken, as a visitor of the demo does."""
        person_id = await self.person(name)
        answer = await self.client.post("/console/seat", data={"person": str(person_id)})
        assert answer.status == 200, await answer.text()

    async def person(self, name: str) -> int:
        """The row id of a person."""
        found = await self.db.read(
            lambda s: s.exec(select(Person.id).where(col(Person.name) == name)).one()
        )
        return found or 0

    async def form_token(self) -> str:
        """The token that the forms of whoever is signed in carry."""
        text = await (await self.client.get("/console/password")).text()
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', text)
        assert found is not None, text
        return found[1]

    async def say(self, text: str, seat: str = GAO, chat: str = GROUP, **more: Any) -> Any:
        """Somebody says something; gives the message as the page sees it."""
        given = {"seat": seat, "chat": chat, "id": f"act-{text[:8].encode().hex()}", "kind": "text"}
        answered = await self.post("messages", **(given | {"text": text} | more))
        return answered["message"]


@cache
def _readers() -> tuple[Categories, Readers]:
    """What reads texts; made once, since it takes long to make."""
    categories = load_categories()
    return categories, readers_of(categories)


def county_source() -> WorldSource:
    """What knows the county of one room; of another room's it must know nothing."""
    return WorldSource(Policy(), *_readers())


@cache
def demo_database() -> bytes:
    """A SQLite file with the demo county in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
            SQLModel.metadata.create_all(engine)
            seed(session, demo_county_file(), now=TUESDAY - timedelta(days=30))
            session.commit()
        return path.read_bytes()


@asynccontextmanager
async def open_room(
    folder: Path,
    *,
    is_demo: bool = True,
    wall: Clock | None = None,
    channels: tuple[str, ...] = (),
    voucher: Voucher | None = None,
) -> AsyncIterator[Room]:
    """The pages are served over a database of their own in `folder`, with the demo county in it."""
    path, media_root = folder / "demo.db", folder / "media"
    path.write_bytes(demo_database())
    db = Database.open(f"sqlite:///{path}")
    moves: list[datetime] = []
    clock, metrics = WalledClock(), Metrics()
    inlet = Inlet(db, clock, metrics, lambda: None)

    async def moved() -> None:
        moves.append(clock.now())

    channel = WebChat(db, inlet.accept, clock, media_root, moved)

    async def ready() -> dict[str, bool]:
        return {}

    house = House(
        db,
        clock,
        wall or SystemClock(),
        county_source(),
        media_root,
        channels=channels,
        is_demo=is_demo,
        public_url="https://wg.example.gov.cn",
        voucher=voucher,
    )
    rooms = Console(house)
    own = Pages(house, answers_after=0.05)
    app = web.create([*channel.routes(), *rooms.routes(), *own.routes()], ready, metrics)
    app.on_shutdown.append(rooms.let_go)
    async with TestClient(TestServer(app)) as client:
        yield Room(db, clock, channel, client, media_root, moves)
        await channel.stop()
    await db.close()
