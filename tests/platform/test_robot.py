"""The emulated robot: one line at a time, answers where they fit, silence when it is dead."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web

from tests.platform.conftest import Ours
from tests.platform.world import BOT_ID, SECRETS, SOCKET, Platform

GUO = "guo"


class Connection:
    """A client of the long connection."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def ask(self, command: str, body: dict[str, Any], req_id: str = "r") -> int:
        frame = {"cmd": command, "headers": {"req_id": req_id}, "body": body}
        await self.socket.send_json(frame)
        while "errcode" not in (answer := await self.socket.receive_json(timeout=5)):
            continue
        return int(answer["errcode"])

    async def subscribe(self, secret: str = SECRETS["aibot"]) -> int:
        return await self.ask("aibot_subscribe", {"bot_id": BOT_ID, "secret": secret})

    async def heard(self) -> dict[str, Any]:
        return dict(await self.socket.receive_json(timeout=5))


@asynccontextmanager
async def connected(platform: Platform) -> AsyncIterator[Connection]:
    async with ClientSession() as session, session.ws_connect(platform.base(SOCKET)) as socket:
        yield Connection(socket)


def stream(words: str, *, finish: bool = True, name: str = "s1") -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": name, "finish": finish, "content": words}}


async def test_nobody_is_heard_before_subscribing(platform: Platform) -> None:
    async with connected(platform) as line:
        assert await line.ask("ping", {}) == 846609
        assert await line.subscribe("wrong") == 40001
        assert await line.subscribe() == 0
        assert await line.ask("ping", {}) == 0


async def test_an_answer_needs_the_id_of_what_it_answers(platform: Platform) -> None:
    screen = platform.robot.chat(GUO)
    async with connected(platform) as line:
        await line.subscribe()
        body = platform.robot.heard(GUO, GUO, "text", {"content": "报到"})
        await platform.socket.tell("aibot_msg_callback", body)
        req_id = (await line.heard())["headers"]["req_id"]
        assert await line.ask("aibot_respond_msg", stream("好"), "other") == 846605
        assert await line.ask("aibot_respond_update_msg", {}, req_id) == 846605
        assert await line.ask("aibot_respond_msg", stream("好", finish=False), req_id) == 0
        assert await line.ask("aibot_respond_msg", stream("好的"), req_id) == 0
        assert await line.ask("aibot_respond_msg", stream("再说"), req_id) == 846608
    assert screen.read == ["好的"]


async def test_the_robot_begins_only_where_it_was_spoken_to(platform: Platform) -> None:
    platform.robot.chat(GUO)
    said = {"chatid": GUO, "chat_type": 1, "msgtype": "markdown", "markdown": {"content": "早"}}
    async with connected(platform) as line:
        await line.subscribe()
        assert await line.ask("aibot_send_msg", {**said, "chatid": "nobody"}) == 93006
        assert await line.ask("aibot_send_msg", said) == 93001
        platform.robot.heard(GUO, GUO, "text", {"content": "早"})
        codes = [await line.ask("aibot_send_msg", said) for _ in range(31)]
    assert codes == [0] * 30 + [45009]


async def test_a_newer_connection_takes_the_line(platform: Platform) -> None:
    async with connected(platform) as first, connected(platform) as second:
        await first.subscribe()
        await second.subscribe()
        told = await first.heard()
        assert told["body"]["event"]["eventtype"] == "disconnected_event"
        assert (await first.socket.receive()).type.name in {"CLOSE", "CLOSING", "CLOSED"}
        assert await second.ask("ping", {}) == 0


async def test_a_dead_line_is_silent(platform: Platform) -> None:
    async with connected(platform) as line:
        await line.subscribe()
        platform.socket.die()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await line.ask("ping", {})


async def test_a_stream_is_fetched_to_its_end(platform: Platform, ours: Ours) -> None:
    screen = platform.robot.chat(GUO)
    form: Any = platform.lines["wecom-aibot"].form

    left = [stream("正在查", finish=False), stream("已接单")]

    def next_piece(request: web.Request) -> web.Response:
        sealed = form.seal.close(json.dumps(left.pop(0)))
        stamp, nonce = request.query["timestamp"], request.query["nonce"]
        signed = form.seal.sign(stamp, nonce, sealed)
        body = {"encrypt": sealed, "msgsignature": signed, "timestamp": int(stamp)}
        return web.json_response({**body, "nonce": nonce})

    ours.reply = next_piece
    platform.callbacks.poll_after = 0.01
    await platform.callbacks.says(GUO, GUO, "text", {"content": "接单"})
    assert platform.broken_answers == []
    assert screen.read == ["已接单"]
