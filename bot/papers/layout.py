"""How a sheet of an Excel file looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sheets.addresses import letters_of


@dataclass(frozen=True)
class Layout:
    """How one sheet looks: title, what stands under it, head, and the widths of its columns."""

    name: str
    title: str
    head: Sequence[str]
    widths: Sequence[int]
    facts: str = ""  # who made it, when, for which time

    @property
    def last(self) -> str:
        """The letter of the last column; the first is the position in the list."""
        return letters_of(len(self.widths) + 1)

    @property
    def begins(self) -> int:
        """The first row below the head."""
        return 4 if self.facts else 3
