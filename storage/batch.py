"""Units that share one commit."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty
from time import monotonic
from types import TracebackType

from storage.line import AnyUnit, UnitLine
from storage.troubles import DatabaseUnavailableError, trouble_of

UNITS_PER_COMMIT = 64
SECONDS_PER_COMMIT = 0.025


class Batch:
    """Units that share one commit: when it fails, each of their callers learns why."""

    def __init__(self, first: AnyUnit, line: UnitLine, where: str) -> None:
        self._line = line
        self._where = where
        self._first = first
        self._taken: list[AnyUnit] = []
        self.error: BaseException | None = None

    def take(self) -> Iterator[AnyUnit]:
        """The first unit and those that wait behind it, until the commit should not wait longer.

        Whoever is waited for does not wait for the long work of one that may wait.
        """
        end = monotonic() + SECONDS_PER_COMMIT
        unit: AnyUnit | None = self._first
        while unit is not None:
            self._taken.append(unit)
            if not unit.future.cancelled():
                yield unit
            if len(self._taken) >= UNITS_PER_COMMIT or monotonic() > end:
                return
            if not (unit.may_wait or self._line.is_awaited):
                return
            unit = self._next()

    @property
    def is_awaited(self) -> bool:
        """True when somebody waits for the unit under way to end."""
        return self._line.is_awaited

    def _next(self) -> AnyUnit | None:
        with suppress(Empty):
            unit = self._line.get_nowait()
            if unit is None:
                self._line.put(None)  # the sign to stop is for the writer, not for us
            return unit
        return None

    def __enter__(self) -> "Batch":
        """Whatever is raised from here on belongs to every unit taken."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> bool:
        """Every caller is told; the writer lives on, whatever happened."""
        self.error = error
        if error is not None:
            self._fail(error)
        tell(self._taken)
        return True

    def _fail(self, error: BaseException) -> None:
        # When not even BEGIN worked, those who wait would only wait for the same.
        if not self._taken:
            self._taken = [self._first, *iter(self._next, None)]
        for unit in self._taken:
            if unit.error is None:
                unit.error = self._for_one(error)

    def _for_one(self, error: BaseException) -> BaseException:
        """An error of its own for each caller, lest their tracebacks grow into each other."""
        kind = trouble_of(error)
        if kind is None:
            return error
        unavailable = DatabaseUnavailableError(kind, self._where)
        unavailable.__cause__ = error.__cause__ or error
        return unavailable


def tell(units: Sequence[AnyUnit]) -> None:
    """The callers of `units` will know the outcome, each in its own loop."""

    def here(told_here: list[AnyUnit]) -> None:
        for unit in told_here:
            unit.tell()

    for loop in {unit.loop for unit in units}:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(here, [unit for unit in units if unit.loop is loop])
