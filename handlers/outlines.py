"""How areas are drawn on a sheet: projected, rounded to whole steps, with a spot for their name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from handlers.coordinates import Point
from handlers.geometry import Ring, Rings, is_within

_KM_PER_DEGREE = 111.32
_MARGIN = 10  # steps left free at each side
_SPECK = 2  # half a side of what is too small to be drawn as it is

Spot = tuple[int, int]
_Corner = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """A sheet of so many steps, north above, on which a part of the earth is laid out."""

    width: int
    height: int
    west: float
    north: float
    across: float  # steps for a degree of longitude
    down: float  # and of latitude

    def spot(self, point: Point) -> Spot:
        """The step next to where the point is."""
        east, south = point.longitude - self.west, self.north - point.latitude
        return round(_MARGIN + east * self.across), round(_MARGIN + south * self.down)

    def holds(self, spot: Spot) -> bool:
        """True when the step is on the sheet."""
        return 0 <= spot[0] <= self.width and 0 <= spot[1] <= self.height

    def path(self, rings: Rings) -> str:
        """The rings as SVG draws them; what is smaller than a step is a speck, never nothing."""
        drawn = [_plain([self.spot(Point(c[0], c[1])) for c in ring]) for ring in rings]
        kept = [spots for spots in drawn if len(spots) > 2]
        return "".join(map(_written, kept or [self._speck(rings)]))

    def _speck(self, rings: Rings) -> list[Spot]:
        corner = next(corner for ring in rings for corner in ring)
        x, y = self.spot(Point(corner[0], corner[1]))
        sides = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return [(x + across * _SPECK, y + down * _SPECK) for across, down in sides]


def sheet_for(areas: Iterable[Rings], widest: int, highest: int) -> Sheet | None:
    """The sheet on which all of them fit and fill it one way; None when there is nothing to draw."""
    corners = [corner for rings in areas for ring in rings for corner in ring]
    if not corners:
        return None
    west, east = min(c[0] for c in corners), max(c[0] for c in corners)
    south, north = min(c[1] for c in corners), max(c[1] for c in corners)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((widest - 2 * _MARGIN) / wide, (highest - 2 * _MARGIN) / high)
    return Sheet(
        width=round(wide * scale) + 2 * _MARGIN,
        height=round(high * scale) + 2 * _MARGIN,
        west=west,
        north=north,
        across=squeeze * scale,
        down=scale,
    )


def _plain(spots: Sequence[Spot]) -> list[Spot]:
    """Without what a line between the others shows as well; neighbours keep their common border."""
    ring = [here for before, here in pairwise([*spots[-1:], *spots]) if here != before]
    while len(ring) > 2:
        bent = [
            here
            for before, here, after in zip(
                [ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True
            )
            if _turn(before, here, after)
        ]
        if len(bent) == len(ring):
            break
        ring = bent
    return ring


def _turn(before: Spot, here: Spot, after: Spot) -> int:
    east, south = here[0] - before[0], here[1] - before[1]
    return east * (after[1] - here[1]) - south * (after[0] - here[0])


def _written(spots: Sequence[Spot]) -> str:
    steps = (_pair(there[0] - here[0], there[1] - here[1]) for here, there in pairwise(spots))
    (x, y), moved = spots[0], "".join(steps)
    return f"M{_pair(x, y).lstrip()}l{moved.lstrip()}z"


def _pair(x: int, y: int) -> str:
    """Two numbers, apart from each other and from what stands before them."""
    return f"{'' if x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}"


# ---- where the name stands, and how large it is ----------------------------------------------


def middle_of(rings: Rings) -> Point | None:
    """A point well inside the area; None when it has no inside."""
    ring = max(rings, key=_doubled, default=())
    if _doubled(ring) == 0:
        return None
    found = _centre(ring)
    return found if is_within(found, *rings) else _inside(ring, rings, found)


def square_km(rings: Rings) -> float:
    """How large the area is; holes do not count, islands within them do."""
    found = 0.0
    for outer, *holes in nested(rings):
        found += _square_km(outer) - sum(map(_square_km, holes))
    return found


def nested(rings: Rings) -> list[list[Ring]]:
    """The same area as GeoJSON has it: each part's outer ring, followed by the holes in it."""
    around = {n: [m for m in range(len(rings)) if _is_in(rings, n, m)] for n in range(len(rings))}
    parts = {n: [rings[n]] for n, holders in around.items() if len(holders) % 2 == 0}
    for n, holders in around.items():
        if n not in parts:
            parts[max(holders, key=lambda m: len(around[m]))].append(rings[n])
    return list(parts.values())


def _is_in(rings: Rings, one: int, other: int) -> bool:
    if one == other:
        return False
    point = middle_of([rings[one]])
    smaller = _doubled(rings[one]) < _doubled(rings[other])
    return smaller and point is not None and is_within(point, rings[other])


def _centre(ring: Ring) -> Point:
    """The centre of gravity, reckoned from the first corner so that little is lost to rounding."""
    x0, y0 = ring[0][0], ring[0][1]
    east = north = whole = 0.0
    for (ax, ay), (bx, by) in _edges(ring):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        whole += cross
        east += (ax + bx - 2 * x0) * cross
        north += (ay + by - 2 * y0) * cross
    return Point(x0 + east / (3 * whole), y0 + north / (3 * whole))


def _inside(ring: Ring, rings: Rings, near: Point) -> Point | None:
    """The middle of the widest run of the area along the line that is next to a point."""
    heights = sorted({corner[1] for ring in rings for corner in ring})
    between = [(low + high) / 2 for low, high in pairwise(heights)]
    held = [y for y in between if min(c[1] for c in ring) < y < max(c[1] for c in ring)]
    for y in sorted(held, key=lambda y: abs(y - near.latitude)):
        crossed = sorted(_crossed(rings, y))
        pairs = zip(crossed[::2], crossed[1::2], strict=True)
        west, east = max(pairs, key=lambda pair: pair[1] - pair[0])
        found = Point((west + east) / 2, y)
        if is_within(found, *rings):
            return found
    return None


def _crossed(rings: Rings, y: float) -> Iterator[float]:
    for ring in rings:
        for (ax, ay), (bx, by) in _edges(ring):
            if (ay > y) != (by > y):
                yield bx + (y - by) * (ax - bx) / (ay - by)


def _edges(ring: Ring) -> Iterator[tuple[_Corner, _Corner]]:
    corners = [(corner[0], corner[1]) for corner in ring]
    return pairwise([*corners, *corners[:1]])


def _doubled(ring: Ring) -> float:
    """Twice the area of one ring, in square degrees."""
    if len(ring) < 3:
        return 0.0
    x0, y0 = ring[0][0], ring[0][1]
    turns = ((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in _edges(ring))
    return abs(sum(turns))


def _square_km(ring: Ring) -> float:
    squeeze = cos(radians(sum(corner[1] for corner in ring) / len(ring)))
    return _doubled(ring) / 2 * squeeze * _KM_PER_DEGREE**2
