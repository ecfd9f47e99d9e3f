"""Pictures, voices and films are kept as soon as they are sent, or soon after."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from storage import inbox, media
from storage.codes import MessageKind
from storage.db import Database
from storage.tables.message import InboundMessage
from tests.service.fake_wechat import FakePlatform, message_xml
from tests.service.official_account_room import AT, NOW, Room, a_room, some_settings

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100
AMR = b"#!AMR\n" + b"voice" * 50
FILM = b"\x00\x00\x00\x18ftypmp42" + b"film" * 50
IMAGE = message_xml("image", AT, "<MediaId>M1</MediaId><PicUrl>http://x/y</PicUrl><MsgId>1</MsgId>")


class Platform(FakePlatform):
    """It keeps files, one answer after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Callable[[], Awaitable[web.Response]]] = []
        self.wanted: list[str] = []

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_get("/cgi-bin/media/get", self._media)
        app.router.add_get("/film", self._film)
        return app

    def gives(self, **answer: Any) -> None:
        async def give() -> web.Response:
            return web.Response(**answer)

        self.files.append(give)

    async def _media(self, request: web.Request) -> web.Response:
        if request.query["access_token"] not in self.good:
            return web.json_response({"errcode": 42001, "errmsg": "expired"})
        self.wanted.append(request.query["media_id"])
        return await self.files.pop(0)()

    async def _film(self, _request: web.Request) -> web.Response:
        return web.Response(body=FILM)


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
async def server(aiohttp_server: Any, platform: Platform) -> TestServer:
    found: TestServer = await aiohttp_server(platform.app())
    return found


@pytest.fixture
async def room(
    server: TestServer, aiohttp_client: Any, sqlite_database: Database
) -> AsyncIterator[Room]:
    room = a_room(sqlite_database, some_settings(api_base=str(server.make_url(""))))
    room.client = await aiohttp_client(room.app())
    yield room
    await room.account.stop()


def kept(room: Room, name: str) -> bytes:
    return media.path_of(room.account._ground.media_dir, name).read_bytes()


@pytest.mark.parametrize(
    ("kind", "content", "ending"), [("image", JPEG, "jpg"), ("voice", AMR, "amr")]
)
async def test_a_file_is_there_before_its_message_is_stored(
    room: Room, platform: Platform, kind: str, content: bytes, ending: str
) -> None:
    platform.gives(body=content)
    xml = message_xml(kind, AT, "<MediaId>M1</MediaId><MsgId>1</MsgId>")
    assert await room.hears(xml) == (200, "success")
    data = room.inbox.only.data
    assert data["media_id"] == "M1"
    assert data["mime"] == media.MIMES[ending]
    assert kept(room, data["file"]) == content
    assert platform.wanted == ["M1"]


async def test_a_film_comes_from_the_address_the_platform_names(
    room: Room, platform: Platform, server: TestServer
) -> None:
    address = str(server.make_url("/film"))
    platform.gives(text=f'{{"video_url": "{address}"}}', content_type="application/json")
    await room.hears(message_xml("video", AT, "<MediaId>M2</MediaId><MsgId>2</MsgId>"))
    assert kept(room, room.inbox.only.data["file"]) == FILM


async def test_an_expired_token_is_renewed_for_a_file_too(room: Room, platform: Platform) -> None:
    platform.gives(body=JPEG)
    platform.gives(body=AMR)
    await room.hears(IMAGE)
    platform.revoke()
    await room.hears(message_xml("voice", AT, "<MediaId>M3</MediaId><MsgId>3</MsgId>"))
    assert "file" in room.inbox.stored["3"].data


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": b"MZ program"}, "这种文件收不了"),
        ({"body": b""}, "空的"),
        ({"body": JPEG + b"\0" * media.LARGEST}, "超过20兆"),
    ],
)
async def test_a_file_that_is_not_kept_says_why(
    room: Room, platform: Platform, answer: dict[str, Any], words: str
) -> None:
    platform.gives(**answer)
    assert await room.hears(IMAGE) == (200, "success")
    assert words in room.inbox.only.data["not_kept"]
    assert "file" not in room.inbox.only.data


async def test_a_file_that_comes_late_is_added_to_its_message(
    room: Room,
    platform: Platform,
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.platform.late_files._PAUSES", (0.05, 0.05))
    platform.gives(text='{"errcode": -1, "errmsg": "busy"}')
    platform.gives(status=500)
    platform.gives(body=JPEG)
    row = InboundMessage(
        county_id=1,
        channel="official_account",
        key="1",
        chat_id="o1",
        sender_id="o1",
        kind=MessageKind.IMAGE,
        data={"media_id": "M1"},
        sent_at=NOW,
        received_at=NOW,
        next_attempt_at=NOW,
    )
    [message_id] = await sqlite_database.tx(lambda session: inbox.put(session, [row]))
    assert await room.hears(IMAGE) == (200, "success")
    assert room.inbox.only.data["media_id"] == "M1"  # nobody waits for the platform
    await asyncio.gather(*room.account._pictures.late.fetching)
    found = await sqlite_database.read(
        lambda session: session.get_one(InboundMessage, message_id).data
    )
    assert kept(room, found["file"]) == JPEG


async def test_a_slow_platform_does_not_hold_up_the_message(
    room: Room, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.official_account.pictures._AT_ONCE", 0.05)

    async def slowly() -> web.Response:
        await asyncio.sleep(5)
        return web.Response(body=JPEG)

    platform.files.append(slowly)
    assert await asyncio.wait_for(room.hears(IMAGE), 2) == (200, "success")
    assert room.inbox.only.kind is MessageKind.IMAGE


def test_the_room_of_files_is_the_tests_own(room: Room, tmp_path: Path) -> None:
    assert room.account._ground.media_dir.is_relative_to(tmp_path)
