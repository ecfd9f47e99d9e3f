"""Whether rings can be drawn: enough points, in China, crossing neither themselves nor each other."""

from collections.abc import Sequence

from storage.county.values import Point

Edge = tuple[Point, Point]


def opened(ring: Sequence[Point]) -> tuple[Point, ...]:
    """The ring without the first point repeated at its end."""
    return tuple(ring[:-1]) if len(ring) > 1 and ring[0] == ring[-1] else tuple(ring)


def flaw_of(ring: Sequence[Point]) -> str:
    """What is wrong with an open ring, in words; empty when nothing is."""
    if len(ring) < 3:
        return f"至少要 3 个点，现在只有 {len(ring)} 个"
    if not all(is_in_china(point) for point in ring):
        return "有不在国内的点；先写经度（如 113.2）再写纬度（如 33.9）"
    if len(set(ring)) < len(ring):
        return "有重复的点"
    if cross_each_other([ring]):
        return "边互相交叉，点的先后可能写乱了"
    return ""


def is_in_china(point: Point) -> bool:
    """True when the point may be meant, that is, longitude and latitude are not swapped."""
    return 73 <= point[0] <= 136 and 3 <= point[1] <= 54


def cross_each_other(rings: Sequence[Sequence[Point]]) -> bool:
    """True when any two edges of the rings cross; to touch in a corner is no crossing."""
    # Sorted from west to east, an edge is only compared with those that begin before it ends.
    sides = (pair for ring in rings for pair in zip(ring, [*ring[1:], *ring[:1]], strict=True))
    edges = sorted(sorted(pair) for pair in sides)
    for i, (west, east) in enumerate(edges):
        for begin, end in edges[i + 1 :]:
            if begin[0] > east[0]:
                break
            if _cross((west, east), (begin, end)):
                return True
    return False


def _cross(one: Edge, other: Edge) -> bool:
    if set(one) & set(other):
        return False
    return _parts(one, other) and _parts(other, one)


def _parts(edge: Edge, other: Edge) -> bool:
    return _side(edge, other[0]) * _side(edge, other[1]) < 0


def _side(edge: Edge, point: Point) -> float:
    (ax, ay), (bx, by) = edge
    return (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
