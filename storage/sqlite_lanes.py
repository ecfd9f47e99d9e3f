"""SQLite: one writer thread whose waiting units share a commit, and readers beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock, Thread
from typing import TypeVar, cast

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage.batch import Batch
from storage.engines import in_transaction, shown, sqlite_engine
from storage.line import AnyUnit, UnitLine
from storage.troubles import Trouble, told, trouble_of
from storage.unit import Unit
from storage.writing_connection import WritingConnection

T = TypeVar("T")

READERS = 2
# After these the connection is as good as before; after any other trouble a new one is made.
CONNECTION_STAYS = {None, Trouble.LOCKED, Trouble.FULL, Trouble.NOT_MIGRATED}


class SqliteLanes:
    """The two ways into a SQLite file: the writer's queue and the readers."""

    def __init__(self, url: URL, give_up_after: timedelta) -> None:
        self._where = shown(url)
        self._engine = sqlite_engine(url, give_up_after)
        self._connection = WritingConnection(self._engine)
        self._read_engine = sqlite_engine(url, give_up_after, readers=READERS)
        self._readers = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._line = UnitLine()
        self._batch: Batch | None = None
        self._door = Lock()
        self._closed = False
        self._writer = Thread(target=self._write_for_ever, name="sqlite-writer", daemon=True)
        self._writer.start()

    async def write(self, fn: Callable[[Session], T], *, may_wait: bool = False) -> T:
        """What `fn` gave back, after its work was committed."""
        unit = Unit(fn, asyncio.get_running_loop(), may_wait=may_wait)
        with self._door:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._line.put(cast("AnyUnit", unit))
        return await unit.future

    async def read(self, fn: Callable[[Session], T]) -> T:
        """What `fn` found, without waiting for the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, fn)

    @property
    def is_awaited(self) -> bool:
        """True when somebody waits for what is being written to end."""
        return self._batch is not None and self._batch.is_awaited

    async def close(self) -> None:
        """Everything asked for before is written, and the threads are gone."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._line.put(None)
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._writer.join()
        self._readers.shutdown()
        self._read_engine.dispose()
        self._engine.dispose()

    def _read(self, fn: Callable[[Session], T]) -> T:
        try:
            with Session(self._read_engine, autoflush=False) as session:
                return fn(session)
        except SQLAlchemyError as error:
            if trouble_of(error) is Trouble.READ_ONLY:
                raise  # `fn` tried to write: its own fault, not the database's
            raise told(error, self._where) from error

    def _write_for_ever(self) -> None:
        while (first := self._line.get()) is not None:
            with (
                Batch(first, self._line, self._where) as batch,
                self._connection.begin() as connection,
            ):
                self._batch = batch
                for unit in batch.take():
                    self._run(unit, connection)
                self._batch = None
            if batch.error is not None and trouble_of(batch.error) not in CONNECTION_STAYS:
                self._engine.dispose()
        self._connection.give_back()

    def _run(self, unit: AnyUnit, connection: Connection) -> None:
        unit.run(connection)
        if unit.error is None:
            return
        unit.error = told(unit.error, self._where)
        if trouble_of(unit.error) not in CONNECTION_STAYS or not in_transaction(connection):
            raise unit.error
