"""The database: every unit of work goes through `tx` or `read`; nothing else opens a session."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from sqlalchemy import URL
from sqlmodel import Session, SQLModel

import storage.tables  # noqa: F401  (makes the metadata whole)
from storage.columns import tell_conditions
from storage.engines import building_engine, parse_url, shown
from storage.sqlite_lanes import SqliteLanes
from storage.troubles import DatabaseUnavailableError, Trouble

__all__ = ["Database", "DatabaseUnavailableError", "Lanes", "Trouble"]

T = TypeVar("T")

GIVE_UP_AFTER = timedelta(seconds=3)


class Lanes(Protocol):
    """The ways into a database: which thread and which connection a unit of work gets."""

    async def write(self, fn: Callable[[Session], T], *, may_wait: bool = False) -> T:
        """What `fn` gave back, after its work was committed; what may wait lets others go first."""

    async def read(self, fn: Callable[[Session], T]) -> T:
        """What `fn` found."""

    @property
    def is_awaited(self) -> bool:
        """True when somebody waits for what is being written now to end."""
        ...

    async def close(self) -> None:
        """Everything asked for before is written and every connection is closed."""


class Database:
    """A database on SQLite or PostgreSQL; it is connected when first needed, and again after trouble."""

    def __init__(self, url: URL, lanes: Lanes) -> None:
        self.url = url
        self.dialect = url.get_backend_name()
        self._lanes = lanes

    @classmethod
    def open(cls, url: str, give_up_after: timedelta = GIVE_UP_AFTER) -> "Database":
        """A database ready for work. `give_up_after` is how long a lock is waited for."""
        parsed = parse_url(url)
        return cls(parsed, _lanes(parsed, give_up_after))

    async def tx(self, fn: Callable[[Session], T], *, may_wait: bool = False) -> T:
        """What `fn` gave back, after everything it did was committed; if it raised, nothing was.

        `fn` may run more than once when transactions collide: it must touch only its session.
        A loop that works through what is stored already may wait; nobody hangs on for it.
        """
        return await self._lanes.write(fn, may_wait=may_wait)

    async def read(self, fn: Callable[[Session], T]) -> T:
        """What `fn` found, without waiting for writers; it cannot write."""
        return await self._lanes.read(fn)

    @property
    def is_awaited(self) -> bool:
        """True when somebody waits for the unit under way to end: a long one should."""
        return self._lanes.is_awaited

    async def close(self) -> None:
        """Everything asked for before is written and every connection is closed."""
        await self._lanes.close()

    def create_all(self) -> None:
        """Every table exists (for tests; a real database is made by migrations)."""
        tell_conditions(SQLModel.metadata)
        with building_engine(self.url) as engine:
            SQLModel.metadata.create_all(engine)

    def __repr__(self) -> str:
        """The address without the password."""
        return f"Database({shown(self.url)!r})"


def _lanes(url: URL, give_up_after: timedelta) -> Lanes:
    if url.get_backend_name() == "sqlite":
        return SqliteLanes(url, give_up_after)
    # A service on SQLite need not carry PostgreSQL's driver, 9 MB.
    from storage.postgres_lanes import PostgresLanes  # noqa: PLC0415

    return PostgresLanes(url, give_up_after)
