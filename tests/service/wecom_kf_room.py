"""A customer-service account of ours between a fake desk and a real inbox."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlmodel import Session, col, select

from bot.channels.bounce import Bounce
from bot.channels.platform.ground import Ground
from bot.channels.wecom_kf.channel import PATH, WecomKf
from bot.channels.wecom_kf.settings import WecomKfSettings
from bot.inlet import Inlet
from bot.metrics import Metrics
from storage import cursors
from storage.clock import SetClock
from storage.db import Database
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.region import County
from tests.service.fake_wechat import Callback, Sender

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
CORP = "ww9f1c0a7d2b3e4f55"
SECRET = "kfSecret-8c1d"
TOKEN = "kfToken7"
AES_KEY = "kfkfkfkfkfkfkfkfkfkfkfkfkfkfkfkfkfkfkfkfkfk"
ACCOUNT = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw"
AUNTIE = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"  # 王大妈
UNCLE = "wmAJ2GCAAA2Kp8sUncle0_ZM9gaoshu00"  # 高叔
JPEG = b"\xff\xd8\xff\xe0" + bytes(64)
_ids = count(1)

Client = TestClient[web.Request, web.Application]
Item = dict[str, Any]


def item(kind: str, content: Any, sender: str = AUNTIE, **more: Any) -> Item:
    """A message as `sync_msg` gives it."""
    head = {
        "msgid": f"kfmsg{next(_ids):06d}",
        "open_kfid": ACCOUNT,
        "external_userid": sender,
        "send_time": AT,
        "origin": 3,
        "msgtype": kind,
        kind: content,
    }
    return head | more


def text(words: str, sender: str = AUNTIE, **more: Any) -> Item:
    return item("text", {"content": words}, sender, **more)


def event(kind: str, sender: str = AUNTIE, **content: Any) -> Item:
    told = {"event_type": kind, "open_kfid": ACCOUNT, "external_userid": sender, **content}
    found = item("event", told, sender, origin=4)
    del found["external_userid"]
    return found


@dataclass
class FakeDesk:
    """The platform: what can be fetched, what was said, and how it fails."""

    items: list[Item] = field(default_factory=list)
    page: int = 100
    pulls: list[Item] = field(default_factory=list)
    said: list[Item] = field(default_factory=list)
    greeted: list[Item] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    state: int = 1
    pulling: deque[int] = field(default_factory=deque)
    saying: deque[int] = field(default_factory=deque)
    greeting: deque[int] = field(default_factory=deque)
    gate: asyncio.Event | None = None
    file_gate: asyncio.Event | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/cgi-bin/gettoken", self._token)
        app.router.add_get("/cgi-bin/media/get", self._file)
        for path, answer in (
            ("sync_msg", self._sync),
            ("send_msg", self._say),
            ("send_msg_on_event", self._greet),
            ("service_state/get", self._state),
        ):
            app.router.add_post(f"/cgi-bin/kf/{path}", answer)
        return app

    @property
    def words(self) -> list[str]:
        return [one["text"]["content"] for one in self.said if one["msgtype"] == "text"]

    async def _token(self, request: web.Request) -> web.Response:
        is_right = request.query["corpid"] == CORP and request.query["corpsecret"] == SECRET
        return _answer(access_token="kf-token", expires_in=7200) if is_right else _answer(40001)

    async def _sync(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.pulls.append(asked)
        if self.pulling and (code := self.pulling.popleft()):
            return _answer(code)
        if self.gate is not None:
            await self.gate.wait()
        first = int(asked.get("cursor", "C0")[1:])
        last = min(first + self.page, len(self.items))
        more = int(last < len(self.items))
        return _answer(next_cursor=f"C{last}", has_more=more, msg_list=self.items[first:last])

    async def _say(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self.saying and (code := self.saying.popleft()):
            return _answer(code)
        self.said.append(said)
        return _answer(msgid=said["msgid"])

    async def _greet(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self.greeting and (code := self.greeting.popleft()):
            return _answer(code)
        self.greeted.append(said)
        return _answer(msgid=said["msgid"])

    async def _state(self, request: web.Request) -> web.Response:
        await request.json()
        return _answer(service_state=self.state)

    async def _file(self, request: web.Request) -> web.Response:
        if self.file_gate is not None:
            await self.file_gate.wait()
        content = self.files.get(request.query["media_id"])
        return _answer(40007) if content is None else web.Response(body=content)


def _answer(code: int = 0, **more: Any) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": "", **more})


@dataclass
class Room:
    """The account and everything around it."""

    kf: WecomKf
    desk: FakeDesk
    db: Database
    clock: SetClock
    bounces: list[Bounce]
    rejected: Counter[str]
    ignored: Counter[str]
    sender: Sender = field(default_factory=lambda: Sender(TOKEN, AES_KEY, CORP))
    client: Client | None = None

    async def told(self, token: str = "ENC1", account: str = ACCOUNT, event: str = "") -> int:
        return (await self.post(self.callback(token, account, event)))[0]

    def callback(self, token: str = "ENC1", account: str = ACCOUNT, event: str = "") -> Callback:
        xml = (
            f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><CreateTime>{AT}</CreateTime>"
            f"<MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[{event or 'kf_msg_or_event'}]]></Event>"
            f"<Token><![CDATA[{token}]]></Token><OpenKfId><![CDATA[{account}]]></OpenKfId></xml>"
        )
        return self.sealed(xml)

    def sealed(self, xml: str | bytes) -> Callback:
        found = self.sender.safe(xml, AT)
        query = {name: found.query[name] for name in ("msg_signature", "timestamp", "nonce")}
        return Callback(query, found.body)

    async def post(self, callback: Callback) -> tuple[int, str]:
        assert self.client is not None
        answer = await self.client.post(PATH, params=callback.query, data=BytesIO(callback.body))
        return answer.status, await answer.text()

    async def pull(self, *items: Item) -> list[InboundMessage]:
        """These have come and are fetched; gives everything that is stored."""
        self.desk.items.extend(items)
        self.kf.puller.tell("ENC1")
        await self.kf.puller.step()
        return await self.stored()

    async def stored(self) -> list[InboundMessage]:
        def read(session: Session) -> list[InboundMessage]:
            found = list(session.exec(select(InboundMessage).order_by(col(InboundMessage.id))))
            session.expunge_all()
            return found

        return await self.db.read(read)

    async def cursor(self) -> str:
        return await self.db.read(lambda session: cursors.find(session, f"wecom_kf:{ACCOUNT}"))

    def later(self, seconds: float) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))


@asynccontextmanager
async def a_room(db: Database, media_dir: Path, desk: FakeDesk, base: str) -> AsyncIterator[Room]:
    """One replica of the service, not looking by itself: `puller.step` is called by hand."""
    clock, metrics = SetClock(NOW), Metrics()
    rejected: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    bounces: list[Bounce] = []
    inlet = Inlet(db, clock, metrics, lambda: None)
    ground = Ground(
        inlet.accept,
        db,
        clock,
        media_dir,
        on_rejected=lambda reason: rejected.update([reason]),
        on_ignored=lambda what: ignored.update([what]),
    )
    settings = WecomKfSettings(
        secret=SecretStr(SECRET),
        token=SecretStr(TOKEN),
        aes_key=SecretStr(AES_KEY),
        open_kfid=ACCOUNT,
    )
    kf = WecomKf(
        settings,
        (CORP, base),
        ground,
        inlet.accept_with,
        lambda _session, bounce: bounces.append(bounce),
        metrics,
    )
    room = Room(kf, desk, db, clock, bounces, rejected, ignored)
    app = web.Application(client_max_size=64 * 1024**2)
    app.router.add_routes(kf.routes())
    async with TestClient(TestServer(app)) as client:
        room.client = client
        yield room
        await kf.stop()


async def seed(db: Database) -> None:
    await db.tx(lambda session: session.add(County(code="QH", name="青河县", centre_name="县中心")))


def words_to(openid: str, words: str, key: str = "say:1", **more: Any) -> OutboundMessage:
    return OutboundMessage(
        county_id=1,
        key=key,
        channel="wecom_kf",
        chat_id=openid,
        audience="private:王大妈",
        text=words,
        created_at=NOW,
        not_before=NOW,
        **more,
    )
