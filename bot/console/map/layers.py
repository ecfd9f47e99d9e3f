"""What the map can be coloured by, in how many steps, and what each step stands for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

FEWEST = 5  # answers; below this no share is shown
_SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_SHARES = ((95, 1), (85, 2), (70, 3), (0, 4))  # from so many of a hundred: the step
FEW = "few"


class Layer(StrEnum):
    """What the map is coloured by."""

    OPEN = "open"
    OVERDUE = "overdue"
    CONTENT = "content"


NAMES = {Layer.OPEN: "在办", Layer.OVERDUE: "超期", Layer.CONTENT: "满意"}


class Tally(NamedTuple):
    """What was counted of a place."""

    open: int = 0
    overdue: int = 0
    given: int = 0
    content: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both places together."""
        return Tally(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def share(self) -> int | None:
        """How many of a hundred answers are content; None when there are too few to say."""
        return None if self.given < FEWEST else round(100 * self.content / self.given)


class Step(NamedTuple):
    """One colour of the legend: the class it is drawn by, and what it stands for."""

    css: str
    words: str


@dataclass(frozen=True)
class Scale:
    """How one layer is coloured; the darker, the more there is to do."""

    layer: Layer
    bounds: tuple[int, ...] = ()  # from which count on each step begins

    def css(self, tally: Tally) -> str:
        """The class of a place."""
        if self.layer is Layer.CONTENT:
            share = tally.share
            step = next((n for least, n in _SHARES if share is not None and share >= least), FEW)
            return f"step-{step}"
        count = tally.open if self.layer is Layer.OPEN else tally.overdue
        return f"step-{sum(count >= bound for bound in self.bounds)}"

    @property
    def legend(self) -> tuple[Step, ...]:
        """Every colour, the lightest first."""
        if self.layer is Layer.CONTENT:
            return (
                Step("step-1", "95%以上"),
                Step("step-2", "85%到94%"),
                Step("step-3", "70%到84%"),
                Step("step-4", "不到70%"),
                Step(f"step-{FEW}", f"样本太少（不到{FEWEST}份）"),
            )
        ends = (*(bound - 1 for bound in self.bounds[1:]), None)
        spans = zip(self.bounds, ends, strict=True)
        named = (Step(f"step-{n}", _span(*span)) for n, span in enumerate(spans, start=1))
        return (Step("step-0", "没有"), *named)


def scale_for(layer: Layer, most: int) -> Scale:
    """The scale on which a place with `most` still stands out among the others."""
    if layer is Layer.CONTENT:
        return Scale(layer)
    unit = next((one for one in _SCALES if most <= 20 * one), _SCALES[-1])
    return Scale(layer, (1, 2 * unit + 1, 5 * unit + 1, 10 * unit + 1))


def _span(least: int, most: int | None) -> str:
    if most is None:
        return f"{least}件以上"
    return f"{least}件" if least == most else f"{least}到{most}件"
