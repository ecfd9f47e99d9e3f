"""The real service in this process, on a port of its own, and a real Chromium in front of it."""

import os
import shutil
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from sqlmodel import Session

from bot import app
from bot.settings import load
from storage import migrate
from storage.clock import ShiftedClock
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.engines import building_engine, parse_url
from tests.browser.desk import Desk

TUESDAY = datetime(2026, 4, 14, 0, 40, tzinfo=UTC)  # twenty to nine in China, a working day
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


class TuesdayClock(ShiftedClock):
    """The demo's clock, started on a Tuesday morning."""

    def __init__(self) -> None:
        super().__init__()
        self._started = time.monotonic()

    def now(self) -> datetime:
        return TUESDAY + timedelta(seconds=time.monotonic() - self._started) + self.ahead


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo county, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    with building_engine(parse_url(url)) as engine, Session(engine) as session:
        seed(session, demo_county_file(), now=TUESDAY)
        session.commit()
    return path


@pytest.fixture
async def service(demo_file: Path, tmp_path: Path) -> AsyncIterator[app.Service]:
    """The demo, running."""
    path = tmp_path / "demo.db"
    shutil.copy(demo_file, path)
    settings = load(
        database_url=f"sqlite:///{path}",
        demo=True,
        media_dir=tmp_path / "media",
        web={"host": "127.0.0.1", "port": 0},
    )
    running = await app.build(settings, TuesdayClock())
    running.address = await running.start()  # type: ignore[attr-defined]
    yield running
    await running.drain()
    await running.stop()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser."""
    if CHROMIUM is None:
        if os.environ.get("TEST_REQUIRE_BROWSER") == "1":
            pytest.fail("a browser is required: install the package chromium")
        pytest.skip("no Chromium: install the package chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def desk(service: app.Service, chromium: Browser) -> AsyncIterator[Desk]:
    """The page on a desk, with every fault of it remembered."""
    async with Desk.open(chromium, service, width=1366, height=768) as opened:
        yield opened
        assert opened.faults == []


@pytest.fixture
async def phone(service: app.Service, chromium: Browser) -> AsyncIterator[Desk]:
    """The page on a phone."""
    async with Desk.open(chromium, service, width=390, height=844, is_mobile=True) as opened:
        yield opened
        assert opened.faults == []
