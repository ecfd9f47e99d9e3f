"""A ledger on its way to whoever asked for it: written page by page beside the loop, then handed out."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import IO

from sqlmodel import Session

from bot.console.house import House
from bot.console.visitor import Visitor
from bot.papers.ledger import Asked, LedgerFile, Page, check_size, page_of
from handlers.permissions import COUNTY
from handlers.situation import World
from storage.ledgers import Behind

_PIECE = 256 * 1024


class Exporter:
    """Writes one ledger after the other: each takes a processor and a disk for a while."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def written(self, visitor: Visitor, asked: Asked) -> AsyncIterator[tuple[IO[bytes], int]]:
        """The file, to be read from its beginning, and how many cases are in it."""
        async with self._one_at_a_time:
            file = await asyncio.to_thread(tempfile.TemporaryFile)
            try:
                yield file, await self._write(file, visitor, asked)
            finally:
                await asyncio.to_thread(file.close)

    async def _write(self, target: IO[bytes], visitor: Visitor, asked: Asked) -> int:
        db, world = self._house.db, visitor.world
        await db.read(lambda session: check_size(session, asked, world))
        file = await asyncio.to_thread(LedgerFile, target, asked, world, visitor.now)
        page = await db.read(lambda session: page_of(session, asked, world))
        await asyncio.to_thread(file.add, page)
        while page.behind is not None:
            page = await db.read(partial(_next, asked=asked, world=world, behind=page.behind))
            await asyncio.to_thread(file.add, page)
        papers = []
        if visitor.is_any(COUNTY):
            papers = await db.read(lambda session: file.letters(session, asked, world))
        await asyncio.to_thread(file.finish, papers)
        return file.count


def _next(session: Session, asked: Asked, world: World, behind: Behind) -> Page:
    return page_of(session, asked, world, behind)


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """The file from its beginning, piece by piece."""
    await asyncio.to_thread(file.seek, 0)
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
