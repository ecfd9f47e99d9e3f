"""What was measured, and the one table it is printed in."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value beside the bare limit of the same run.

    `ratio` is the value over the bare one. `at_most` and `at_least` are goals for the value,
    `ratio_at_most` and `ratio_at_least` goals for the ratio.
    """

    what: str
    value: float
    unit: str
    bare: float
    bare_what: str
    at_most: float | None = None
    ratio_at_least: float | None = None
    ratio_at_most: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.value / self.bare if self.bare else float("nan")

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}"
        if self.ratio_at_least is not None:
            return f"ratio ≥ {self.ratio_at_least:g}"
        return f"ratio ≤ {self.ratio_at_most:g}" if self.ratio_at_most is not None else ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None when there is none."""
        if self.at_most is not None:
            return self.value <= self.at_most
        if self.ratio_at_least is not None:
            return self.ratio >= self.ratio_at_least
        return self.ratio <= self.ratio_at_most if self.ratio_at_most is not None else None


def table(figures: Sequence[Figure]) -> str:
    """All figures in one table, their notes below it."""
    head = ("what", "measured", "bare limit", "ratio", "goal", "")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(head))]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True))
             for row in rows]  # fmt: skip
    lines.insert(1, "  ".join("-" * width for width in widths))
    notes = [f"  {figure.what}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([line.rstrip() for line in lines] + (["", *notes] if notes else []))


def say(words: str) -> None:
    """Progress, beside the table and not in it."""
    print(words, file=sys.stderr, flush=True)


def _row(figure: Figure) -> tuple[str, ...]:
    verdict = {None: "", True: "met", False: "MISSED"}[figure.is_met]
    return (
        figure.what,
        f"{_number(figure.value)} {figure.unit}",
        f"{_number(figure.bare)} ({figure.bare_what})",
        f"{figure.ratio:.2f}",
        figure.goal,
        verdict,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.01 else f"{value:.4f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def missed(figures: Iterable[Figure]) -> list[str]:
    """The names of the figures that missed their goals."""
    return [figure.what for figure in figures if figure.is_met is False]
