"""Where a matter of an old ledger was: the deepest place whose name the row gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.sheets.faults import Fault
from bot.sheets.heads import Row
from handlers.directory import Directory
from handlers.permissions import COUNTY
from handlers.situation import Speaker
from storage.codes import Level, Role
from storage.tables.region import Region

_LEVELS = (("township", Level.TOWNSHIP), ("village", Level.VILLAGE), ("grid", Level.GRID))


class Told(Protocol):
    """Whoever gathers what is said about a row."""

    faults: list[Fault]
    hints: list[Fault]


@dataclass(frozen=True)
class Land:
    """The places somebody may import for: the whole county, or their township."""

    directory: Directory
    top: Region

    @classmethod
    def of(cls, speaker: Speaker, directory: Directory) -> "Land":
        """The land of this person's posts."""
        roles = speaker.roles()
        own = (p.region_id for p in speaker.posts if p.role is Role.TOWNSHIP_DUTY)
        town = next((r for one in own if (r := directory.region(one)) is not None), None)
        return cls(directory, directory.top if roles & COUNTY or town is None else town)


def place_of(row: Row, land: Land, told: Told) -> tuple[int, str]:
    """The region of a matter, and the spot in it; what no region is called stays in the words."""
    region, left = land.top, []
    for name, level in _LEVELS:
        written = row.text(name)
        if not written or written in ("县", land.directory.top.name):
            continue
        found = _called(written, level, region, land.directory)
        if found is None:
            left.append(written)
            _misplaced(row, name, written, level, land, told)
        else:
            region = found
    spot = "，".join(dict.fromkeys((*left, *filter(None, [row.text("place")]))))
    return region.id or 0, spot


def _called(name: str, level: Level, inside: Region, directory: Directory) -> Region | None:
    """The one place of this name at this level in or above the other; None when it is unclear."""
    if directory.at_level(inside.id, level) is not None:
        above = directory.at_level(inside.id, level)
        return inside if above is not None and name in _names(above) else None
    within = directory.within(inside.id or 0)
    found = [
        r
        for r in directory.regions.values()
        if r.level is level and r.id in within and name in _names(r)
    ]
    return found[0] if len(found) == 1 else None


def _misplaced(row: Row, name: str, written: str, level: Level, land: Land, told: Told) -> None:
    """A place of another township is refused; one that nobody knows stays in the words."""
    if land.top != land.directory.top:
        known = any(
            r.level is level and written in _names(r) for r in land.directory.regions.values()
        )
        if known:
            wrong = f"“{written[:20]}”不在{land.top.name}"
            told.faults.append(row.fault(name, wrong, "只能导入本乡镇（街道）的，其余请县里导入"))
            return
    told.hints.append(row.fault(name, f"县情里没有“{written[:20]}”，记在地点里"))


def _names(region: Region) -> Iterator[str]:
    yield region.name
    yield region.code
    yield from region.aliases
