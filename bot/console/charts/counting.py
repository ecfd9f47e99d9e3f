"""The figures of a page of charts, put together from those of its days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.console.charts import drawing
from bot.console.charts.asked import Asked, cases_address
from bot.console.charts.drawing import Chart, Series, plain
from bot.console.charts.periods import By, add_up, before, named, run_up, short, year_ago
from bot.console.charts.scopes import Choice
from handlers.situation import World
from handlers.survey.shares import FEWEST, RateName
from handlers.texts import render
from storage import charts
from storage.charts import Days, Sums

COUNTS = (RateName.FINISHED, RateName.REOPENED)  # taken in and closed: what these two count
_CHARTS = (
    ("及时", (RateName.ANSWERED_IN_TIME, RateName.REPORTED_IN, RateName.RESPONSE)),
    ("群众评价", (RateName.SOLVED, RateName.CONTENT)),
    ("退回与重办", (RateName.HANDED_BACK, RateName.REOPENED)),
)
RATES = tuple(name for _, names in _CHARTS for name in names)


@dataclass(frozen=True)
class Cell:
    """One figure: what is shown, of how many, and where its cases are."""

    text: str
    small: str
    href: str


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Figure:
    """A chart with the same figures as a table."""

    chart: Chart
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Counted:
    """Everything a page of charts tells."""

    compared: tuple[Row, ...]
    has_last_year: bool
    figures: tuple[Figure, ...]
    leaves: tuple[Row, ...]
    townships: tuple[Row, ...]


def count_name(rate: RateName) -> str:
    """What is counted where a rate is not meant as a share: 登记, 办结."""
    return render(f"counted.{rate.value}")


def share(sums: Sums, rate: RateName) -> float | None:
    """The rate; None for so few that chance decides or somebody could be recognised."""
    n = sums[f"{rate.value}_n"]
    return None if n < FEWEST else sums[rate.value] / n


def count(session: Session, asked: Asked, choice: Choice, names: "Namer") -> Counted:
    """The figures of the period, beside those before it."""
    past = run_up(asked.by, asked.days)
    last_year = year_ago(asked.by, asked.days)
    by_day = charts.sums_by_day(session, choice.scope, Days(past[0].first, asked.days.last))
    by_day |= charts.sums_by_day(session, choice.scope, last_year)
    line = [(days, add_up(by_day, days)) for days in past]
    has_last_year = any(add_up(by_day, last_year).values())
    beside = [asked.days, before(asked.by, asked.days), *([last_year] if has_last_year else [])]
    return Counted(
        tuple(_compared(choice.key, [(days, add_up(by_day, days)) for days in beside])),
        has_last_year,
        (_counts(asked.by, choice.key, line), *_rates(asked.by, choice.key, line)),
        tuple(_leaves(session, asked.days, choice, names.leaf)),
        tuple(_townships(session, asked.days, choice, names.region)),
    )


@dataclass(frozen=True)
class Namer:
    """What leaves and regions are called."""

    leaf: Callable[[str], str]
    region: Callable[[int], str]


def namer(world: World) -> Namer:
    """What they are called in this county; a leaf that is no more goes by its id."""
    regions = {key: region.name for key, region in world.directory.regions.items()}
    leaves = {key: leaf.short_name for key, leaf in world.categories.leaves.items()}
    return Namer(lambda leaf: leaves.get(leaf, leaf), lambda one: regions.get(one, ""))


def cell(at: str, days: Days, rate: RateName, sums: Sums) -> Cell:
    """A rate as people read it; of too few only their number."""
    n, value = sums[f"{rate.value}_n"], share(sums, rate)
    href = cases_address(at, days, rate.value) if n else ""
    if value is None:
        return Cell("样本不足" if n else "—", f"{plain(n)}件" if n else "", href)
    return Cell(f"{value:.1%}", f"{plain(sums[rate.value])}/{plain(n)}", href)


def count_cell(at: str, days: Days, rate: RateName, sums: Sums, leaf: str = "") -> Cell:
    """How many were counted."""
    n = sums[f"{rate.value}_n"]
    return Cell(plain(n), "", cases_address(at, days, rate.value, what="n", leaf=leaf) if n else "")


def _compared(at: str, beside: Sequence[tuple[Days, Sums]]) -> list[Row]:
    rows = [
        Row(count_name(rate), tuple(count_cell(at, days, rate, sums) for days, sums in beside))
        for rate in COUNTS
    ]
    return rows + [
        Row(
            render(f"rate.{rate.value}"), tuple(cell(at, days, rate, sums) for days, sums in beside)
        )
        for rate in RATES
    ]


def _counts(by: By, at: str, line: Sequence[tuple[Days, Sums]]) -> Figure:
    labels = [short(by, days) for days, _ in line]
    values = [[sums[f"{rate.value}_n"] for _, sums in line] for rate in COUNTS]
    legend = [count_name(rate) for rate in COUNTS]
    chart = drawing.bars(Series("登记与办结（件）", legend, labels, values))
    rows = (
        Row(named(by, days), tuple(count_cell(at, days, rate, sums) for rate in COUNTS))
        for days, sums in reversed(line)
    )
    return Figure(chart, tuple(rows))


def _rates(by: By, at: str, line: Sequence[tuple[Days, Sums]]) -> list[Figure]:
    labels = [short(by, days) for days, _ in line]
    found = []
    for title, names in _CHARTS:
        values = [[share(sums, rate) for _, sums in line] for rate in names]
        legend = [render(f"rate.{rate.value}") for rate in names]
        rows = (
            Row(named(by, days), tuple(cell(at, days, rate, sums) for rate in names))
            for days, sums in reversed(line)
        )
        found.append(Figure(drawing.shares(Series(title, legend, labels, values)), tuple(rows)))
    return found


_MOST_LEAVES = 10


def _leaves(session: Session, days: Days, choice: Choice, name: Callable[[str], str]) -> list[Row]:
    sums = charts.sums_by_leaf(session, choice.scope, days)
    order = sorted(sums, key=lambda leaf: (-sums[leaf]["finished_n"], leaf))
    return [
        Row(
            name(leaf),
            (
                count_cell(choice.key, days, RateName.FINISHED, sums[leaf], leaf),
                count_cell(choice.key, days, RateName.REOPENED, sums[leaf], leaf),
            ),
        )
        for leaf in order[:_MOST_LEAVES]
        if sums[leaf]["finished_n"]
    ]


def _townships(
    session: Session, days: Days, choice: Choice, name: Callable[[int], str]
) -> list[Row]:
    """Of the whole county only: which places, never which people."""
    if not choice.is_county:
        return []
    sums = charts.sums_by_township(session, choice.scope, days)
    rates = (RateName.ANSWERED_IN_TIME, RateName.CONTENT)
    return [
        Row(
            name(one),
            (
                *(count_cell(f"region-{one}", days, rate, sums[one]) for rate in COUNTS),
                *(cell(f"region-{one}", days, rate, sums[one]) for rate in rates),
            ),
        )
        for one in sorted(sums)
        if one and any(sums[one].values())
    ]
