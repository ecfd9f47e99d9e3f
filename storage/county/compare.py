"""What a county file says that the database does not, and where a county file leaves a gap."""

from collections.abc import Iterator
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


_NEEDED = {
    Level.GRID: (Role.GRID_MEMBER, "网格员"),
    Level.TOWNSHIP: (Role.TOWNSHIP_DUTY, "值班人员"),
    Level.COUNTY: (Role.COUNTY_DUTY, "值班人员"),
}


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
        yield f"{entry.label}（第 {entry.line} 行）：数据库里没有"
        return
    for field in fields(entry):
        if field.compare and (here := getattr(entry, field.name)) != (
            there := getattr(other, field.name)
        ):
            what = f"{entry.label}（第 {entry.line} 行）的 {field.name}"
            yield f"{what}：文件里是“{_shown(here)}”，数据库里是“{_shown(there)}”"


def _shown(value: object) -> str:
    words = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return words if len(words) <= 60 else f"{words[:60]}…"


def gaps(file: CountyFile) -> tuple[str, ...]:
    """One sentence for each seat that nobody holds and each department without a group."""
    held = {(post.role, post.region or post.department) for post in file.posts}
    grouped = {group.department for group in file.groups if group.kind is GroupKind.DEPARTMENT}
    regions = (
        f"{region.name}（{region.code}）还没有{words}"
        for level, (role, words) in _NEEDED.items()
        for region in file.regions
        if region.level is level and (role, region.code) not in held
    )
    departments = (
        f"{department.name}还没有{words}"
        for department in file.departments
        for words, is_there in (
            ("经办人", (Role.DEPARTMENT_CLERK, department.name) in held),
            ("工作群", department.name in grouped),
        )
        if not is_there
    )
    return (*regions, *departments)
