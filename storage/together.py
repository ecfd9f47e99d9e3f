"""What many callers ask for at the same moment, done in one unit of work."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlmodel import Session

from storage.db import Database
from storage.troubles import DatabaseUnavailableError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AT_MOST = 200


class Together(Generic[Item, Answer]):
    """Gathers the items of callers who come while a transaction runs: the next one does them all.

    `fn` gets the items in the order in which they came and gives one answer for each. When it
    raises, each item is tried alone, so that one bad item harms nobody else.
    """

    def __init__(
        self,
        db: Database,
        fn: Callable[[Session, Sequence[Item]], Sequence[Answer]],
        *,
        may_wait: bool = False,
    ) -> None:
        self._db = db
        self._fn = fn
        self._may_wait = may_wait
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> Answer:
        """The answer for `item`, after the commit."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:AT_MOST], self._waiting[AT_MOST:]
            answers = await self._answers([item for item, _ in taken])
            for (_, future), answer in zip(taken, answers, strict=True):
                _tell(future, answer)

    async def _answers(self, items: Sequence[Item]) -> Sequence[Answer | BaseException]:
        asked = self._db.tx(lambda session: self._fn(session, items), may_wait=self._may_wait)
        [found] = await asyncio.gather(asked, return_exceptions=True)
        if not isinstance(found, BaseException):
            return found
        if len(items) == 1 or isinstance(found, DatabaseUnavailableError):
            return [found] * len(items)
        return [answer for item in items for answer in await self._answers([item])]


def _tell(future: asyncio.Future[Answer], answer: Answer | BaseException) -> None:
    if future.done():
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
