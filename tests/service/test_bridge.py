"""The bridge: a gateway hands messages in, signed, and takes what is to be said, signed as well."""

import asyncio
import base64
import json
import runpy
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.channels.base import Inbound, SendLater, SendRefused
from bot.channels.bridge.channel import PATH, Bridge
from bot.channels.bridge.messages import WrongMessageError, read_message
from bot.channels.bridge.posting import document
from bot.channels.bridge.settings import BridgeSettings
from bot.channels.bridge.signing import SIGNATURE, TIMESTAMP, signature, signed
from bot.channels.platform.ground import Ground
from storage.clock import CHINA, SetClock, SystemClock
from storage.codes import MessageKind
from storage.db import Database
from storage.tables.message import OutboundMessage

SECRET = "a-secret-of-the-county"
NOW = SystemClock().now().replace(microsecond=0)
AT = int(NOW.timestamp())
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)

Client = TestClient[web.Request, web.Application]


@dataclass
class Room:
    """The bridge, the gateway behind it, and an inbox that keeps each key once."""

    client: Client
    bridge: Bridge
    ground: Ground
    clock: SetClock
    gateway: str
    media: Path
    stored: dict[str, Inbound]
    rejected: Counter[str]
    brought: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def post(self, said: dict[str, Any] | bytes, **headers: str) -> tuple[int, Any]:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        response = await self.client.post(
            PATH, data=body, headers=signed(SECRET, AT, body) | headers
        )
        return response.status, await response.json()

    async def take(self, request: web.Request) -> web.Response:
        self.brought.append((dict(request.headers), await request.read()))
        return self.answers.pop(0) if self.answers else web.json_response({"receipt": "r1"})


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    stored: dict[str, Inbound] = {}
    rejected: Counter[str] = Counter()

    async def accept(messages: Sequence[Inbound]) -> None:
        for message in messages:
            stored.setdefault(message.key, message)

    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=PNG, content_type="image/png")

    clock = SetClock(NOW)
    db = Database.open(f"sqlite:///{tmp_path / 'bridge.db'}")
    ground = Ground(
        accept, db, clock, tmp_path / "media", on_rejected=lambda w: rejected.update([w])
    )
    gateway = web.Application()
    server = TestServer(gateway)
    holder: list[Room] = []

    async def take(request: web.Request) -> web.Response:
        return await holder[0].take(request)

    gateway.add_routes([web.post("/out", take), web.get("/well.png", picture)])
    await server.start_server()
    settings = BridgeSettings(secret=SecretStr(SECRET), out_url=str(server.make_url("/out")))
    bridge = Bridge(settings, ground)
    app = web.Application()
    app.add_routes(bridge.routes())
    async with TestClient(TestServer(app)) as client:
        url = str(server.make_url("/"))
        holder.append(
            Room(client, bridge, ground, clock, url, tmp_path / "media", stored, rejected)
        )
        yield holder[0]
    await bridge.stop()
    await server.close()
    await db.close()


def said(**more: Any) -> dict[str, Any]:
    return {
        "key": "archive:88001",
        "chat": {"id": "wr_dongguan", "is_group": True},
        "sender": {"id": "wm_wang", "name": "王大妈"},
        "sent_at": (NOW - timedelta(minutes=1)).astimezone(CHINA).isoformat(),
        "text": "三号楼前面井盖歪了",
        **more,
    }


def to_say(**more: Any) -> OutboundMessage:
    given = {"key": "m:7:1", "chat_id": "wr_dongguan", "is_group": True, "text": "记下了。", **more}
    return OutboundMessage(
        county_id=1, channel="bridge", audience="group", created_at=NOW, not_before=NOW, **given
    )


async def test_a_signed_message_is_heard_as_it_was_said(room: Room) -> None:
    assert await room.post(said()) == (200, {"ok": True, "key": "archive:88001"})
    heard = room.stored["archive:88001"]
    assert (heard.channel, heard.chat_id, heard.sender_id) == ("bridge", "wr_dongguan", "wm_wang")
    assert (heard.text, heard.is_group, heard.kind) == (
        "三号楼前面井盖歪了",
        True,
        MessageKind.TEXT,
    )
    assert heard.sent_at == NOW - timedelta(minutes=1)


async def test_the_same_message_twice_is_one(room: Room) -> None:
    for _ in range(2):
        status, _ = await room.post(said())
        assert status == 200
    assert len(room.stored) == 1


async def test_a_message_is_never_from_the_future(room: Room) -> None:
    await room.post(said(sent_at=(NOW + timedelta(days=1)).isoformat()))
    assert room.stored["archive:88001"].sent_at == NOW


@pytest.mark.parametrize("by", ["base64", "url"])
async def test_a_picture_is_kept_when_it_comes(room: Room, by: str, tmp_path: Path) -> None:
    url = f"{room.gateway}well.png"
    media = {"base64": base64.b64encode(PNG).decode()} if by == "base64" else {"url": url}
    assert (await room.post(said(kind="image", text="", media=media)))[0] == 200
    name = room.stored["archive:88001"].data["file"]
    kept = [path for path in room.media.rglob("*") if path.name == name]
    assert kept[0].read_bytes() == PNG


async def test_a_picture_that_cannot_be_had_takes_no_word_away(room: Room) -> None:
    media = {"url": "http://127.0.0.1:9/none.png"}
    assert (await room.post(said(kind="image", media=media)))[0] == 200
    assert room.stored["archive:88001"].text == "三号楼前面井盖歪了"
    assert "file" not in room.stored["archive:88001"].data


