"""How a sheet of an Excel file looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.sheets.addresses import letters_of

_LINE = 14.0  # points a line of ten-point letters takes
_TALLEST = 409.0  # Excel's own limit
_A4_HOLDS = 180  # widths on one landscape page that can still be read


@dataclass(frozen=True)
class Layout:
    """How one sheet looks: title, what stands under it, head, widths and drop-downs of its columns."""

    name: str
    title: str
    head: Sequence[str]
    widths: Sequence[int]
    facts: str = ""  # who made it, when, for which time
    lists: Mapping[str, str] = field(default_factory=dict)  # by heading: where its choices stand
    is_hidden: bool = False  # what only drop-downs read is neither shown nor printed

    @property
    def last(self) -> str:
        """The letter of the last column; the first is the position in the list."""
        return letters_of(len(self.widths) + 1)

    @property
    def is_wide(self) -> bool:
        """True when it needs A3 to be read."""
        return sum(self.widths) > _A4_HOLDS

    def height(self, row: Sequence[str]) -> float:
        """How tall this row must be, in points, so that no words are hidden."""
        lines = (_lines(text, w) for text, w in zip(row, self.widths, strict=False))
        return min(_TALLEST, 4 + _LINE * max(lines, default=1))

    @property
    def begins(self) -> int:
        """The first row below the head."""
        return 4 if self.facts else 3


def _lines(text: str, width: int) -> int:
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    return sum(-(-max(1, _width(line)) // max(1, width - 1)) for line in text.split("\n"))


def _width(line: str) -> int:
    """A Chinese letter is as wide as two others."""
    return sum(1 if letter < "\u2e80" else 2 for letter in line)
