"""Whose figures somebody may look at: of the places and departments within their reach."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.console.visitor import Visitor
from handlers.directory import Directory
from handlers.permissions import COUNTY, DEPARTMENT
from storage.charts import Scope
from storage.codes import Level, Role
from storage.tables.person import Post
from storage.tables.region import Region

_ALL = COUNTY | {Role.ADMINISTRATOR}
_SMALL = (Level.VILLAGE, Level.GRID)


@dataclass(frozen=True)
class Choice:
    """A place or a department that can be chosen."""

    key: str
    name: str
    scope: Scope
    is_county: bool = False


def choices(visitor: Visitor) -> tuple[Choice, ...]:
    """What the visitor may look at, the widest first; empty when their posts give nothing."""
    directory = visitor.world.directory
    found = [one for post in visitor.speaker.posts for one in _of(post, directory)]
    return tuple({one.key: one for one in found}.values())


def chosen(offered: tuple[Choice, ...], key: str) -> Choice | None:
    """The one that is asked for, else the first; None when there is none."""
    return next((one for one in offered if one.key == key), offered[0] if offered else None)


def _of(post: Post, directory: Directory) -> Iterator[Choice]:
    if post.role in _ALL or (post.role is Role.LEADER and post.region_id == directory.top.id):
        yield from _whole_county(directory)
    elif post.department_id is not None and post.role in DEPARTMENT:
        department = directory.department(post.department_id)
        yield _department(directory, post.department_id, department.name if department else "")
    elif post.department_id is None and (region := directory.region(post.region_id)) is not None:
        yield from _own_region(directory, region)


def _own_region(directory: Directory, region: Region) -> Iterator[Choice]:
    """A township also chooses among its villages; who only belongs to the county sees no figures."""
    if region.level is Level.COUNTY:
        return
    yield _region(directory, region)
    if region.level is Level.TOWNSHIP:
        yield from _regions(directory, Level.VILLAGE, directory.within(region.id or 0))


def _whole_county(directory: Directory) -> Iterator[Choice]:
    county_id = directory.county.id or 0
    yield Choice("county", directory.county.name, Scope(county_id), is_county=True)
    yield from _regions(directory, Level.TOWNSHIP, directory.within(directory.top.id or 0))
    for department_id, department in directory.departments.items():
        yield _department(directory, department_id, department.name)


def _regions(directory: Directory, level: Level, inside: frozenset[int]) -> Iterator[Choice]:
    regions = (r for r in directory.regions.values() if r.level is level and r.id in inside)
    yield from (_region(directory, r) for r in sorted(regions, key=lambda r: r.code))


def _region(directory: Directory, region: Region) -> Choice:
    county_id, region_id = directory.county.id or 0, region.id or 0
    small = directory.within(region_id) if region.level in _SMALL else None
    township_id = region_id if region.level is Level.TOWNSHIP else None
    scope = Scope(county_id, township_id=township_id, region_ids=small)
    return Choice(f"region-{region_id}", region.name, scope)


def _department(directory: Directory, department_id: int, name: str) -> Choice:
    scope = Scope(directory.county.id or 0, department_id=department_id)
    return Choice(f"department-{department_id}", name, scope)
