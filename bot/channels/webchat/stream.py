"""Open pages, and what they are told as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from aiohttp_sse import sse_response

_MOST_BEHIND = 500  # a page this far behind is let go; it asks for everything when it comes back

Event = tuple[str, Any]


class Hub:
    """Tells every open page the same."""

    def __init__(self) -> None:
        self._lines: set[asyncio.Queue[Event | None]] = set()

    def publish(self, name: str, value: Any) -> None:  # noqa: ANN401  (JSON)
        """Every open page will hear this."""
        for line in tuple(self._lines):
            try:
                line.put_nowait((name, value))
            except asyncio.QueueFull:
                self._lines.discard(line)

    def close(self) -> None:
        """Every line ends, so that the server can stop."""
        for line in tuple(self._lines):
            self._lines.discard(line)
            while line.full():
                line.get_nowait()
            line.put_nowait(None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One page listens until it goes away or the server stops."""
        line: asyncio.Queue[Event | None] = asyncio.Queue(_MOST_BEHIND)
        self._lines.add(line)
        try:
            async with sse_response(request, headers={"Cache-Control": "no-store"}) as response:
                async for name, value in self._events(line):
                    await response.send(json.dumps(value, ensure_ascii=False), event=name)
                return response
        finally:
            self._lines.discard(line)

    async def _events(self, line: asyncio.Queue[Event | None]) -> AsyncIterator[Event]:
        while line in self._lines or not line.empty():
            event = await line.get()
            if event is None:
                return
            yield event
