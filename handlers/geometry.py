"""Which of many areas a point lies in: a grid of cells, then the areas that reach into the cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from handlers.coordinates import Point

Ring = Sequence[Sequence[float]]  # [longitude, latitude] of each corner, closed or open
Rings = Sequence[Ring]  # what lies within an odd number of them is the area: parts, holes, islands
_MOST_CELLS = 96  # a side


class _Area(NamedTuple):
    key: int
    rings: tuple[tuple[Point, ...], ...]
    west: float
    south: float
    east: float
    north: float


class Areas:
    """Areas that may lie in each other; the first one given that holds a point is found."""

    def __init__(self, rings_of: Iterable[tuple[int, Rings]]) -> None:
        areas = [_area(key, rings) for key, rings in rings_of if any(len(r) > 2 for r in rings)]
        self._cells: dict[tuple[int, int], list[_Area]] = defaultdict(list)
        if not areas:
            return
        self._west = min(area.west for area in areas)
        self._south = min(area.south for area in areas)
        self._east = max(area.east for area in areas)
        self._north = max(area.north for area in areas)
        side = min(_MOST_CELLS, 2 * int(sqrt(len(areas))) + 1)
        self._wide = (self._east - self._west) / side or 1.0
        self._high = (self._north - self._south) / side or 1.0
        for area in areas:
            for cell in self._covered(area):
                self._cells[cell].append(area)

    def __bool__(self) -> bool:
        """True when there is any area at all."""
        return bool(self._cells)

    def at(self, point: Point) -> int | None:
        """The key of the first area that holds the point."""
        if not self._cells or not self._is_near(point):
            return None
        near = self._cells.get(self._cell(point), ())
        return next((area.key for area in near if _holds(area, point)), None)

    def _is_near(self, point: Point) -> bool:
        x, y = point
        return self._west <= x <= self._east and self._south <= y <= self._north

    def _covered(self, area: _Area) -> Iterable[tuple[int, int]]:
        west, south = self._cell(Point(area.west, area.south))
        east, north = self._cell(Point(area.east, area.north))
        return ((x, y) for x in range(west, east + 1) for y in range(south, north + 1))

    def _cell(self, point: Point) -> tuple[int, int]:
        x = (point.longitude - self._west) // self._wide
        return int(x), int((point.latitude - self._south) // self._high)


def is_within(point: Point, *rings: Ring) -> bool:
    """True when a ray from the point eastwards crosses the rings an odd number of times."""
    return any(len(ring) > 2 for ring in rings) and _holds(_area(0, rings), point)


def _area(key: int, rings: Rings) -> _Area:
    corners = tuple(tuple(Point(c[0], c[1]) for c in ring) for ring in rings if len(ring) > 2)
    longitudes, latitudes = zip(*(corner for ring in corners for corner in ring), strict=True)
    return _Area(key, corners, min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _holds(area: _Area, point: Point) -> bool:
    x, y = point
    if not (area.west <= x <= area.east and area.south <= y <= area.north):
        return False
    return sum(_crossings(ring, x, y) for ring in area.rings) % 2 == 1


def _crossings(ring: Sequence[Point], x: float, y: float) -> int:
    found = 0
    before_x, before_y = ring[-1]
    for corner_x, corner_y in ring:
        # Half-open: of two areas that share a corner or an edge exactly one holds it.
        if (corner_y > y) != (before_y > y):
            crossing = corner_x + (y - corner_y) * (before_x - corner_x) / (before_y - corner_y)
            found += x < crossing
        before_x, before_y = corner_x, corner_y
    return found
