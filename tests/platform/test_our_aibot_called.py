"""Our robot in callback mode: every message is good for one answer within the hour."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from bot.channels.base import SendLater, SendRefused, WindowClosed
from bot.channels.wecom_aibot.called import PATH
from storage.clock import ShiftedClock
from storage.codes import MessageKind
from storage.db import Database
from tests.platform.people import PICTURE
from tests.platform.robot_office import GROUP, Robot, called, seed
from tests.platform.troubles import Trouble
from tests.platform.world import KEYS, Platform


@pytest.fixture
async def robot(
    platform: Platform, clock: ShiftedClock, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Robot]:
    await seed(sqlite_database)
    platform.robot.chat(GROUP, is_group=True)
    platform.robot.chat("guo")
    async with called(platform, sqlite_database, clock, tmp_path) as robot:
        yield robot


async def told(robot: Robot, words: str, chat: str = GROUP) -> None:
    await robot.platform.callbacks.says(chat, "guo", "text", {"content": words})


def screen(robot: Robot, chat: str = GROUP) -> list[str]:
    return robot.platform.robot.chats[chat].read


async def test_the_robots_page_takes_our_address(robot: Robot) -> None:
    assert await robot.platform.lines["wecom-aibot"].check_url() < 1.0


async def test_what_is_said_is_stored_and_answered_once(robot: Robot) -> None:
    await told(robot, "@哨到 #00012 办结")
    (row,) = await robot.stored()
    assert (row.text, row.chat_id, row.sender_id) == ("#00012 办结", GROUP, "guo")
    await robot.say("已记录办结。", cause_id=row.id)
    assert screen(robot) == ["已记录办结。"]
    with pytest.raises(WindowClosed):
        await robot.say("还有一句。", key="say:2")
    assert screen(robot) == ["已记录办结。"]
    assert robot.platform.broken_answers == []


async def test_the_message_that_is_answered_gives_its_address_first(robot: Robot) -> None:
    await told(robot, "@哨到 帮助")
    await told(robot, "@哨到 我的任务")
    first, second = await robot.stored()
    await robot.say("能做这些。", cause_id=first.id)
    left = {row.id: "response_url" in row.data for row in await robot.stored()}
    assert left == {first.id: False, second.id: True}
    await robot.say("没有任务。", key="say:2")
    assert screen(robot) == ["能做这些。", "没有任务。"]


async def test_after_an_hour_nothing_can_be_said(robot: Robot) -> None:
    await told(robot, "@哨到 帮助")
    robot.later(3600)
    with pytest.raises(WindowClosed):
        await robot.say("能做这些。")
    with pytest.raises(WindowClosed):
        await robot.say("早上好。", key="say:2", chat_id="wrOther")


async def test_an_answer_that_got_lost_is_not_said_twice(robot: Robot) -> None:
    await told(robot, "@哨到 帮助")
    knobs = robot.platform.wecom_host.knobs
    knobs.next("/aibot/response", Trouble(hangs_up=True, is_done=True))
    with pytest.raises(SendLater):
        await robot.say("能做这些。")
    assert await robot.say("能做这些。", attempts=2) == "ok"
    assert screen(robot) == ["能做这些。"]


async def test_a_busy_platform_is_asked_again_at_the_same_address(robot: Robot) -> None:
    await told(robot, "@哨到 帮助")
    robot.platform.wecom_host.knobs.next("/aibot/response", -1)
    with pytest.raises(SendLater):
        await robot.say("能做这些。")
    await robot.say("能做这些。", attempts=2)
    assert screen(robot) == ["能做这些。"]


async def test_an_address_of_a_stranger_is_never_called(robot: Robot) -> None:
    body = robot.platform.robot.heard(GROUP, "guo", "text", {"content": "@哨到 帮助"})
    for url in ("http://127.0.0.1:1/x", "https://evil.cn/weixin.qq.com", "file:///etc/passwd"):
        body = {**body, "msgid": url[:40], "response_url": url}
        await robot.platform.lines["wecom-aibot"].push(json.dumps(body))
    with pytest.raises(WindowClosed):
        await robot.say("能做这些。")


@pytest.mark.parametrize("words", ["", " \n", "长" * 7000])
async def test_what_cannot_be_said_spends_no_address(robot: Robot, words: str) -> None:
    await told(robot, "@哨到 帮助")
    with pytest.raises(SendRefused):
        await robot.say(words)
    await robot.say("能做这些。", key="say:2")


async def test_who_opens_the_chat_is_greeted_in_place_and_nothing_is_stored(robot: Robot) -> None:
    await robot.platform.callbacks.event("guo", "guo", "enter_chat", {})
    assert "哨到" in screen(robot, "guo")[0]
    await robot.platform.callbacks.event("guo", "guo", "feedback_event", {"id": "f", "type": 2})
    assert await robot.stored() == []
    assert robot.ignored == {"feedback_event": 1}


async def test_a_picture_is_opened_and_kept(
    robot: Robot, tmp_path: Path, aiohttp_server: Any
) -> None:
    key = b64decode(KEYS["aibot"] + "=")
    pad = 32 - len(PICTURE) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    lying = encryptor.update(PICTURE + bytes([pad]) * pad) + encryptor.finalize()
    app = web.Application()

    async def give(_request: web.Request) -> web.Response:
        return web.Response(body=lying)

    app.router.add_get("/p", give)
    url = str((await aiohttp_server(app)).make_url("/p"))
    await robot.platform.callbacks.says("guo", "guo", "image", {"url": url})
    await robot.platform.callbacks.says("guo", "guo", "image", {"url": f"{url}/gone"})
    first, second = await robot.stored()
    assert (first.kind, first.data["mime"]) == (MessageKind.IMAGE, "image/jpeg")
    assert (tmp_path / first.data["file"][:2] / first.data["file"]).read_bytes() == PICTURE
    assert "file" not in second.data
    assert "url" not in first.data


# ---- strangers -------------------------------------------------------------------------------


async def test_another_robots_message_is_refused(robot: Robot) -> None:
    body = {**robot.platform.robot.heard(GROUP, "guo", "text", {"content": "@x"}), "aibotid": "b2"}
    await robot.platform.lines["wecom-aibot"].push(json.dumps(body))
    assert robot.rejected["foreign"] >= 1
    assert await robot.stored() == []


@pytest.mark.parametrize(
    "plain", ["", "[]", "{", '"a"', '{"aibotid": []}', '{"a": NaN}', "[" * 3000, "<xml></xml>"]
)
async def test_odd_content_under_a_good_signature_is_refused(robot: Robot, plain: str) -> None:
    await robot.platform.lines["wecom-aibot"].push(plain)
    statuses = {tried.status for tried in robot.platform.lines["wecom-aibot"].tried}
    assert statuses <= {400, 403}
    assert await robot.stored() == []


async def test_a_forged_or_stale_callback_is_refused(robot: Robot) -> None:
    line = robot.platform.lines["wecom-aibot"]
    body = json.dumps(robot.platform.robot.heard(GROUP, "guo", "text", {"content": "@x"}))
    await line.push(body, forged=True)
    await line.push(body, age=timedelta(minutes=11))
    assert {tried.status for tried in line.tried} == {403}
    assert await robot.stored() == []


@how(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.sampled_from([b'{"encrypt": "AAAA"}', b'{"encrypt": []}']))
async def test_no_body_of_a_stranger_gets_through(robot: Robot, body: bytes) -> None:
    line = robot.platform.lines["wecom-aibot"]
    call = line.form.call("{}", line._stamp(timedelta()), "")
    async with (
        ClientSession() as session,
        session.post(line.url, params=dict(call.query), data=body) as answer,
    ):
        assert answer.status in {400, 403}
    assert line.url.endswith(PATH)
    assert await robot.stored() == []
