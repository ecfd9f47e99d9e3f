"""Which of many areas a point lies in: a grid of cells, then the rings that reach into the cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from handlers.coordinates import Point

Ring = Sequence[Sequence[float]]  # [longitude, latitude] of each corner, closed or open
_MOST_CELLS = 96  # a side


class _Area(NamedTuple):
    key: int
    ring: tuple[Point, ...]
    west: float
    south: float
    east: float
    north: float


class Areas:
    """Areas that may lie in each other; the first one given that holds a point is found."""

    def __init__(self, rings: Iterable[tuple[int, Ring]]) -> None:
        areas = [_area(key, ring) for key, ring in rings if len(ring) > 2]
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


def is_within(point: Point, ring: Ring) -> bool:
    """True when a ray from the point eastwards crosses the ring an odd number of times."""
    return len(ring) > 2 and _holds(_area(0, ring), point)


def _area(key: int, ring: Ring) -> _Area:
    corners = tuple(Point(corner[0], corner[1]) for corner in ring)
    longitudes, latitudes = zip(*corners, strict=True)
    return _Area(key, corners, min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _holds(area: _Area, point: Point) -> bool:
    x, y = point
    if not (area.west <= x <= area.east and area.south <= y <= area.north):
        return False
    inside = False
    before_x, before_y = area.ring[-1]
    for corner_x, corner_y in area.ring:
        # Half-open: of two areas that share a corner or an edge exactly one holds it.
        if (corner_y > y) != (before_y > y):
            crossing = corner_x + (y - corner_y) * (before_x - corner_x) / (before_y - corner_y)
            inside ^= x < crossing
        before_x, before_y = corner_x, corner_y
    return inside
