"""Open pages hear that something changed: never what, that they ask for themselves."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from sqlmodel import Session

from bot.console.door import Door
from bot.console.parameters import number_in
from bot.console.visitor import Visitor
from handlers.loading.situations import load_views
from storage.cases import find_numbered
from storage.db import Database, DatabaseUnavailableError
from storage.history import changed_since, newest_event

_LOOK_EVERY = 2.0  # seconds; one look serves every open page
_ANY = 0


@dataclass(eq=False)
class _Line:
    """One open page: the case it shows, or any."""

    case_id: int
    told: asyncio.Event
    is_over: bool = False


class Live:
    """Looks for new history while any page listens, also for what other replicas wrote."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lines: set[_Line] = set()
        self._watch: asyncio.Task[None] | None = None

    async def serve(self, request: web.Request, case_id: int) -> web.StreamResponse:
        """One page listens until it goes away or the server stops."""
        line = _Line(case_id, asyncio.Event())
        self._lines.add(line)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        try:
            async with sse_response(request, headers={"Cache-Control": "no-store"}) as response:
                with suppress(ConnectionResetError):  # the page went away while it was told
                    await _tell_all(response, line)
                return response
        finally:
            self._lines.discard(line)

    async def close(self, _app: web.Application) -> None:
        """Every line ends, so that the server can stop."""
        for line in self._lines:
            line.is_over = True
            line.told.set()
        if self._watch is not None:
            self._watch.cancel()

    async def _look(self) -> None:
        last = -1
        while self._lines:
            try:
                last = await self._tell(last)
            except DatabaseUnavailableError:
                last = -1  # whoever is there after it came back asks anew
            await asyncio.sleep(_LOOK_EVERY)

    async def _tell(self, last: int) -> int:
        newest = await self._db.read(newest_event)
        if newest <= last or last < 0:
            return newest
        changed = await self._db.read(lambda session: changed_since(session, last))
        for line in tuple(self._lines):
            if line.case_id == _ANY or line.case_id in changed:
                line.told.set()
        return newest


async def _tell_all(response: EventSourceResponse, line: _Line) -> None:
    while not line.is_over:
        await line.told.wait()
        line.told.clear()
        if not line.is_over:
            await response.send("", event="changed")


def routes(door: Door, live: Live) -> list[web.RouteDef]:
    """The address of the stream."""

    async def listen(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        number = number_in(request.query.get("of", ""))
        if number is None:
            return await live.serve(request, _ANY)

        def find(session: Session) -> int:
            case = find_numbered(session, visitor.county_id, number)
            view = next(iter(load_views(session, [case])), None) if case is not None else None
            return view.id if view is not None and visitor.sees(view) else 0

        case_id = await door.house.db.read(find)
        if not case_id:
            raise web.HTTPNotFound
        return await live.serve(request, case_id)

    return [web.get("/console/stream", door.page(listen), allow_head=False)]
