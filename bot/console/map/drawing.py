"""The lines of a map: reckoned once for each region as long as the county's borders stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.console.map.scope import Scope
from handlers.coordinates import Point
from handlers.directory import Directory
from handlers.outlines import Sheet, Spot, middle_of, sheet_for
from storage.tables.region import Region

_WIDEST, _HIGHEST = 1000, 700
_MOST_KEPT = 200


@dataclass(frozen=True)
class Drawing:
    """One region's map without its figures."""

    sheet: Sheet | None
    cells: Mapping[int, str]  # the paths of the finest regions
    outlines: Mapping[int, str]  # of the region and of its parts
    labels: Mapping[int, Spot]


class Drawings:
    """The drawings of the county as it is; those of older borders are let go."""

    def __init__(self) -> None:
        self._version = 0
        self._kept: dict[int, Drawing] = {}

    def of(self, scope: Scope) -> Drawing:
        """The drawing of what is shown."""
        version = scope.directory.version
        if version != self._version or len(self._kept) > _MOST_KEPT:
            self._version, self._kept = version, {}
        if scope.id not in self._kept:
            self._kept[scope.id] = draw(scope)
        return self._kept[scope.id]


def draw(scope: Scope) -> Drawing:
    """The cells, outlines and places of names of a region, on one sheet."""
    cells, parts = _drawn(scope.cells), _drawn((scope.region, *scope.parts))
    sheet = sheet_for((one.polygon for one in {**cells, **parts}.values()), _WIDEST, _HIGHEST)
    if sheet is None:
        return Drawing(None, {}, {}, {})
    found = {key: _middle(one) for key, one in {**parts, **cells}.items()}
    middles = {key: at for key, at in found.items() if at is not None}
    for part in scope.parts:
        if part.id not in middles:
            middles |= _between(scope.directory, part, middles)
    return Drawing(
        sheet,
        {key: sheet.path(one.polygon) for key, one in cells.items()},
        {key: sheet.path(one.polygon) for key, one in parts.items() if key not in cells},
        {key: sheet.spot(at) for key, at in middles.items()},
    )


def _drawn(regions: Iterable[Region]) -> dict[int, Region]:
    return {one.id or 0: one for one in regions if any(one.polygon)}


def _middle(region: Region) -> Point | None:
    return middle_of(region.polygon)


def _between(directory: Directory, part: Region, middles: Mapping[int, Point]) -> dict[int, Point]:
    """A part without borders of its own has its name in the midst of what is drawn of it."""
    within = directory.within(part.id or 0)
    spots = [at for key, at in middles.items() if key in within]
    if not spots:
        return {}
    east = sum(at.longitude for at in spots) / len(spots)
    return {part.id or 0: Point(east, sum(at.latitude for at in spots) / len(spots))}
