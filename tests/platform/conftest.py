"""What tests of the platform share: the platform itself, a caller, and somebody to be called."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from storage.clock import ShiftedClock
from tests.benchmarks.house import build_template, copy
from tests.platform.world import Platform


@dataclass
class Ours:
    """A service that answers callbacks with what it was told to, and keeps what came."""

    answers: list[web.Response] = field(default_factory=list)
    reply: Callable[[web.Request], web.Response] | None = None
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.came.append((request.path, dict(request.query), await request.read()))
        if self.reply is not None:
            return self.reply(request)
        return self.answers.pop(0) if self.answers else web.Response(text="success")


@dataclass
class Caller:
    """Calls the platform as any client would."""

    session: ClientSession
    platform: Platform

    async def get(self, host: str, path: str, **query: str) -> dict[str, Any]:
        at = f"{self.platform.base(host)}{path}"
        async with self.session.get(at, params=query) as answer:
            return dict(await answer.json(content_type=None))

    async def post(self, host: str, path: str, body: object, **query: str) -> dict[str, Any]:
        at = f"{self.platform.base(host)}{path}"
        more = {"json": body} if not isinstance(body, bytes) else {"data": body}
        async with self.session.post(at, params=query, **more) as answer:
            return dict(await answer.json(content_type=None))


@pytest.fixture
def clock() -> ShiftedClock:
    """The clock of the platform, and of the service behind it."""
    return ShiftedClock()


@pytest.fixture
async def platform(clock: ShiftedClock) -> AsyncIterator[Platform]:
    """The platform, listening."""
    found = Platform(clock)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def ours(platform: Platform) -> AsyncIterator[Ours]:
    """Somebody who is called by the platform."""
    found = Ours()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", found.take)
    server = TestServer(app)
    await server.start_server()
    platform.call(str(server.make_url("")).rstrip("/"))
    yield found
    await server.close()


@pytest.fixture
async def caller(platform: Platform) -> AsyncIterator[Caller]:
    """Somebody who calls the platform, writing JSON with the letters as they are."""
    as_they_are = partial(json.dumps, ensure_ascii=False)
    async with ClientSession(json_serialize=as_they_are) as session:
        yield Caller(session, platform)


@pytest.fixture(scope="session")
def county_seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo county, to be copied."""
    path = tmp_path_factory.mktemp("town") / "template.db"
    asyncio.run(build_template(f"sqlite:///{path}"))
    return path


@pytest.fixture
def county(county_seeded: Path, tmp_path: Path) -> Path:
    """A SQLite file with the demo county."""
    return copy(county_seeded, tmp_path / "town.db")
