"""What can be wrong with an Excel file that somebody hands in; the messages are Chinese."""

from dataclasses import dataclass


class SheetError(Exception):
    """The file as a whole cannot be read; the message says why and what to do about it."""


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be taken: where it is, what is wrong, what to write instead."""

    sheet: str
    cell: str  # as Excel calls it: D12
    wrong: str
    instead: str = ""

    @property
    def line(self) -> str:
        """The fault as one sentence."""
        told = f"“{self.sheet}”表 {self.cell}：{self.wrong}"
        return f"{told}。{self.instead}。" if self.instead else f"{told}。"