async def test_who_does_not_know_the_secret_is_not_heard(room: Room) -> None:
    body = json.dumps(said()).encode()
    wrong = signed("another-secret-of-ours", AT, body)
    none: dict[str, str] = {}
    changed = signed(SECRET, AT, body + b" ")
    for headers in (wrong, none, changed, {**wrong, SIGNATURE: "é"}):
        response = await room.client.post(PATH, data=body, headers=headers)
        assert response.status == 403
    assert not room.stored
    assert room.rejected["not_signed"] == 4


@pytest.mark.parametrize("late", [-601, 601])
async def test_an_old_or_early_stamp_is_refused(room: Room, late: int) -> None:
    body = json.dumps(said()).encode()
    response = await room.client.post(PATH, data=body, headers=signed(SECRET, AT + late, body))
    assert response.status == 403
    assert room.rejected == {"stale": 1}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": " "}, "text 不能是空的"),
        ({"sent_at": "2025-03-03T08:59:00"}, "sent_at：要带时区"),
        ({"chat": {"is_group": True}}, "chat.id：没有填写"),
        ({"colour": "red"}, "colour：不认识这一项"),
        ({"kind": "location"}, "location 要写 place"),
        ({"kind": "follow"}, "不收 follow"),
        ({"kind": "image", "text": ""}, "image 要写 media"),
        ({"media": {"url": "http://a/b", "base64": "AAAA"}}, "url 和 base64 写一个"),
        ({"kind": "image", "media": {"base64": "?"}}, "media.base64：不是 base64"),
    ],
)
async def test_what_is_wrong_is_named_in_chinese(
    room: Room, wrong: dict[str, Any], told: str
) -> None:
    status, answer = await room.post(said(**wrong))
    assert status == 422
    assert told in answer["error"]
    assert not room.stored


async def test_too_large_a_body_is_refused_before_it_is_read(room: Room) -> None:
    body = b" " * (15 * 1024 * 1024)
    response = await room.client.post(PATH, data=BytesIO(body), headers=signed(SECRET, AT, body))
    assert response.status == 413


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_document_makes_the_reader_fail(document: bytes) -> None:
    with pytest.raises(WrongMessageError):
        read_message(document)


async def test_what_is_said_is_brought_signed_and_with_its_key(room: Room) -> None:
    row = to_say()
    assert await room.bridge.send(row) == "r1"
    headers, body = room.brought[0]
    assert headers[SIGNATURE] == signature(SECRET, headers[TIMESTAMP], body)
    assert headers["Idempotency-Key"] == "m:7:1"
    assert json.loads(body) == document(row)
    assert "audience" not in json.loads(body)


@pytest.mark.parametrize(("status", "seconds"), [(429, 30.0), (503, None), (500, None)])
async def test_a_busy_gateway_is_asked_again_later(
    room: Room, status: int, seconds: float | None
) -> None:
    headers = {"Retry-After": "30"} if seconds else {}
    room.answers.append(web.Response(status=status, headers=headers))
    with pytest.raises(SendLater) as later:
        await room.bridge.send(to_say())
    assert later.value.seconds == seconds


async def test_a_gateway_that_says_no_is_not_asked_again(room: Room) -> None:
    room.answers.append(web.Response(status=404))
    with pytest.raises(SendRefused, match="404"):
        await room.bridge.send(to_say())


async def test_a_page_in_between_is_no_receipt(room: Room) -> None:
    room.answers.append(web.Response(text="<html>busy</html>"))
    with pytest.raises(SendLater, match="网页"):
        await room.bridge.send(to_say())
    assert await room.bridge.send(to_say()) == "r1"


async def test_a_gateway_that_is_gone_is_tried_again(room: Room, tmp_path: Path) -> None:
    settings = BridgeSettings(secret=SecretStr(SECRET), out_url="http://127.0.0.1:9/out")
    alone = Bridge(settings, room.ground)
    with pytest.raises(SendLater) as later:
        await alone.send(to_say())
    await alone.stop()
    assert SECRET not in str(later.value)


async def test_without_an_address_it_only_hears(room: Room) -> None:
    mute = Bridge(BridgeSettings(secret=SecretStr(SECRET)), room.ground)
    with pytest.raises(SendRefused, match="OUT_URL"):
        await mute.send(to_say())


def test_a_short_secret_and_a_wrong_address_are_refused() -> None:
    for wrong in ({"secret": "short"}, {"secret": SECRET, "out_url": "gateway.local"}):
        with pytest.raises(ValidationError):
            BridgeSettings.model_validate(wrong)


async def test_the_example_of_the_guide_is_understood(room: Room) -> None:
    example = runpy.run_path("docs/examples/bridge_client.py")
    room.clock.set(SystemClock().now())  # the example knows no other clock
    address = str(room.client.make_url("/")).rstrip("/")
    answer = await asyncio.to_thread(example["hand_in"], address, SECRET, said())
    assert answer == {"ok": True, "key": "archive:88001"}
    await room.bridge.send(to_say())
    headers, body = room.brought[0]
    stamp = (headers[TIMESTAMP], headers[SIGNATURE])
    assert example["is_genuine"](SECRET, *stamp, body)
    assert not example["is_genuine"](SECRET, *stamp, body + b" ")
