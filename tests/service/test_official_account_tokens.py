"""How the official account comes by its access token, and by another when that one is refused."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.tokens import StableToken, Tokens
from storage.db import Database
from tests.service.fake_wechat import APP_ID, APP_SECRET, AUNTIE, UNCLE, FakePlatform, Trouble
from tests.service.official_account_room import NOW, Line, a_line, words_to


@pytest.fixture
async def line(aiohttp_server: Any, sqlite_database: Database) -> AsyncIterator[Line]:
    platform = FakePlatform()
    server: TestServer = await aiohttp_server(platform.app())
    line = a_line(sqlite_database, platform, str(server.make_url("")))
    await line.account.start()
    yield line
    await line.account.stop()


async def test_one_token_serves_many_messages(line: Line) -> None:
    for number in range(5):
        await line.account.send(words_to(AUNTIE, "收到。", key=f"say:{number}"))
    (asked,) = line.platform.asked
    assert asked == {
        "grant_type": "client_credential",
        "appid": APP_ID,
        "secret": APP_SECRET,
        "force_refresh": False,
    }


async def test_many_messages_at_once_fetch_one_token(line: Line) -> None:
    await asyncio.gather(
        *(line.account.send(words_to(AUNTIE, "收到。", key=f"say:{n}")) for n in range(20))
    )
    assert len(line.platform.asked) == 1
    assert len(line.platform.sent) == 20


async def test_a_token_is_renewed_five_minutes_before_its_end(line: Line) -> None:
    await line.account.send(words_to(AUNTIE, "一"))
    line.clock.set(NOW + timedelta(seconds=7200 - 301))
    await line.account.send(words_to(AUNTIE, "二", key="say:2"))
    assert len(line.platform.asked) == 1
    line.clock.set(NOW + timedelta(seconds=7200 - 300))
    await line.account.send(words_to(AUNTIE, "三", key="say:3"))
    assert len(line.platform.asked) == 2


async def test_a_token_of_short_life_is_used_for_half_of_it(line: Line) -> None:
    line.platform.expires_in = 100
    await line.account.send(words_to(AUNTIE, "一"))
    line.clock.set(NOW + timedelta(seconds=49))
    await line.account.send(words_to(AUNTIE, "二", key="say:2"))
    assert len(line.platform.asked) == 1


async def test_a_revoked_token_is_renewed_and_the_words_arrive(line: Line) -> None:
    await line.account.send(words_to(AUNTIE, "一"))
    line.platform.revoke()
    await line.account.send(words_to(AUNTIE, "二", key="say:2"))
    assert line.platform.words == ["一", "二"]
    assert [asked["force_refresh"] for asked in line.platform.asked] == [False, False]


async def test_a_dead_token_handed_out_again_is_forced_out(line: Line) -> None:
    await line.account.send(words_to(AUNTIE, "一"))
    line.platform.disown()
    await line.account.send(words_to(AUNTIE, "二", key="say:2"))
    assert line.platform.words == ["一", "二"]
    assert [asked["force_refresh"] for asked in line.platform.asked] == [False, False, True]


async def test_a_token_is_not_forced_out_again_and_again(line: Line) -> None:
    await line.account.send(words_to(AUNTIE, "一"))
    line.platform.disown()
    await line.account.send(words_to(AUNTIE, "二", key="say:2"))
    for _ in range(3):
        line.platform.disown()
        assert (await line.later()).seconds == 60
    assert [asked["force_refresh"] for asked in line.platform.asked].count(True) == 1
    line.clock.set(NOW + timedelta(minutes=76))
    await line.account.send(words_to(AUNTIE, "三", key="say:3"))
    assert line.platform.words == ["一", "二", "三"]


async def test_many_who_were_refused_at_once_renew_once(line: Line) -> None:
    await line.account.send(words_to(AUNTIE, "一"))
    line.platform.disown()
    await asyncio.gather(
        *(line.account.send(words_to(UNCLE, "二", key=f"say:{n}")) for n in range(10, 20))
    )
    assert [asked["force_refresh"] for asked in line.platform.asked].count(True) == 1
    assert len(line.platform.sent) == 11


async def test_a_new_secret_does_not_find_the_token_of_the_old_one(
    line: Line, sqlite_database: Database
) -> None:
    api = Api(line.base)
    right = StableToken(api, APP_ID, SecretStr(APP_SECRET))
    assert await Tokens(right, sqlite_database, line.clock).current() == line.platform.current
    wrong = StableToken(api, APP_ID, SecretStr(f"{APP_SECRET}x"))
    with pytest.raises(ApiError, match="40125"):
        await Tokens(wrong, sqlite_database, line.clock).current()
    await api.close()


@pytest.mark.parametrize(
    "body", [b"{}", b'{"access_token": "", "expires_in": 7200}', b'{"access_token": "T"}']
)
async def test_an_answer_without_a_token_means_later(line: Line, body: bytes) -> None:
    line.platform.fetching.append(Trouble(200, body))
    assert "access_token" in (await line.later()).reason


@pytest.mark.parametrize("code", [40013, 40125, 40164, 45009, -1])
async def test_a_token_that_cannot_be_had_means_later(line: Line, code: int) -> None:
    line.platform.fetching.append(code)
    assert str(code) in (await line.later()).reason
