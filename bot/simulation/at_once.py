"""A database that does everything at once, in the thread that asks: for a county nobody waits for.

A service must not lose a commit when the power goes, and lets others read while it writes. A year
that is thrown away at its end needs neither; waking threads would be a good part of its work.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Connection, event
from sqlmodel import Session

from storage.db import Database
from storage.engines import parse_url, sqlite_engine
from storage.unit import Unit

T = TypeVar("T")

_PATIENCE = timedelta(seconds=3)
_UNITS_PER_COMMIT = 500
_FORGETFUL = (
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
)


class AtOnce:
    """One connection to a SQLite file; its units of work share commits, a savepoint each."""

    is_awaited = False

    def __init__(self, url: str) -> None:
        self._engine = sqlite_engine(parse_url(url), _PATIENCE)
        event.listen(self._engine, "connect", _forget_soon)
        self._connection: Connection | None = None
        self._units = 0

    async def write(self, fn: Callable[[Session], T], *, may_wait: bool = False) -> T:  # noqa: ARG002
        """What `fn` gave back; when it raised, nothing it did is left."""
        unit = Unit(fn, asyncio.get_running_loop())
        unit.run(self._ready())
        self._units += 1
        unit.tell()
        return await unit.future

    async def read(self, fn: Callable[[Session], T]) -> T:
        """What `fn` found."""
        with Session(self._ready(), autoflush=False) as session:
            return fn(session)

    async def close(self) -> None:
        """Everything is written and the connection is closed."""
        if self._connection is not None:
            self._connection.commit()
            self._connection.close()
        self._engine.dispose()

    def _ready(self) -> Connection:
        """The connection, in a transaction that is not too long."""
        if self._connection is None:
            self._connection = self._engine.connect()
        if self._units >= _UNITS_PER_COMMIT:
            self._connection.commit()
            self._units = 0
        if not self._connection.in_transaction():
            self._connection.begin()
        return self._connection


def _forget_soon(driver: sqlite3.Connection, _record: object) -> None:
    for pragma in _FORGETFUL:
        driver.execute(pragma)


def database_at_once(url: str) -> Database:
    """The SQLite file of a county that is thrown away at its end."""
    return Database(parse_url(url), AtOnce(url))
