"""The one connection that writes to a SQLite file: kept from one transaction to the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from storage.engines import stands


class WritingConnection:
    """Taken from its engine when first needed, and again after any trouble.

    To give it back after each transaction and take it again would cost as much as four statements.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction is open, to be committed at the end; when it fails, nothing of it is left."""
        try:
            connection = self._taken()
            with connection.begin():
                yield connection
        except BaseException:
            self.give_back()  # whatever was still open in it is rolled back
            raise

    def give_back(self) -> None:
        """The engine has it again, and may close it."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _taken(self) -> Connection:
        if self._kept is not None and not stands(self._kept):
            self.give_back()
        if self._kept is None:
            self._kept = self._engine.connect()
        return self._kept
