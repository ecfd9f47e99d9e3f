"""`check-settings` tries every channel and says in Chinese what is wrong with it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestServer, unused_port
from pydantic import SecretStr

from bot.channels.wecom.settings import WeComSettings
from bot.settings import Settings, WebSettings
from bot.trying import try_all
from storage.clock import SystemClock
from storage.db import Database
from tests.service.fake_wechat import AES_KEY, APP_SECRET, TOKEN, FakePlatform
from tests.service.official_account_room import Room, a_room, some_settings


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
async def base(aiohttp_server: Any, platform: FakePlatform) -> str:
    server: TestServer = await aiohttp_server(platform.app())
    return str(server.make_url(""))


@pytest.fixture
async def room(sqlite_database: Database) -> AsyncIterator[Room]:
    room = a_room(sqlite_database)
    room.clock.set(SystemClock().now())
    yield room
    await room.account.stop()


async def said(settings: Settings) -> list[str]:
    return [str(one) for one in await try_all(settings)]


async def test_a_working_account_is_said_to_work(
    base: str, room: Room, aiohttp_server: Any
) -> None:
    ours: TestServer = await aiohttp_server(room.app())
    web = WebSettings(public_url=str(ours.make_url("")))
    settings = Settings(official_account=some_settings(api_base=base), web=web)
    assert await said(settings) == ["公众号：试过了，没有问题。"]


async def test_without_an_address_only_the_account_is_tried(base: str) -> None:
    (line,) = await said(Settings(official_account=some_settings(api_base=base)))
    assert line.startswith("公众号：试过了，没有问题。没有填 GRIDWHISTLE_WEB__PUBLIC_URL")


@pytest.mark.parametrize(
    ("code", "words"), [(40164, "203.0.113.9"), (40125, "AppSecret"), (40013, "AppID")]
)
async def test_what_the_platform_refuses_is_told_with_the_way_to_mend_it(
    base: str, platform: FakePlatform, code: int, words: str
) -> None:
    platform.fetching.append(code)
    (line,) = await said(Settings(official_account=some_settings(api_base=base)))
    assert words in line
    assert APP_SECRET not in line


async def test_another_token_than_the_running_services_is_noticed(
    base: str, room: Room, aiohttp_server: Any
) -> None:
    ours: TestServer = await aiohttp_server(room.app())
    web = WebSettings(public_url=str(ours.make_url("")))
    account = some_settings(api_base=base, token=SecretStr("anotherToken"))
    (line,) = await said(Settings(official_account=account, web=web))
    assert "Token" in line


async def test_an_address_that_leads_nowhere_is_noticed(
    base: str, platform: FakePlatform, aiohttp_server: Any
) -> None:
    nowhere = WebSettings(public_url=f"http://127.0.0.1:{unused_port()}")
    account = some_settings(api_base=base)
    (line,) = await said(Settings(official_account=account, web=nowhere))
    assert "打不开" in line
    other: TestServer = await aiohttp_server(platform.app())
    elsewhere = WebSettings(public_url=str(other.make_url("")))
    (line,) = await said(Settings(official_account=account, web=elsewhere))
    assert "404" in line


async def test_every_channel_of_a_corporation_is_tried() -> None:
    corp = WeComSettings(
        corp_id="ww1",
        agent_id=1,
        secret=SecretStr("s" * 43),
        token=SecretStr(TOKEN),
        aes_key=SecretStr(AES_KEY),
        api_base=f"http://127.0.0.1:{unused_port()}",
    )
    (line,) = await said(Settings(wecom=corp))
    assert line.startswith("企业微信应用：连不上平台")


async def test_without_channels_nothing_is_tried() -> None:
    assert await try_all(Settings()) == []
