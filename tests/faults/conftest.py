"""What the fault tests share: a seeded file, a platform outside, and the service between them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from aiohttp.test_utils import TestServer

from tests.benchmarks.house import build_template, copy
from tests.faults.outside import Platform
from tests.faults.running import NEVER_QUIET, Service


@pytest.fixture(scope="session")
def seeded_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo county, to be copied."""
    path = tmp_path_factory.mktemp("seeded") / "template.db"
    asyncio.run(build_template(f"sqlite:///{path}"))
    return path


@pytest.fixture
def seeded(seeded_template: Path, tmp_path: Path) -> Path:
    """A SQLite file with the demo county."""
    return copy(seeded_template, tmp_path / "gridwhistle.db")


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    """The platform outside; it outlives every process of ours."""
    found = Platform()
    server = TestServer(found.app())
    await server.start_server()
    found.address = str(server.make_url("")).rstrip("/")
    yield found
    await server.close()


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    """Calls us from outside, over a new connection each time, as a killed server needs it."""
    async with ClientSession(connector=TCPConnector(force_close=True, limit=0)) as session:
        yield session


@pytest.fixture
def service(seeded: Path, tmp_path: Path, platform: Platform) -> Iterator[Service]:
    """The service on a SQLite file, not started yet."""
    found = Service(tmp_path, f"sqlite:///{seeded}", spoken_to(platform))
    yield found
    found.remove()


def spoken_to(platform: Platform) -> dict[str, str]:
    """Settings with which the service speaks to this platform, at any hour."""
    return {"GRIDWHISTLE_OFFICIAL_ACCOUNT__API_BASE": platform.address, **NEVER_QUIET}
