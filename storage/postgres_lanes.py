"""PostgreSQL: a few threads, each with a connection; what collides is done again."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from random import SystemRandom
from time import sleep
from typing import TypeVar

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from storage.engines import postgres_engine, shown
from storage.troubles import Trouble, told, trouble_of
from storage.unit import UnitSession

T = TypeVar("T")

WRITERS = 6
READERS = 2
TRIES = 40  # of units that collide; on a busy machine a dozen were not enough
LONGEST_PAUSE = 0.25


class PostgresLanes:
    """The two ways into PostgreSQL: threads that write and threads that read."""

    def __init__(self, url: URL, give_up_after: timedelta) -> None:
        self._where = shown(url)
        self._engine = postgres_engine(url, give_up_after, WRITERS + READERS)
        self._read_engine = self._engine.execution_options(postgresql_readonly=True)
        self._writers = ThreadPoolExecutor(WRITERS, "postgres-writer")
        self._readers = ThreadPoolExecutor(READERS, "postgres-reader")
        self._dice = SystemRandom()

    async def write(self, fn: Callable[[Session], T], *, may_wait: bool = False) -> T:  # noqa: ARG002
        """What `fn` gave back, after its work was committed; there are threads for all."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._write, fn)

    async def read(self, fn: Callable[[Session], T]) -> T:
        """What `fn` found in one snapshot."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, fn)

    is_awaited = False  # others write beside it

    async def close(self) -> None:
        """Everything asked for before is written, and the threads are gone."""
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    def _write(self, fn: Callable[[Session], T]) -> T:
        def once() -> T:
            with UnitSession(self._engine) as session:
                result = fn(session)
                session.settle()
                return result

        return self._patiently(once)

    def _read(self, fn: Callable[[Session], T]) -> T:
        def once() -> T:
            with Session(self._read_engine, autoflush=False) as session:
                return fn(session)

        return self._patiently(once, reading=True)

    def _patiently(self, once: Callable[[], T], *, reading: bool = False) -> T:
        for tried in count(1):
            try:
                return once()
            except SQLAlchemyError as error:
                if tried < TRIES and may_be_repeated(error):
                    sleep(self._dice.uniform(0, min(LONGEST_PAUSE, 0.002 * 2**tried)))
                elif reading and trouble_of(error) is Trouble.READ_ONLY:
                    raise  # `fn` tried to write: its own fault, not the database's
                else:
                    self._forget(trouble_of(error))
                    raise told(error, self._where) from error
        raise AssertionError

    def _forget(self, trouble: Trouble | None) -> None:
        """After a switch-over the old connections may lead to a stand-by."""
        if trouble in {Trouble.READ_ONLY, Trouble.UNREACHABLE}:
            self._engine.dispose()


def may_be_repeated(error: SQLAlchemyError) -> bool:
    """Nothing of the transaction was written, and the next try may well succeed."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, SerializationFailure | DeadlockDetected):
        return True
    # Without a statement it was the COMMIT: whether that was done nobody knows.
    return error.connection_invalidated and error.statement is not None
