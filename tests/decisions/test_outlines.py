"""How areas are drawn: everything fits on the sheet, nothing vanishes, borders stay common."""

import re
from itertools import pairwise
from math import cos, hypot, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.coordinates import Point
from handlers.geometry import Areas, Ring, Rings, is_within
from handlers.outlines import Spot, middle_of, nested, sheet_for, square_km

SQUARE = [[113.0, 34.0], [113.0, 34.1], [113.1, 34.1], [113.1, 34.0]]
HOLE = [[113.04, 34.04], [113.04, 34.06], [113.06, 34.06], [113.06, 34.04]]
ISLAND = [[113.045, 34.045], [113.045, 34.055], [113.055, 34.055], [113.055, 34.045]]
FAR = [[113.3, 34.0], [113.3, 34.1], [113.4, 34.1]]
HOOK: Ring = [[0, 0], [4, 0], [4, 4], [3.9, 4], [3.9, 0.1], [0, 0.1]]


@st.composite
def stars(draw: st.DrawFn) -> Ring:
    """A ring around a middle, seen whole from there, so that it never crosses itself."""
    east, north = draw(st.floats(75, 134)), draw(st.floats(5, 52))
    reach = draw(st.lists(st.floats(0.001, 0.3), min_size=3, max_size=14))
    turns = [2 * pi * n / len(reach) for n in range(len(reach))]
    return [[east + r * cos(t), north + r * sin(t)] for r, t in zip(reach, turns, strict=True)]


def spots_of(path: str) -> list[list[Spot]]:
    """The corners that an SVG path goes to, ring by ring."""
    found = []
    for ring in re.findall(r"M([^z]*)z", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        here, corners = steps[0], [steps[0]]
        for x, y in steps[1:]:
            here = here[0] + x, here[1] + y
            corners.append(here)
        found.append(corners)
    return found


@given(st.lists(stars(), min_size=1, max_size=5), st.integers(50, 1200), st.integers(50, 900))
def test_everything_fits_on_the_sheet_and_nothing_vanishes(
    rings: list[Ring], widest: int, highest: int
) -> None:
    sheet = sheet_for([rings], widest, highest)
    assert sheet is not None
    assert sheet.width <= widest + 1
    assert sheet.height <= highest + 1
    for ring in rings:
        drawn = spots_of(sheet.path([ring]))
        assert drawn
        assert all(sheet.holds(spot) or len(one) == 4 for one in drawn for spot in one)


@given(stars(), st.integers(200, 1200))
def test_a_drawn_corner_is_where_the_point_is_and_none_is_needless(ring: Ring, side: int) -> None:
    sheet = sheet_for([[ring]], side, side)
    assert sheet is not None
    spots = {sheet.spot(Point(*corner)) for corner in ring}
    for drawn in spots_of(sheet.path([ring])):
        assert set(drawn) <= spots or len(drawn) == 4
        assert all(one != other for one, other in pairwise([*drawn, drawn[0]]))


@given(st.floats(0, 10), st.floats(0, 10))
def test_the_scale_is_the_same_both_ways(east: float, north: float) -> None:
    sheet = sheet_for([[SQUARE]], 1000, 1000)
    assert sheet is not None
    wide = sheet.across / cos(34.05 * pi / 180)
    assert wide == pytest.approx(sheet.down)
    x, y = sheet.spot(Point(113 + east / 100, 34 + north / 100))
    back = Point(sheet.west + (x - 10) / sheet.across, sheet.north - (y - 10) / sheet.down)
    away = hypot((back.longitude - 113 - east / 100) * sheet.across, 0)
    assert away <= 0.51


def test_what_is_smaller_than_a_step_is_still_seen() -> None:
    sheet = sheet_for([[SQUARE]], 100, 100)
    assert sheet is not None
    speck = [[113.05, 34.05], [113.05001, 34.05], [113.05001, 34.05001]]
    assert len(spots_of(sheet.path([speck]))[0]) == 4


def test_corners_on_a_straight_line_are_left_out() -> None:
    sheet = sheet_for([[SQUARE]], 1000, 1000)
    assert sheet is not None
    more = [*SQUARE[:1], [113.0, 34.02], [113.0, 34.07], *SQUARE[1:], [113.05, 34.0]]
    assert sheet.path([more]) == sheet.path([SQUARE])


def test_with_nothing_to_draw_there_is_no_sheet() -> None:
    assert sheet_for([], 100, 100) is None
    assert sheet_for([[], [[]]], 100, 100) is None


@given(stars())
def test_a_name_stands_inside(ring: Ring) -> None:
    found = middle_of([ring])
    assert found is not None
    assert is_within(found, ring)


def test_a_name_stands_inside_a_hook_and_beside_a_hole() -> None:
    several: list[Rings] = [[HOOK], [SQUARE, HOLE], [HOLE, SQUARE, ISLAND]]
    for rings in several:
        found = middle_of(rings)
        assert found is not None
        assert is_within(found, *rings)
    assert middle_of([[[0, 0], [1, 1]]]) is None
    assert middle_of([]) is None


@given(st.permutations([SQUARE, HOLE, ISLAND, FAR]))
def test_rings_are_nested_whatever_their_order(rings: list[Ring]) -> None:
    parts = nested(rings)
    assert {len(part) for part in parts} == {1, 2}
    assert [SQUARE, HOLE] in parts
    assert [ISLAND] in parts
    assert [FAR] in parts


@given(st.floats(112.9, 113.5), st.floats(33.9, 34.2))
def test_a_point_in_a_hole_is_outside_and_on_the_island_inside(x: float, y: float) -> None:
    point, rings = Point(x, y), [SQUARE, HOLE, ISLAND, FAR]
    held = [is_within(point, ring) for ring in rings]
    inside = (held[0] and not held[1]) or held[2] or held[3]
    assert (Areas([(7, rings)]).at(point) == 7) == inside


def test_a_square_of_a_tenth_of_a_degree_has_its_size() -> None:
    def size(*rings: Ring) -> float:
        drawn: Rings = rings
        return square_km(drawn)

    assert size(SQUARE) == pytest.approx(102.67, abs=0.05)
    assert size(SQUARE, HOLE) == pytest.approx(size(SQUARE) * 0.96, rel=1e-3)
    assert size(HOLE, ISLAND, SQUARE) == pytest.approx(size(SQUARE) * 0.97, rel=1e-3)
