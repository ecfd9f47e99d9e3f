"""A map ready to be shown: every place with its colour, its words and where a click leads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.console.map.drawing import Drawing
from bot.console.map.figures import Figures, total
from bot.console.map.layers import FEWEST, Layer, Scale, Tally
from bot.console.map.scope import Scope
from bot.console.queue.asked import Asked
from handlers.coordinates import Point
from handlers.outlines import Spot
from storage.codes import Level
from storage.map_figures import Spotted
from storage.tables.region import Region

_MOST_FIGURES = 150  # on more cells than these nobody could read them

Box = tuple[float, float, float, float]  # west, north, east, south


@dataclass(frozen=True)
class Shown:
    """One place: its name, its tally, its colour, and the queue behind it."""

    region: Region
    name: str
    tally: Tally
    css: str
    words: str
    href: str


@dataclass(frozen=True)
class Group:
    """A part of the region with the places in it, and the sum of them."""

    whole: Shown
    places: tuple[Shown, ...]


@dataclass(frozen=True)
class Label:
    """A name on the map with its figure."""

    at: Spot
    name: str
    figure: str
    href: str


class Picture:
    """One layer of one region."""

    def __init__(self, scope: Scope, layer: Layer, figures: Figures, drawing: Drawing) -> None:
        self.scope, self.layer, self.figures, self.drawing = scope, layer, figures, drawing
        self._named = Counter(one.name for one in scope.cells)
        self.scale: Scale = figures.scale(layer, scope.cells)
        self.cells = tuple(self._shown(one) for one in scope.cells)
        self.paths = drawing.cells
        self.undrawn = tuple(one for one in self.cells if one.region.id not in drawing.cells)
        self._cell_ids = frozenset(one.id for one in scope.cells)
        self.whole = self._sum(scope.region)
        self.groups = tuple(self._groups())
        self.labels = self._labels()

    def _groups(self) -> Iterator[Group]:
        """The places by the part they lie in, those known no closer at the head of each."""
        scope = self.scope
        rest = [self._coarse(one) for one in scope.coarse]
        parts = scope.parts if len(scope.cells) > len(scope.parts) else ()
        for part in parts:
            within = scope.directory.within(part.id or 0)
            coarse = [one for one in rest if one.region.id in within and one.tally != Tally()]
            cells = [one for one in self.cells if one.region.id in within]
            yield Group(self._sum(part), (*coarse, *cells))
            rest = [one for one in rest if one.region.id not in within]
        left = [one for one in rest if one.tally != Tally()]
        yield Group(self.whole, (*left, *(() if parts else self.cells)))

    def _labels(self) -> list[Label]:
        """The names of the parts, and the figures of the cells wherever these leave room."""
        figures = self._cell_figures() if len(self.cells) <= _MOST_FIGURES else ()
        return without_collisions([*self._names(), *figures])

    def _names(self) -> Iterator[Label]:
        here = {one.region.id: one for one in self.cells}
        for part in self.scope.parts or (self.scope.region,):
            at = self.drawing.labels.get(part.id or 0)
            if at is not None:
                one = here.get(part.id) or self._sum(part)
                yield Label(at, one.name, figure_of(self.layer, one.tally), one.href)

    def _cell_figures(self) -> Iterator[Label]:
        named = {one.id for one in self.scope.parts}
        for one in self.cells:
            at = self.drawing.labels.get(one.region.id or 0)
            if at is not None and one.region.id not in named and one.tally != Tally():
                yield Label(at, "", figure_of(self.layer, one.tally), one.href)

    @property
    def points(self) -> list[tuple[Spot, Spotted]]:
        """The cases that lie on the sheet, with their spots."""
        sheet = self.drawing.sheet
        if sheet is None:
            return []
        spots = ((sheet.spot(Point(c.longitude, c.latitude)), c) for c in self.figures.points)
        return [(spot, one) for spot, one in spots if sheet.holds(spot)]

    @property
    def nowhere(self) -> Tally:
        """What is known to lie in no region, in the view of the whole county."""
        is_whole = self.scope.region.level is Level.COUNTY
        return self.figures.of(None) if is_whole else Tally()

    def _shown(self, region: Region) -> Shown:
        tally = self.figures.of(region.id)
        return self._place(region, self._name(region), tally, to_queue(self.layer, region))

    def _name(self, region: Region) -> str:
        """The region's name, behind that of the one above where several are called the same."""
        above = self.scope.directory.region(region.parent_id)
        is_shared = self._named[region.name] > 1 and above is not None
        return f"{above.name}{region.name}" if is_shared and above else region.name

    def _coarse(self, region: Region) -> Shown:
        tally = self.figures.of(region.id)
        name = f"{region.name}（{'已撤销' if region.ended_at else '只知道到这里'}）"
        return self._place(region, name, tally, to_queue(self.layer, region))

    def _sum(self, region: Region) -> Shown:
        tally = self.figures.within(self.scope, region)
        if region is self.scope.region:
            known = {
                *self.scope.directory.within(self.scope.id),
                *(r.id for r in self.scope.coarse),
            }
            tally = total(self.figures.of(one) for one in known)
        is_here = region.id == self.scope.id or region.id in self._cell_ids
        href = to_queue(self.layer, region) if is_here else to_map(self.layer, region)
        return self._place(region, region.name, tally, href)

    def _place(self, region: Region, name: str, tally: Tally, href: str) -> Shown:
        words = f"{name}：{words_of(self.layer, tally)}"
        return Shown(region, name, tally, self.scale.css(tally), words, href)


