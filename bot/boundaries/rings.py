"""The rings of a GeoJSON geometry in WGS-84, or what is wrong with them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from handlers.coordinates import Point, parse_point, to_wgs84
from storage.county.shapes import cross_each_other, flaw_of

MOST_CORNERS = 5_000  # of one region
_DIGITS = 7  # of a degree: a centimetre

Ring = tuple[tuple[float, float], ...]
Rings = tuple[Ring, ...]


class System(StrEnum):
    """What the coordinates of a file are: CGCS2000 is WGS-84 within a hand's breadth."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"


SYSTEM_NAMES = {
    System.WGS84: "WGS-84（手机定位、天地图）",
    System.CGCS2000: "CGCS2000（国土、测绘）",
    System.GCJ02: "GCJ-02（高德、腾讯地图）",
}


class FlawError(Exception):
    """What is wrong with a geometry, in Chinese."""


def read_rings(geometry: object, system: System) -> Rings:
    """The rings of a Polygon or MultiPolygon, open. Raises FlawError."""
    rings = list(_rings(geometry))
    if sum(len(ring) for ring in rings) > MOST_CORNERS:
        raise FlawError(f"点太多：最多{MOST_CORNERS}个，请先简化")
    found = tuple(_ring(ring, system) for ring in rings)
    if not found:
        raise FlawError("没有边界")
    for ring in found:
        if flaw := flaw_of(ring):
            raise FlawError(flaw)
    if len({frozenset(ring) for ring in found}) < len(found):
        raise FlawError("同一圈写了两遍")
    if cross_each_other(found):
        raise FlawError("几圈边界互相交叉")
    return found


def _rings(geometry: object) -> Iterator[Sequence[object]]:
    given = geometry if isinstance(geometry, dict) else {}
    kind, parts = given.get("type"), given.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise FlawError("不是面（要 Polygon 或 MultiPolygon）")
    for part in [parts] if kind == "Polygon" else _list(parts):
        for ring in _list(part):
            yield _list(ring)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise FlawError("坐标的层次不对")
    return value


def _ring(positions: Sequence[object], system: System) -> Ring:
    points = [_point(number, one) for number, one in enumerate(positions, start=1)]
    if len(points) < 4:
        raise FlawError(f"一圈至少要4个点（最后一个和第一个相同），现在只有{len(points)}个")
    if points[0] != points[-1]:
        raise FlawError("一圈没有闭合：最后一个点要和第一个点相同")
    moved = map(to_wgs84, points) if system is System.GCJ02 else points
    corners = [(round(x, _DIGITS), round(y, _DIGITS)) for x, y in moved]
    # the same corner twice in a row is a slip of the pen that changes nothing
    return tuple(here for here, then in pairwise(corners) if here != then)


def _point(number: int, position: object) -> Point:
    if not isinstance(position, list) or len(position) < 2:
        raise FlawError(f"第{number}个点不是[经度, 纬度]")
    point = parse_point(position[0], position[1])
    if point is None:
        raise FlawError(
            f"第{number}个点不是经纬度：先写经度（如113.2）再写纬度（如33.9），不能是投影坐标（米）"
        )
    return point
