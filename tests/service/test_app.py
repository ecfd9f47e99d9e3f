"""The whole service in one piece: it starts, survives its database, shows no more than it should."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, select

from bot.app import Service, build
from bot.settings import Settings, WebSettings
from handlers.understanding.categories import Categories
from handlers.understanding.tree import load_categories
from storage import inbox, migrate
from storage.clock import ShiftedClock
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database, DatabaseUnavailableError
from storage.tables.case import Case
from storage.tables.message import InboundMessage
from tests.service.wecom_room import some_settings


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, categories: Categories) -> Path:
    """A migrated database file with the demo county."""
    path = tmp_path_factory.mktemp("county") / "county.db"
    migrate.upgrade(f"sqlite:///{path}")

    async def write() -> None:
        db = Database.open(f"sqlite:///{path}")
        await db.tx(lambda session: seed(session, demo_county_file(categories.leaves)).counts)
        await db.close()

    asyncio.run(write())
    return path


@pytest.fixture
def file(county: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(county, tmp_path / "gridwhistle.db"))


def settings(file: Path, **changes: Any) -> Settings:
    given: dict[str, Any] = {
        "database_url": f"sqlite:///{file}",
        "web": WebSettings(port=0),
        "demo": True,
    }
    return Settings(**(given | {"media_dir": file.parent / "media"} | changes))


@asynccontextmanager
async def running(given: Settings) -> AsyncIterator[tuple[Service, str]]:
    service = await build(given)
    address = await service.start()
    try:
        yield service, address
    finally:
        await service.drain()
        await service.stop()


async def status(address: str) -> int:
    async with ClientSession() as browser, browser.get(address) as answer:
        return answer.status


async def say(address: str, text: str) -> int:
    posted = {"seat": "p:高叔", "chat": "wx_dongguan", "id": f"say-{abs(hash(text)):08}"}
    posted |= {"kind": "text", "text": text}
    url = f"{address}/chat/api/messages"
    async with ClientSession() as browser, browser.post(url, json=posted) as answer:
        return answer.status


async def until_ready(address: str, wanted: int) -> None:
    async with asyncio.timeout(20):
        while await status(f"{address}/readyz") != wanted:
            await asyncio.sleep(0.05)


async def test_what_is_said_becomes_a_case_without_anybody_driving(file: Path) -> None:
    async with running(settings(file)) as (service, address):
        await until_ready(address, 200)
        assert await say(address, "楼道好大煤气味儿 谁家没关好") == 200

        def cases(session: Session) -> list[str]:
            return list(session.exec(select(Case.leaf)))

        async with asyncio.timeout(10):
            while not await service.loops.db.read(cases):
                await asyncio.sleep(0.02)
        assert await service.loops.db.read(cases) == ["gas_leak"]


async def test_it_outlives_a_database_that_is_gone_for_a_while(file: Path) -> None:
    async with running(settings(file)) as (service, address):
        await until_ready(address, 200)
        away = file.with_suffix(".away")
        for end in ("", "-wal", "-shm"):
            Path(f"{file}{end}").rename(f"{away}{end}")
        await until_ready(address, 503)
        assert await say(address, "路灯不亮") == 503
        for end in ("", "-wal", "-shm"):
            Path(f"{away}{end}").rename(f"{file}{end}")
        await until_ready(address, 200)
        assert await say(address, "路灯还是不亮") == 200
        async with asyncio.timeout(10):
            while await service.loops.db.read(inbox.count_waiting):
                await asyncio.sleep(0.02)


async def test_where_the_people_are_real_there_is_no_demo_and_no_seat_for_the_taking(
    file: Path,
) -> None:
    async with running(settings(file, demo=False)) as (_, address):
        assert await status(f"{address}/healthz") == 200
        assert await status(f"{address}/chat/") == 404
        async with ClientSession() as browser:
            for path in ("", "cases/1", "letters", "trouble", "stream"):
                async with browser.get(f"{address}/console/{path}") as answer:
                    assert answer.url.path == "/console/sign-in"
                    assert "演示" not in await answer.text()
            async with browser.post(f"{address}/console/seat", data={"person": "1"}) as answer:
                assert answer.status == 404


async def test_a_moved_clock_is_found_again_after_a_restart(file: Path) -> None:
    async with running(settings(file)) as (_, address):
        url = f"{address}/chat/api/clock"
        async with ClientSession() as browser, browser.post(url, json={"minutes": 600}) as answer:
            assert answer.status == 200
    async with running(settings(file)) as (service, _):
        assert isinstance(service.loops.clock, ShiftedClock)
        assert service.loops.clock.ahead >= timedelta(minutes=599)


async def test_nothing_that_waits_is_lost_between_two_runs(file: Path) -> None:
    async with running(settings(file)) as (service, address):
        await service.loops.worker.loop.stop()
        assert await say(address, "大家早上好") == 200

    def handled(session: Session) -> list[str]:
        return [message.state.value for message in session.exec(select(InboundMessage))]

    async with running(settings(file)) as (service, _):
        async with asyncio.timeout(10):
            while await service.loops.db.read(inbox.count_waiting):
                await asyncio.sleep(0.02)
        assert await service.loops.db.read(handled) == ["done"]


async def test_a_database_without_tables_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(DatabaseUnavailableError, match="gridwhistle migrate"):
        await build(settings(tmp_path / "empty.db"))


async def test_a_service_without_a_county_is_ready_and_refuses_messages(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    migrate.upgrade(f"sqlite:///{file}")
    async with running(settings(file)) as (service, address):
        await until_ready(address, 200)
        assert await service.loops.sweep() == 0
        assert await status(f"{address}/console/") == 503


@pytest.mark.parametrize(
    ("public_url", "is_offered"), [("https://wg.example.gov.cn", True), ("", False)]
)
async def test_staff_sign_in_with_wecom_where_browsers_can_come_back(
    file: Path, public_url: str, *, is_offered: bool
) -> None:
    web = WebSettings(port=0, public_url=public_url)
    given = settings(file, demo=False, web=web, wecom=some_settings())
    service = await build(given)
    async with TestClient(TestServer(service.app)) as client:
        page = await (await client.get("/console/sign-in")).text()
        away = await client.get("/console/sign-in/wecom", allow_redirects=False)
    await service.loops.db.close()
    assert ("用企业微信登录" in page) is is_offered
    there = "https://login.work.weixin.qq.com/wwlogin/sso/login?appid="
    assert away.headers.get("Location", "").startswith(there) is is_offered
