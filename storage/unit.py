"""One unit of work: a plain function on a session, and what became of it."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm.session import JoinTransactionMode
from sqlmodel import Session

from storage.driver import use

T = TypeVar("T")


class UnitSession(Session):
    """A session that is handed to units of work; only the database itself settles it."""

    def __init__(
        self, bind: Engine | Connection, mode: JoinTransactionMode = "create_savepoint"
    ) -> None:
        super().__init__(bind, expire_on_commit=False, join_transaction_mode=mode)

    def commit(self) -> None:
        """Refused: a unit of work never commits itself."""
        raise RuntimeError("a unit of work never commits itself; db.tx does it")

    def settle(self) -> None:
        """Everything the unit did is written."""
        if self.in_transaction():  # not when all it did was to run compiled statements
            super().commit()


class Unit(Generic[T]):
    """A function that waits for its turn, and the future its caller awaits."""

    __slots__ = ("error", "fn", "future", "loop", "may_wait", "result")

    def __init__(
        self,
        fn: Callable[[Session], T],
        loop: asyncio.AbstractEventLoop,
        *,
        may_wait: bool = False,
    ) -> None:
        self.fn = fn
        self.loop = loop
        self.may_wait = may_wait
        self.future: asyncio.Future[T] = loop.create_future()
        self.error: BaseException | None = None
        self.result: T | None = None

    def run(self, connection: Connection) -> None:
        """The function's work stands in a savepoint of its own, or nothing of it is left."""
        with (
            self,
            connection.begin_nested(),
            UnitSession(connection, "rollback_only") as session,
        ):
            use(session, connection)
            self.result = self.fn(session)
            session.settle()

    def __enter__(self) -> None:
        """Whatever is raised from here on belongs to this unit's caller."""

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> bool:
        """The error, if any, is kept for the caller and harms nobody else."""
        self.error = error
        return True

    def tell(self) -> None:
        """The caller knows the outcome; to be called in the caller's loop."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)  # type: ignore[arg-type]
        elif isinstance(self.error, StopIteration):
            self.future.set_exception(RuntimeError("a unit of work raised StopIteration"))
        else:
            self.future.set_exception(self.error)
