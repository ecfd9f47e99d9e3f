"""A county that asks a language model: a server that answers as it is told, and the real loops."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlmodel import Session, col, select

from bot.channels.base import Channel
from bot.channels.language_model.channel import LanguageModel
from bot.channels.language_model.settings import LanguageModelSettings
from bot.loops import Loops
from bot.metrics import Metrics
from bot.replay.passing import pass_until
from bot.replay.play import Listener
from bot.world import WorldSource
from handlers.policy import Policy
from handlers.ports import Reader
from handlers.speech import LANGUAGE_MODEL
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent, Matter, PlaceGuess, PlaceName, Reading
from handlers.understanding.tree import load_categories
from storage.clock import CHINA, SetClock
from storage.codes import TaskState, Urgency
from storage.db import Database
from storage.tables.case import Case, Task
from storage.tables.conversation import Draft
from storage.tables.message import InboundMessage, OutboundMessage
from tests.fakes import heard

NINE = datetime(2026, 4, 14, 9, 0, tzinfo=CHINA)
GROUP = "wx_dongguan"
TREE = load_categories()
DARK = "3号楼前头那个高杆子又瞎了,黑灯瞎火的"
"""Words of which the reader of this room is unsure: a lamp, or a road."""
ASKED_AT = Policy().question_after.total_seconds() + 2
"""Seconds after nine: what was said at nine has settled by then."""


@dataclass(frozen=True)
class Doubting:
    """Reads as the product does, but is unsure of certain words, whatever it learns one day."""

    inner: Reader
    others: tuple[tuple[str, float], ...] = (("streetlight", 0.3), ("road_damage", 0.2))
    lead: str = "public_facility"

    def read(self, text: str, around: Around) -> Reading:
        reading = self.inner.read(text, around)
        if "高杆子" not in text or "路灯" in text:
            return reading
        is_said = "3号楼" in text
        spot = PlaceGuess("3号楼前头" if is_said else "", None, 0.9, is_specific=is_said)
        matter = Matter(self.lead, 0.4, Urgency.U2, text, others=self.others, place=spot)
        return Reading(Intent.REPORT, 0.7, (matter,), spot, is_unsure=True)


@cache
def _reader(names: tuple[PlaceName, ...]) -> Reader:
    return TextReader(TREE, names, shipped_model())


def doubting(names: tuple[PlaceName, ...], **how: Any) -> Reader:
    return Doubting(_reader(names), **how)


@dataclass(frozen=True)
class Trouble:
    """How the model's server fails instead of answering."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    hangs: bool = False
    hangs_up: bool = False
    sends_to: str = ""


@dataclass
class FakeModel:
    """An endpoint that keeps what it was asked and says what it was told to say."""

    says: deque[str | Trouble] = field(default_factory=deque)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        return app

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What each user message held."""
        return [json.loads(body["messages"][1]["content"]) for body in self.asked]

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        said = self.says.popleft() if self.says else vote_for(None)
        if isinstance(said, str):
            return web.json_response(completion(said))
        if said.hangs:
            await asyncio.sleep(1.5)
        if said.hangs_up and request.transport is not None:
            request.transport.abort()
        headers = {"Location": said.sends_to} if said.sends_to else {}
        return web.Response(
            status=said.status, body=said.body, content_type=said.content_type, headers=headers
        )


def vote_for(leaf: str | None, *, is_report: bool = True, reason: str = "像") -> str:
    return json.dumps({"leaf": leaf, "is_report": is_report, "reason": reason}, ensure_ascii=False)


def completion(content: str) -> dict[str, Any]:
    """An answer in the dress that OpenAI gave it."""
    message = {"role": "assistant", "content": content}
    return {"id": "c1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


@dataclass
class Room:
    """The loops of one county under a set clock, and the model they ask."""

    loops: Loops
    clock: SetClock
    model: FakeModel
    settings: LanguageModelSettings
    said: int = 0

    async def say(self, text: str, at: float = 0, name: str = "王大妈", **more: Any) -> None:
        """Somebody says this so many seconds after nine, in the group unless it is changed."""
        await self.until(at)
        self.said += 1
        given = {"chat_id": GROUP, "sender_id": f"p:{name}", "sender_name": name} | more
        one = heard(f"m{self.said}", text=text, sent_at=self.clock.now(), **given)
        await self.loops.inlet.accept([one])
        await self.loops.settle()

    async def until(self, seconds: float) -> None:
        """So many seconds after nine, and all that fell due before is done."""
        await pass_until(self.loops, self.clock, NINE + timedelta(seconds=seconds))

    async def told(self, audience: str = "group") -> list[str]:
        """What these readers were told, in order."""
        rows = await self.rows(OutboundMessage)
        return [row.text for row in rows if row.audience == audience]

    async def receipts(self) -> list[str]:
        """What became of each question to the model."""
        rows = await self.rows(OutboundMessage)
        return [row.receipt for row in rows if row.channel == LANGUAGE_MODEL]

    async def cases(self) -> list[Case]:
        return await self.rows(Case)

    async def drafts(self) -> list[Draft]:
        return await self.rows(Draft)

    async def open_tasks(self) -> list[str]:
        return [one.key for one in await self.rows(Task) if one.state is TaskState.OPEN]

    async def rows(self, table: Any) -> list[Any]:
        def read(session: Session) -> list[Any]:
            return list(session.exec(select(table).order_by(col(table.id))))

        return await self.loops.db.read(read)

    async def everything_sent(self) -> str:
        """All that left the house for the model, as one text."""
        return json.dumps(self.model.asked, ensure_ascii=False)

    async def votes(self) -> list[dict[str, Any]]:
        """What arrived from the model's channel."""
        rows: list[InboundMessage] = await self.rows(InboundMessage)
        return [row.data for row in rows if row.channel == LANGUAGE_MODEL]


@asynccontextmanager
async def a_room(
    url: str,
    *,
    channel: Channel | None = None,
    reads: dict[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Room]:
    """A county with its model; `channel` stands in its place, `reads` changes the doubts."""
    db, model, clock = Database.open(url), FakeModel(), SetClock(NINE)
    server = TestServer(model.app())
    await server.start_server()
    policy = replace(Policy(), asks_language_model=True)
    readers = partial(doubting, **(reads or {}))
    loops = Loops(db, clock, WorldSource(policy, TREE, readers), Metrics())
    given = {"base_url": str(server.make_url("/v1")), "model": "small", "timeout_seconds": 0.4}
    told = LanguageModelSettings.model_validate(given | settings)
    asked = channel or LanguageModel(told, db, loops.inlet.accept, clock)
    loops.add(Listener())
    loops.add(asked)
    try:
        yield Room(loops, clock, model, told)
    finally:
        await loops.stop()
        await asked.stop()
        await server.close()
        await db.close()
