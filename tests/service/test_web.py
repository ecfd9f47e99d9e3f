"""The application: healthy or not, guarded, and silent about its inside."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import web as pages
from bot.channels.base import CallbackError
from bot.metrics import Metrics
from storage.db import DatabaseUnavailableError, Trouble


async def refuse(_request: web.Request) -> web.Response:
    raise CallbackError("签名不对", 403)


async def without_database(_request: web.Request) -> web.Response:
    raise DatabaseUnavailableError(Trouble.LOCKED)


async def break_down(_request: web.Request) -> web.Response:
    raise ValueError("王大妈的原话")


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


ROUTES = [
    web.post("/refuse", refuse),
    web.get("/locked", without_database),
    web.get("/broken", break_down),
    web.post("/echo", echo),
]


def client(found: Mapping[str, bool] | None = None, public_url: str = "") -> TestClient:  # type: ignore[type-arg]
    async def checks() -> Mapping[str, bool]:
        return found or {"database": True}

    return TestClient(TestServer(pages.create(ROUTES, checks, Metrics(), public_url)))


async def test_a_living_process_says_so() -> None:
    async with client() as browser:
        assert (await browser.get("/healthz")).status == 200


@pytest.mark.parametrize(("worker", "status"), [(True, 200), (False, 503)])
async def test_it_is_ready_when_everything_is(worker: bool, status: int) -> None:
    async with client({"database": True, "worker": worker}) as browser:
        answer = await browser.get("/readyz")
        assert answer.status == status
        assert (await answer.json())["checks"]["worker"] is worker


async def test_what_is_counted_can_be_read() -> None:
    async with client() as browser:
        answer = await browser.get("/metrics")
        assert answer.content_type == "text/plain"
        assert "gridwhistle_database_down 0.0" in await answer.text()


async def test_every_answer_carries_the_security_headers() -> None:
    async with client() as browser:
        for path in ("/healthz", "/nowhere"):
            headers = (await browser.get(path)).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "Strict-Transport-Security" not in headers


async def test_behind_https_the_browser_stays_there() -> None:
    async with client(public_url="https://wg.example.gov.cn") as browser:
        assert "Strict-Transport-Security" in (await browser.get("/healthz")).headers


async def test_a_wrong_address_is_answered_in_chinese_and_to_programs_in_json() -> None:
    async with client() as browser:
        assert await (await browser.get("/nowhere")).text() == "没有这个地址。"
        answer = await browser.get("/nowhere", headers={"Accept": "application/json"})
        assert await answer.json() == {"error": "没有这个地址。"}
        assert (await browser.get("/echo")).headers["Allow"] == "POST"


async def test_a_callback_that_is_not_genuine_is_refused() -> None:
    async with client() as browser:
        answer = await browser.post("/refuse")
        assert (answer.status, await answer.text()) == (403, "签名不对")


async def test_without_the_database_it_asks_to_come_back() -> None:
    async with client() as browser:
        answer = await browser.get("/locked")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


async def test_a_fault_shows_nothing_of_its_inside() -> None:
    async with client() as browser:
        answer = await browser.get("/broken")
        shown = await answer.text()
        assert answer.status == 500
        assert "王大妈" not in shown
        assert "Traceback" not in shown


async def test_a_request_too_large_is_refused() -> None:
    async with client() as browser:
        answer = await browser.post("/echo", data=BytesIO(b"x" * (pages.LARGEST_REQUEST + 1)))
        assert answer.status == 413
