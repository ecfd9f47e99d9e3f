"""Answers that are ready while the platform waits go with the callback, and only there."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.base import SendLater
from bot.channels.official_account.settings import Mode
from bot.channels.platform.replies import passive_text
from bot.channels.platform.xml_fields import read_xml
from storage.db import Database
from tests.service.fake_wechat import (
    AUNTIE,
    UNCLE,
    FakePlatform,
    event_xml,
    text_xml,
)
from tests.service.official_account_room import AT, Room, a_room, some_settings, words_to


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
async def room(
    aiohttp_client: Any, aiohttp_server: Any, sqlite_database: Database, platform: FakePlatform
) -> AsyncIterator[Room]:
    server: TestServer = await aiohttp_server(platform.app())
    settings = some_settings(api_base=str(server.make_url("")), passive_within=0.5)
    room = a_room(sqlite_database, settings)
    room.client = await aiohttp_client(room.app())
    yield room
    await room.account.stop()


async def one_waits(room: Room, xml: str) -> "asyncio.Task[tuple[int, str]]":
    callback = asyncio.create_task(room.hears(xml))
    while not room.account._waiting._waiting:
        await asyncio.sleep(0.01)
    return callback


async def test_a_ready_answer_goes_with_the_callback_and_nowhere_else(
    room: Room, platform: FakePlatform
) -> None:
    callback = await one_waits(room, text_xml("路灯不亮", AT))
    assert await room.account.send(words_to(AUNTIE, "收到,马上派人。]]>😷")) == "passive"
    status, body = await callback
    said = room.sender.opened(body)
    assert status == 200
    assert said.text("Content") == "收到,马上派人。]]>😷"
    assert (said.text("ToUserName"), said.text("MsgType")) == (AUNTIE, "text")
    assert said.text("FromUserName") == "gh_10f6c3c3ac5a"
    assert not platform.sent
    assert not platform.asked


async def test_in_clear_mode_the_answer_is_clear(
    aiohttp_client: Any, sqlite_database: Database
) -> None:
    room = a_room(sqlite_database, some_settings(mode=Mode.CLEAR, passive_within=0.5))
    room.client = await aiohttp_client(room.app())
    post = asyncio.create_task(room.post(room.sender.clear(text_xml("路灯不亮", AT), AT)))
    while not room.account._waiting._waiting:
        await asyncio.sleep(0.01)
    assert await room.account.send(words_to(AUNTIE, "收到。")) == "passive"
    _, body = await post
    assert read_xml(body.encode()).text("Content") == "收到。"
    await room.account.stop()


async def test_an_answer_that_comes_late_goes_by_customer_service(
    room: Room, platform: FakePlatform
) -> None:
    assert await room.hears(text_xml("路灯不亮", AT)) == (200, "success")
    assert await room.account.send(words_to(AUNTIE, "收到。")) == "ok"
    assert platform.words == ["收到。"]


async def test_words_for_somebody_else_do_not_go_with_it(
    room: Room, platform: FakePlatform
) -> None:
    callback = await one_waits(room, text_xml("路灯不亮", AT))
    await room.account.send(words_to(UNCLE, "您反映的事办好了。"))
    assert platform.words == ["您反映的事办好了。"]
    assert await callback == (200, "success")


async def test_a_second_message_goes_by_customer_service(
    room: Room, platform: FakePlatform
) -> None:
    callback = await one_waits(room, text_xml("路灯不亮", AT))
    receipts = [
        await room.account.send(words_to(AUNTIE, words, key=f"say:{words}")) for words in "一二"
    ]
    assert receipts == ["passive", "ok"]
    assert room.sender.opened((await callback)[1]).text("Content") == "一"
    assert platform.words == ["二"]


async def test_a_long_answer_goes_by_customer_service_as_a_whole(
    room: Room, platform: FakePlatform
) -> None:
    callback = await one_waits(room, text_xml("路灯不亮", AT))
    await room.account.send(words_to(AUNTIE, "漏。" * 600))
    assert len(platform.words) == 2
    assert await callback == (200, "success")


async def test_a_repeated_callback_does_not_wait_for_an_answer(room: Room) -> None:
    callback = await one_waits(room, text_xml("路灯不亮", AT))
    again = await asyncio.wait_for(room.hears(text_xml("路灯不亮", AT)), 0.4)
    assert again == (200, "success")
    await callback


async def test_who_leaves_is_not_waited_for(room: Room) -> None:
    assert await asyncio.wait_for(room.hears(event_xml("unsubscribe", AT)), 0.4) == (200, "success")


async def test_when_many_write_at_once_few_wait(room: Room) -> None:
    posts = [room.hears(text_xml("路灯不亮", AT, number)) for number in range(30)]
    began = asyncio.get_running_loop().time()
    assert await asyncio.gather(*posts) == [(200, "success")] * 30
    assert asyncio.get_running_loop().time() - began < 2
    assert len(room.inbox.stored) == 30


async def test_a_callback_that_hung_up_carries_nothing(room: Room, platform: FakePlatform) -> None:
    assert room.client is not None
    callback = await one_waits(room, text_xml("路灯不亮", AT))
    callback.cancel()
    await asyncio.sleep(0.1)
    receipt = await room.account.send(words_to(AUNTIE, "收到。"))
    assert (receipt, platform.words) == ("ok", ["收到。"])


async def test_nobody_is_told_twice_when_the_platform_fails_as_well(
    room: Room, platform: FakePlatform
) -> None:
    platform.sending.append(-1)
    with pytest.raises(SendLater):
        await room.account.send(words_to(AUNTIE, "收到。"))
    callback = await one_waits(room, text_xml("在吗", AT))
    assert await room.account.send(words_to(AUNTIE, "收到。")) == "passive"
    await callback
    assert not platform.sent


def test_an_answer_in_xml_cannot_be_broken_out_of() -> None:
    said = passive_text(AUNTIE, "gh_1", "a]]></Content><X>1</X>\x00b\ud800", AT)
    fields = read_xml(said.encode())
    assert fields.text("Content") == "a]]></Content><X>1</X>b"
    assert "X" not in fields
