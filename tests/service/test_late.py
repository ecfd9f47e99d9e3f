"""Pages that are loaded when somebody first asks: nobody notices, and nothing is loaded twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.late import LatePages

Client = TestClient[web.Request, web.Application]


class Shelf:
    """Makes its pages, and counts how often; at first it may fail."""

    def __init__(self) -> None:
        self.made = 0
        self.is_broken = False

    def load(self) -> list[web.RouteDef]:
        self.made += 1
        if self.is_broken:
            raise RuntimeError("a page is broken")

        async def show(request: web.Request) -> web.Response:
            return web.Response(text=request.match_info.get("number", "front"))

        return [
            web.get("/desk/", show),
            web.get("/desk/case/{number}", show),
            web.get("/slip", show),
        ]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes([LatePages(("/desk", "/slip"), shelf.load)])
    async with TestClient(TestServer(app)) as found:
        yield found


async def test_nothing_is_loaded_until_somebody_asks(client: Client, shelf: Shelf) -> None:
    assert (await client.get("/elsewhere")).status == 404
    assert shelf.made == 0


async def test_every_address_answers_and_the_pages_are_made_once(
    client: Client, shelf: Shelf
) -> None:
    asked = ("/desk/", "/desk/case/17", "/slip", "/desk/case/18")
    answers = await asyncio.gather(*(client.get(path) for path in asked))
    assert [await answer.text() for answer in answers] == ["front", "17", "front", "18"]
    assert shelf.made == 1


async def test_an_address_that_is_not_there_and_a_wrong_method_are_told_apart(
    client: Client,
) -> None:
    assert (await client.get("/desk/nothing")).status == 404
    refused = await client.post("/desk/case/17")
    assert refused.status == 405
    assert "GET" in refused.headers["Allow"]


async def test_pages_that_could_not_be_loaded_are_tried_again(client: Client, shelf: Shelf) -> None:
    shelf.is_broken = True
    assert (await client.get("/desk/")).status == 500
    shelf.is_broken = False
    assert (await client.get("/desk/")).status == 200
    assert shelf.made == 2
