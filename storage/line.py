"""The line before SQLite's one writer: whoever somebody waits for goes first."""

from collections import deque
from queue import SimpleQueue

from storage.unit import Unit

AnyUnit = Unit[object]


class UnitLine:
    """Units of work in the order in which they are to be done; None is the sign to stop.

    Those that may wait stand behind all others: a platform or a person at a screen hangs on, the
    loops of the service do not. They come first in every other batch at least, so that nobody who
    keeps calling keeps them waiting for ever.
    """

    def __init__(self) -> None:
        self._owes_the_patient = False
        self._pressing: deque[AnyUnit | None] = deque()
        self._patient: deque[AnyUnit | None] = deque()
        self._places: SimpleQueue[None] = SimpleQueue()

    def put(self, unit: AnyUnit | None) -> None:
        """The unit stands in line; the sign to stop stands behind everybody."""
        is_patient = unit is None or unit.may_wait
        (self._patient if is_patient else self._pressing).append(unit)
        self._places.put(None)

    def get(self) -> AnyUnit | None:
        """The first one of a batch, waited for."""
        self._places.get()
        comes_first = (
            self._owes_the_patient and bool(self._patient) and self._patient[0] is not None
        )
        unit = self._patient.popleft() if comes_first else self._next()
        self._owes_the_patient = unit is not None and not unit.may_wait
        return unit

    def get_nowait(self) -> AnyUnit | None:
        """One more for a batch; raises Empty when there is none."""
        self._places.get_nowait()
        return self._next()

    @property
    def is_awaited(self) -> bool:
        """True when somebody in line cannot wait."""
        return bool(self._pressing)

    def _next(self) -> AnyUnit | None:
        return (self._pressing or self._patient).popleft()