_TALL, _WIDE, _NARROW = 21, 18, 11  # of a line, of a Chinese character and of a digit, in steps


def without_collisions(labels: Iterable[Label]) -> list[Label]:
    """The labels that touch none of those before them."""
    kept: list[tuple[Label, Box]] = []
    for label in labels:
        box = _box_of(label)
        if not any(_touch(box, other) for _, other in kept):
            kept.append((label, box))
    return [label for label, _ in kept]


def _box_of(label: Label) -> Box:
    wide = max(len(label.name) * _WIDE, len(label.figure) * _NARROW)
    (x, y), low = label.at, 1.5 if label.name else 0.5
    return x - wide / 2, y - _TALL / 2, x + wide / 2, y + low * _TALL


def _touch(one: Box, other: Box) -> bool:
    beside = one[2] <= other[0] or other[2] <= one[0]
    return not beside and one[1] < other[3] and other[1] < one[3]


def figure_of(layer: Layer, tally: Tally) -> str:
    """The figure of a layer, as short as can be."""
    if layer is Layer.CONTENT:
        return "—" if tally.share is None else f"{tally.share}%"
    return str(tally.open if layer is Layer.OPEN else tally.overdue)


def words_of(layer: Layer, tally: Tally) -> str:
    """The figure of a layer as a sentence."""
    if layer is Layer.CONTENT:
        if tally.given < FEWEST:
            return f"样本太少（{tally.given}份）"
        return f"{tally.given}份回访里{tally.content}份满意，{tally.share}%"
    return f"在办{tally.open}件" + (f"，超期{tally.overdue}件" if tally.overdue else "")


def to_map(layer: Layer, region: Region | None = None) -> str:
    """The address of a layer of a region."""
    asked = {"layer": "" if layer is Layer.OPEN else layer.value}
    if region is not None:
        asked["region"] = str(region.id)
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/console/map?{query}" if query else "/console/map"


def to_queue(layer: Layer, region: Region) -> str:
    """The address of the cases behind a figure."""
    late, which = "1" if layer is Layer.OVERDUE else "", "all" if layer is Layer.CONTENT else "open"
    return Asked(region=str(region.id), late=late, which=which).address()


def drawn(cells: Iterable[Shown], picture: Picture) -> list[tuple[str, Shown]]:
    """The cells that have borders, each with its path."""
    paths = picture.paths
    return [(paths[key], one) for one in cells if (key := one.region.id or 0) in paths]
