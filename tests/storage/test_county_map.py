"""The map of 青河县: simple shapes that share borders and nothing else."""

from itertools import combinations, pairwise

import pytest

from storage.codes import Level
from storage.county.file import demo_county_file
from storage.county.shapes import flaw_of

Spot = tuple[int, int]

FILE = demo_county_file()
# In units of the last written decimal, so that every answer below is exact.
RINGS = {
    r.code: [(round(x * 100_000), round(y * 100_000)) for x, y in r.polygon] for r in FILE.regions
}
LEVELS = {r.code: r.level for r in FILE.regions}
BELOW = [(r.code, r.parent) for r in FILE.regions if r.parent]


def edges(ring: list[Spot]) -> list[tuple[Spot, Spot]]:
    return list(pairwise([*ring, ring[0]]))


def side(a: Spot, b: Spot, p: Spot) -> int:
    turn = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (turn > 0) - (turn < 0)


def cross(a: Spot, b: Spot, c: Spot, d: Spot) -> bool:
    """True when the insides of the two edges meet in one point."""
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def is_on(p: Spot, a: Spot, b: Spot) -> bool:
    within = min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(
        a[1], b[1]
    )
    return within and side(a, b, p) == 0


def is_inside(p: Spot, ring: list[Spot]) -> bool:
    """True when `p` is strictly inside."""
    if any(is_on(p, a, b) for a, b in edges(ring)):
        return False
    inside = False
    for a, b in edges(ring):
        low, high = (a, b) if a[1] < b[1] else (b, a)
        if low[1] <= p[1] < high[1] and side(low, high, p) > 0:
            inside = not inside
    return inside


def doubled_area(ring: list[Spot]) -> int:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(ring)))


@pytest.mark.parametrize("code", RINGS)
def test_a_polygon_is_simple_and_in_place(code: str) -> None:
    ring = RINGS[code]
    assert len(ring) >= 4
    assert all(11_310_000 < x < 11_330_000 and 3_388_000 < y < 3_406_000 for x, y in ring)
    assert not any(cross(*one, *other) for one, other in combinations(edges(ring), 2))
    assert flaw_of([(float(x) / 100_000, float(y) / 100_000) for x, y in ring]) == ""


@pytest.mark.parametrize("level", [Level.TOWNSHIP, Level.VILLAGE, Level.GRID])
def test_regions_of_one_level_do_not_overlap(level: Level) -> None:
    rings = [ring for code, ring in RINGS.items() if LEVELS[code] is level]
    for one, other in combinations(rings, 2):
        assert not any(cross(*a, *b) for a in edges(one) for b in edges(other))
        assert not any(is_inside(p, other) for p in one)
        assert not any(is_inside(p, one) for p in other)


@pytest.mark.parametrize("code", [code for code in RINGS if LEVELS[code] is not Level.GRID])
def test_the_regions_below_fill_a_region_exactly(code: str) -> None:
    parts = [RINGS[below] for below, parent in BELOW if parent == code]
    assert sum(map(doubled_area, parts)) == doubled_area(RINGS[code])


def test_every_place_lies_in_its_region() -> None:
    for place in FILE.places:
        assert place.at is not None, place.name
        spot = (round(place.at[0] * 100_000), round(place.at[1] * 100_000))
        assert is_inside(spot, RINGS[place.region]), place.name
