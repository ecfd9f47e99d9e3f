"""Every genuine callback is stored once, whatever the platform repeats and in whichever mode."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.official_account.channel import PATH, OfficialAccount
from bot.channels.platform.ground import Ground
from storage.clock import SetClock
from storage.db import Database
from tests.service.fake_wechat import UNCLE, Callback, Sender, event_xml, text_xml
from tests.service.official_account_room import AT, NOW, Room, a_room, some_settings


@pytest.fixture
async def room(aiohttp_client: Any, sqlite_database: Database) -> AsyncIterator[Room]:
    room = a_room(sqlite_database)
    room.client = await aiohttp_client(room.app())
    yield room
    await room.account.stop()


@pytest.fixture
async def clear_room(aiohttp_client: Any, sqlite_database: Database) -> AsyncIterator[Room]:
    room = a_room(sqlite_database, some_settings(aes_key=None))
    room.client = await aiohttp_client(room.app())
    yield room
    await room.account.stop()


async def test_a_retry_is_stored_once(room: Room) -> None:
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    assert [await room.post(callback) for _ in range(3)] == [(200, "success")] * 3
    assert room.inbox.calls == 1
    assert not room.rejected


async def test_a_retry_with_a_new_signature_is_stored_once(room: Room) -> None:
    for late in (0, 5, 10):
        callback = room.sender.safe(text_xml("路灯不亮", AT), AT + late)
        assert await room.post(callback) == (200, "success")
    assert len(room.inbox.stored) == 1


async def test_a_retried_event_is_stored_once(room: Room) -> None:
    for _ in range(3):
        assert await room.hears(event_xml("subscribe", AT)) == (200, "success")
    assert len(room.inbox.stored) == 1


async def test_two_events_of_one_second_are_two(room: Room) -> None:
    await room.hears(event_xml("CLICK", AT, "<EventKey>a</EventKey>"))
    await room.hears(event_xml("CLICK", AT, "<EventKey>b</EventKey>"))
    await room.hears(event_xml("CLICK", AT, "<EventKey>b</EventKey>", UNCLE))
    assert len(room.inbox.stored) == 3


async def test_when_storing_fails_the_platform_is_not_told_success(room: Room) -> None:
    room.inbox.is_away = True
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    assert (await room.post(callback))[0] == 500
    room.inbox.is_away = False
    assert await room.post(callback) == (200, "success")
    assert room.inbox.only.text == "路灯不亮"


async def test_success_is_said_only_after_storing(room: Room) -> None:
    room.inbox.gate = asyncio.Event()
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    answers = [asyncio.create_task(room.post(callback)) for _ in range(2)]
    _, waiting = await asyncio.wait(answers, timeout=0.1)
    assert len(waiting) == 2  # the retry does not overtake the message either
    room.inbox.gate.set()
    assert await asyncio.gather(*answers) == [(200, "success")] * 2
    assert len(room.inbox.stored) == 1


# ---- clear mode ------------------------------------------------------------------------------


async def test_without_an_aes_key_callbacks_come_in_clear_text(clear_room: Room) -> None:
    callback = clear_room.sender.clear(text_xml("路灯不亮", AT), AT)
    assert await clear_room.post(callback) == (200, "success")
    assert clear_room.inbox.only.text == "路灯不亮"


async def test_with_an_aes_key_clear_text_is_refused(room: Room) -> None:
    callback = room.sender.clear(text_xml("路灯不亮", AT), AT)
    assert await room.post(callback) == (403, "")
    assert await room.post(Callback(callback.query | {"encrypt_type": "raw"}, callback.body)) == (
        403,
        "",
    )
    assert room.rejected == {"clear_text": 2}
    assert not room.inbox.stored


async def test_a_sealed_callback_cannot_be_read_without_the_key(clear_room: Room) -> None:
    callback = clear_room.sender.safe(text_xml("路灯不亮", AT), AT)
    assert await clear_room.post(callback) == (400, "")
    assert not clear_room.inbox.stored


async def test_clear_mode_is_said_in_the_log(
    clear_room: Room, room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await room.account.start()
    assert not caplog.records
    await clear_room.account.start()
    assert "clear text" in caplog.text
    await room.account.stop()
    await clear_room.account.stop()


async def test_a_message_for_another_account_is_refused(room: Room) -> None:
    foreign = Sender(app_id="wx0000000000000000")
    assert await room.post(foreign.safe(text_xml("路灯不亮", AT), AT)) == (403, "")
    assert room.rejected == {"foreign": 1}


async def test_only_the_two_methods_of_the_platform_are_served(room: Room) -> None:
    assert room.client is not None
    for method in ("PUT", "DELETE", "HEAD"):
        assert (await room.client.request(method, PATH)).status == 405


async def test_an_envelope_without_a_seal_is_refused(room: Room) -> None:
    assert await room.post(room.sender.sealed("", AT)) == (403, "")
    assert room.rejected == {"clear_text": 1}


async def test_nobody_needs_to_count(
    room: Room, aiohttp_client: Any, sqlite_database: Database, tmp_path: Path
) -> None:
    room.account = OfficialAccount(
        some_settings(), Ground(room.inbox.accept, sqlite_database, SetClock(NOW), tmp_path)
    )
    room.client = await aiohttp_client(room.app())
    assert await room.hears(event_xml("VIEW", AT)) == (200, "success")
    assert await room.post(Callback({}, b"")) == (403, "")
