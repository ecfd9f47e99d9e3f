"""Where everything of a chart stands: pure sums, in the units of its view box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 230
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 12, 26
_TALL = HEIGHT - TOP - BOTTOM
_MOST_LABELS = 10
_WIDEST_BAR = 26.0
_STEPS = (1, 2, 5, 10)

Values = Sequence[float | None]


@dataclass(frozen=True)
class Tick:
    """A place on an axis, and what is written at it."""

    at: float
    label: str


@dataclass(frozen=True)
class Bar:
    """A bar of one series, and what it says when it is pointed at."""

    series: int
    x: float
    y: float
    width: float
    height: float
    says: str


@dataclass(frozen=True)
class Line:
    """One series as a line with gaps where nothing is known, and its points."""

    series: int
    path: str
    points: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True)
class Chart:
    """A chart as it is drawn."""

    title: str
    says: str
    legend: tuple[str, ...]
    up: tuple[Tick, ...]
    along: tuple[Tick, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    width: int = WIDTH

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        drawn = any(bar.height for bar in self.bars) or any(line.points for line in self.lines)
        return not drawn


def ticks(most: float, wanted: int = 4) -> tuple[float, ...]:
    """Round numbers from 0 to at least `most`, some `wanted` of them above 0; never only 0."""
    if most <= 0:
        return (0.0, 1.0)
    rough = max(most / wanted, 1.0)
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * one for one in _STEPS if unit * one >= rough - 1e-9)
    return tuple(step * n for n in range(max(ceil(most / step - 1e-9), 1) + 1))


@dataclass(frozen=True)
class Series:
    """What is to be drawn: some series over the same labels, with what each is called."""

    title: str
    legend: Sequence[str]
    labels: Sequence[str]
    rows: Sequence[Values]
    width: int = WIDTH

    @property
    def slot(self) -> float:
        """How much room there is for one label."""
        return (self.width - LEFT - RIGHT) / max(len(self.labels), 1)

    def middle(self, n: int) -> float:
        """Where the n-th label stands."""
        return round(LEFT + self.slot * (n + 0.5), 1)

    def along(self) -> tuple[Tick, ...]:
        """Every label when there is room, else every so many of them, the last always."""
        every = ceil(len(self.labels) / (_MOST_LABELS * self.width // WIDTH)) or 1
        last = len(self.labels) - 1
        kept = (n for n in range(last + 1) if (last - n) % every == 0)
        return tuple(Tick(self.middle(n), self.labels[n]) for n in kept)

    def most(self, otherwise: float) -> float:
        """The highest value there is."""
        return max((v for row in self.rows for v in row if v is not None), default=otherwise)


def bars(series: Series) -> Chart:
    """Series side by side, as bars from 0 up; nothing known is no bar."""
    marks = ticks(series.most(0.0))
    width = min(series.slot * 0.76 / max(len(series.rows), 1), _WIDEST_BAR)
    drawn = tuple(
        _bar(series, (row, n), value or 0.0, width, marks[-1])
        for row, values in enumerate(series.rows)
        for n, value in enumerate(values)
    )
    up = tuple(Tick(_up(one, marks[-1]), plain(one)) for one in marks)
    legend, says = tuple(series.legend), _told(series, "")
    return Chart(series.title, says, legend, up, series.along(), drawn, width=series.width)


def shares(series: Series) -> Chart:
    """Series of shares, as lines from 0 to 100 % or less far; what is not known is a gap."""
    percent = [[None if v is None else round(100 * v, 1) for v in row] for row in series.rows]
    series = replace(series, rows=percent)
    marks = ticks(series.most(100.0))
    most = min(marks[-1], 100.0)
    up = tuple(Tick(_up(one, most), f"{plain(one)}%") for one in marks if one <= most)
    lines = tuple(_line(series, row, most) for row in range(len(percent)))
    legend, says = tuple(series.legend), _told(series, "%")
    return Chart(series.title, says, legend, up, series.along(), lines=lines, width=series.width)


def plain(value: float) -> str:
    """A number as people write it: 12, 456.5."""
    return f"{value:.1f}".removesuffix(".0")


def _bar(series: Series, at: tuple[int, int], value: float, width: float, most: float) -> Bar:
    row, n = at
    left = series.middle(n) + (row - len(series.rows) / 2) * width
    y = _up(value, most)
    says = f"{series.labels[n]}，{series.legend[row]} {plain(value)}"
    return Bar(row, round(left, 1), y, round(width, 1), round(TOP + _TALL - y, 1), says)


def _line(series: Series, row: int, most: float) -> Line:
    points = tuple(
        (
            series.middle(n),
            _up(value, most),
            f"{series.labels[n]}，{series.legend[row]} {plain(value)}%",
        )
        for n, value in enumerate(series.rows[row])
        if value is not None
    )
    return Line(row, " ".join(_strokes(series, row, most)), points)


def _strokes(series: Series, row: int, most: float) -> Iterator[str]:
    is_down = False
    for n, value in enumerate(series.rows[row]):
        if value is not None:
            yield f"{'L' if is_down else 'M'}{series.middle(n):g} {_up(value, most):g}"
        is_down = value is not None


def _up(value: float, most: float) -> float:
    return round(TOP + _TALL * (1 - min(max(value / most, 0.0), 1.0)), 1)


def _told(series: Series, unit: str) -> str:
    """The chart in a sentence, for whoever hears it: each series with its last and highest."""
    told = []
    for name, row in zip(series.legend, series.rows, strict=True):
        known = [(label, v) for label, v in zip(series.labels, row, strict=True) if v is not None]
        if not known:
            told.append(f"{name}没有可画的数")
            continue
        high, last = max(known, key=lambda one: one[1]), known[-1]
        most = f"最高{plain(high[1])}{unit}（{high[0]}）"
        told.append(f"{name}最近{plain(last[1])}{unit}（{last[0]}），{most}")
    return "；".join(told) + "。"
