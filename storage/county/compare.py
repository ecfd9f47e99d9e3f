"""What a county file says that the database does not, and where a county file leaves a gap."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from storage.codes import GroupKind, Level, Role
from storage.county.values import (
    CountyEntry,
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    RegionEntry,
)

Entry = (
    CountyEntry | RegionEntry | PlaceEntry | DepartmentEntry | PersonEntry | PostEntry | GroupEntry
)


def differences(file: CountyFile, stored: CountyFile) -> tuple[str, ...]:
    """One sentence for each thing of `file` that is missing in `stored` or otherwise there."""
    there = {entry.label: entry for entry in _entries(stored)}
    return tuple(
        sentence
        for entry in _entries(file)
        for sentence in _compared(entry, there.get(entry.label))
    )


def _entries(file: CountyFile) -> Iterator[Entry]:
    yield file.county
    yield from file.regions
    yield from file.places
    yield from file.departments
    yield from file.people
    yield from file.posts
    yield from file.groups


def _compared(entry: Entry, other: Entry | None) -> Iterator[str]:
    if other is None:
        yield f"{entry.label}(第 {entry.line} 行):数据库里没有"
        return
    for field in fields(entry):
        if field.compare and (here := getattr(entry, field.name)) != (
            there := getattr(other, field.name)
        ):
            what = f"{entry.label}(第 {entry.line} 行)的 {field.name}"
            yield f"{what}:文件里是“{_shown(here)}”,数据库里是“{_shown(there)}”"


def _shown(value: object) -> str:
    words = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return words if len(words) <= 60 else f"{words[:60]}…"


def gaps(file: CountyFile) -> tuple[str, ...]:
    """One sentence for each seat that nobody holds and each department without a group."""
    held = {(post.role, post.region or post.department) for post in file.posts}
    grouped = {group.department for group in file.groups if group.kind is GroupKind.DEPARTMENT}
    return (
        *_unheld(_coded(file, Level.GRID), Role.GRID_MEMBER, "还没有网格员", held),
        *_unheld(_coded(file, Level.TOWNSHIP), Role.TOWNSHIP_DUTY, "还没有值班人员", held),
        *_unheld(_coded(file, Level.COUNTY), Role.COUNTY_DUTY, "还没有县值班人员", held),
        *_unheld([d.name for d in file.departments], Role.DEPARTMENT_CLERK, "还没有经办人", held),
        *(f"{d.name}还没有工作群" for d in file.departments if d.name not in grouped),
    )


def _coded(file: CountyFile, level: Level) -> list[str]:
    return [region.code for region in file.regions if region.level is level]


def _unheld(
    places: Iterable[str], role: Role, words: str, held: set[tuple[Role, str]]
) -> Iterator[str]:
    return (f"{place} {words}" for place in places if (role, place) not in held)
