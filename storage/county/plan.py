"""What would change in a roster: pure, so that it can be shown before anything is written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from storage.county.checks import YAML_WORDS, Words, check
from storage.county.known import Known
from storage.county.nodes import Problems
from storage.county.values import (
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)


@dataclass(frozen=True)
class Wanted:
    """What a table or a form says: what shall be there, and what shall have ended."""

    there: tuple[RosterEntry, ...] = ()
    ended: tuple[RosterEntry, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)  # departments: the new name, the old


@dataclass(frozen=True)
class Change:
    """One entry as it is and as it will be; one that has ended and comes back `is_revived`."""

    before: RosterEntry
    after: RosterEntry
    is_revived: bool = False


@dataclass(frozen=True)
class Plan:
    """What would be added, changed and ended; what stays as it is; what is not spoken of."""

    added: tuple[RosterEntry, ...] = ()
    changed: tuple[Change, ...] = ()
    ended: tuple[RosterEntry, ...] = ()
    unchanged: tuple[RosterEntry, ...] = ()
    missing: tuple[RosterEntry, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when everything is so already."""
        return not (self.added or self.changed or self.ended)


def make_plan(
    known: Known,
    wanted: Wanted,
    leaves: Collection[str] | None,
    problems: Problems,
    words: Words = YAML_WORDS,
) -> Plan:
    """What it takes to get from what is known to what is wanted; faults are in `problems`.

    What a table leaves out stays as it is: only what it says has ended ends.
    """
    merged = _merged(known, wanted)
    check(merged, leaves, problems, words)
    for entry in wanted.ended:
        _check_ending(entry, merged, known, problems)
    there = {one.label: one for one in entries_of(known.file)}
    there |= {one.label: one for one in known.former}
    there |= {f"部门 {new}": there[f"部门 {old}"] for new, old in wanted.renamed.items()}
    spoken = {one.label for one in (*wanted.there, *wanted.ended)}
    spoken |= {f"部门 {old}" for old in wanted.renamed.values()}
    spoken.add(f"区域 {known.file.county.code}")
    fresh = [one for one in wanted.there if one.label not in there]
    before = [(there[one.label], one) for one in wanted.there if one.label in there]
    return Plan(
        added=tuple(one for one in fresh if one.label not in known.ended),
        changed=(
            *(Change(was, one) for was, one in before if was != one),
            *(Change(one, one, is_revived=True) for one in fresh if one.label in known.ended),
        ),
        ended=tuple(one for one in wanted.ended if one.label in there),
        unchanged=tuple(one for was, one in before if was == one),
        missing=tuple(one for one in entries_of(known.file) if one.label not in spoken),
    )


def entries_of(file: CountyFile) -> Iterator[RosterEntry]:
    """Everything a roster holds, in the order in which it can be written."""
    yield from file.regions
    yield from file.departments
    yield from file.people
    yield from file.posts
    yield from file.groups


def _merged(known: Known, wanted: Wanted) -> CountyFile:
    """The county as it would be; what is there already stands first, so that faults fall on the new."""
    ended = {one.label for one in wanted.ended}
    wished = {one.label: one for one in wanted.there}
    ended |= {f"部门 {old}" for old in wanted.renamed.values()}
    kept = [one for one in entries_of(known.file) if one.label not in wished.keys() | ended]
    new_names = {old: new for new, old in wanted.renamed.items()}
    every = [_moved(one, new_names) for one in (*kept, *wanted.there)]
    return replace(
        known.file,
        regions=tuple(one for one in every if isinstance(one, RegionEntry)),
        departments=tuple(one for one in every if isinstance(one, DepartmentEntry)),
        people=tuple(one for one in every if isinstance(one, PersonEntry)),
        posts=tuple(one for one in every if isinstance(one, PostEntry)),
        groups=tuple(one for one in every if isinstance(one, GroupEntry)),
    )


def _moved(entry: RosterEntry, new_names: Mapping[str, str]) -> RosterEntry:
    """The entry at its department's new name."""
    if isinstance(entry, PostEntry | GroupEntry) and entry.department in new_names:
        return replace(entry, department=new_names[entry.department])
    return entry


def _check_ending(entry: RosterEntry, merged: CountyFile, known: Known, problems: Problems) -> None:
    """Nothing that others still stand on may end."""
    if isinstance(entry, RegionEntry):
        left = [*_regions_in(entry.code, merged), *_seated(merged, region=entry.code)]
    elif isinstance(entry, DepartmentEntry):
        left = list(_seated(merged, department=entry.name))
        if entry.name in known.busy:
            left.append("没办完的吹哨")
    else:
        return
    if left:
        reason = f"{entry.name}还不能结束：还有{'、'.join(dict.fromkeys(left))}，请先转走或结束"
        problems.add(entry.line, reason, "state")


def _regions_in(code: str, merged: CountyFile) -> Iterator[str]:
    if any(one.parent == code for one in merged.regions):
        yield "下级地区"
    if any(one.region == code for one in merged.departments):
        yield "部门"


def _seated(merged: CountyFile, region: str = "", department: str = "") -> Iterator[str]:
    if any((one.region, one.department) == (region, department) for one in merged.posts):
        yield "在岗的人"
    if any((one.region, one.department) == (region, department) for one in merged.groups):
        yield "微信群"
