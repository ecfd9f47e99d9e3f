"""From the shifted coordinates of maps in China (GCJ-02) to those of the county file (WGS-84)."""

from math import cos, hypot, isfinite, nan, pi, radians, sin, sqrt
from typing import NamedTuple

_AXIS = 6378245.0  # of the ellipsoid that the shift is defined on, in metres
_FLATNESS = 0.00669342162296594323
_CENTRE = (105.0, 35.0)
_NEAR_ENOUGH = 1e-9  # degrees, a tenth of a millimetre
_MOST_STEPS = 30
_METRES_PER_DEGREE = 111_320.0


class Point(NamedTuple):
    """A place on earth, in degrees."""

    longitude: float
    latitude: float


def is_shifted(point: Point) -> bool:
    """True where maps must use GCJ-02: in a box around China."""
    return 72.004 <= point.longitude <= 137.8347 and 0.8293 <= point.latitude <= 55.8271


def to_gcj02(point: Point) -> Point:
    """Where a map in China shows this WGS-84 point; abroad it is the point itself."""
    if not is_shifted(point):
        return point
    east, north = _shift(point)
    return Point(point.longitude + east, point.latitude + north)


def to_wgs84(point: Point) -> Point:
    """The WGS-84 point that a map in China shows here; abroad it is the point itself."""
    if not is_shifted(point):
        return point
    found = point
    for _ in range(_MOST_STEPS):
        east, north = _shift(found)
        better = Point(point.longitude - east, point.latitude - north)
        moved = max(abs(better.longitude - found.longitude), abs(better.latitude - found.latitude))
        found = better
        if moved < _NEAR_ENOUGH:
            break
    return found


def metres_between(one: Point, other: Point) -> float:
    """How far two points of one county lie apart."""
    north = other.latitude - one.latitude
    east = (other.longitude - one.longitude) * cos(radians((one.latitude + other.latitude) / 2))
    return hypot(north, east) * _METRES_PER_DEGREE


def parse_point(longitude: object, latitude: object) -> Point | None:
    """The point that a message names; None when it names none."""
    point = Point(_degrees(longitude, 180), _degrees(latitude, 90))
    return point if all(map(isfinite, point)) else None


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return nan
    return float(value) if abs(value) <= most else nan


def _shift(point: Point) -> tuple[float, float]:
    """How far east and north a map in China moves a point, in degrees."""
    x, y = point.longitude - _CENTRE[0], point.latitude - _CENTRE[1]
    slope = radians(point.latitude)
    squeeze = 1 - _FLATNESS * sin(slope) ** 2
    meridian = _AXIS * (1 - _FLATNESS) / (squeeze * sqrt(squeeze))
    parallel = _AXIS / sqrt(squeeze) * cos(slope)
    return _eastward(x, y) * 180 / (parallel * pi), _northward(x, y) * 180 / (meridian * pi)


def _eastward(x: float, y: float) -> float:
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    waves += 20 * sin(x * pi) + 40 * sin(x / 3 * pi)
    waves += 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves * 2 / 3


def _northward(x: float, y: float) -> float:
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    waves += 20 * sin(y * pi) + 40 * sin(y / 3 * pi)
    waves += 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves * 2 / 3
