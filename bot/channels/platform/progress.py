"""How much of a message in several pieces a platform has taken."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from storage.tables.message import OutboundMessage

_UNFINISHED = 1000
Piece = TypeVar("Piece")


class Progress:
    """Messages that were said in part: the next try goes on with the piece that had to wait.

    What another process said of it is not known here.
    """

    def __init__(self) -> None:
        self._said: OrderedDict[str, int] = OrderedDict()

    def left(self, message: OutboundMessage, pieces: Sequence[Piece]) -> Iterator[Piece]:
        """The pieces that are still to be said; one counts as said when the next is asked for."""
        for number in range(self._said.get(message.key, 0), len(pieces)):
            yield pieces[number]
            self._remember(message.key, number + 1)
        self._said.pop(message.key, None)

    def _remember(self, key: str, said: int) -> None:
        self._said[key] = said
        if len(self._said) > _UNFINISHED:
            self._said.popitem(last=False)
