"""GCJ-02 and WGS-84: the way there and back, and points abroad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.coordinates import (
    Point,
    is_shifted,
    metres_between,
    parse_point,
    to_gcj02,
    to_wgs84,
)

IN_CHINA = st.builds(Point, st.floats(74, 135), st.floats(4, 53.5))
ABROAD = st.builds(Point, st.floats(-180, 71), st.floats(-85, 85))


@given(IN_CHINA)
def test_the_way_back_ends_within_a_metre(point: Point) -> None:
    assert metres_between(to_wgs84(to_gcj02(point)), point) < 1


@given(IN_CHINA)
def test_the_map_shows_again_where_the_way_back_came_from(shown: Point) -> None:
    assert metres_between(to_gcj02(to_wgs84(shown)), shown) < 1


@given(IN_CHINA)
def test_the_shift_is_some_hundred_metres(point: Point) -> None:
    assert metres_between(to_gcj02(point), point) < 1_200


@given(ABROAD)
def test_a_point_abroad_stays_where_it_is(point: Point) -> None:
    assert not is_shifted(point)
    assert to_gcj02(point) == point == to_wgs84(point)


def test_a_well_known_point_is_shifted_as_everywhere() -> None:
    shown = to_gcj02(Point(116.404, 39.915))
    assert shown == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(None, 33.9), ("113.2", 33.9), (True, 33.9), (181, 33.9), (113.2, 91), (float("nan"), 33.9)],
)
def test_what_is_no_point_is_none(longitude: object, latitude: object) -> None:
    assert parse_point(longitude, latitude) is None


def test_whole_degrees_are_a_point() -> None:
    assert parse_point(113, 33.9) == Point(113.0, 33.9)
