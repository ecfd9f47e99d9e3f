"""One row of a table as it was written, and how its cells are taken."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.roster.choices import NOTHING
from bot.roster.columns import Sheet
from bot.roster.faults import line_of

_APART = str.maketrans("，,；;", "、、、、")


@dataclass(frozen=True)
class Said:
    """One row: where it stands, and what is written in its columns."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]

    @property
    def line(self) -> int:
        """The row as one number."""
        return line_of(self.sheet, self.number)

    def text(self, key: str) -> str:
        """What is written there."""
        return self.cells.get(key, "").strip()


def several(words: str) -> tuple[str, ...]:
    """The words of one cell, each once: 东关院、家属院."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, words.translate(_APART).split("、")))))


def aliases_of(row: Said, before: tuple[str, ...]) -> tuple[str, ...]:
    """The other names; an empty cell leaves them, “无” takes them away."""
    said = row.text("aliases")
    if not said:
        return before
    return () if said == NOTHING else several(said)
