"""Who a matter must be kept from, because it complains of them."""

from dataclasses import dataclass
from datetime import datetime

from handlers.directory import Directory
from handlers.permissions import admission, avoid_tags
from handlers.texts import render
from storage.codes import Level, Role
from storage.tables.person import Person
from storage.tables.region import Department

_POSTS = {
    "网格员": (Level.GRID, (Role.GRID_MEMBER, Role.GRID_LEAD)),
    "网格长": (Level.GRID, (Role.GRID_LEAD,)),
    "村干部": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "村支书": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "村主任": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "村长": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "村里": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "社区干部": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "居委会": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "村委": (Level.VILLAGE, (Role.VILLAGE_CADRE,)),
    "镇干部": (Level.TOWNSHIP, (Role.TOWNSHIP_DUTY,)),
    "乡干部": (Level.TOWNSHIP, (Role.TOWNSHIP_DUTY,)),
    "街道办": (Level.TOWNSHIP, (Role.TOWNSHIP_DUTY,)),
}

ABOUT_STAFF = frozenset({"official_conduct", "village_affairs"})
"""Leaves whose matters are complaints about people in office."""


@dataclass(frozen=True)
class Exclusion:
    """The people and bodies a matter is never sent or shown to, and the words that say why."""

    person_ids: frozenset[int] = frozenset()
    department_ids: frozenset[int] = frozenset()
    reasons: tuple[str, ...] = ()

    def tags(self) -> tuple[str, ...]:
        """The tags that keep a case from them for as long as it lives."""
        return avoid_tags(self.person_ids, self.department_ids)


NOBODY = Exclusion()


def complained_of(
    words: str, region_id: int | None, directory: Directory, now: datetime
) -> Exclusion:
    """Whom these words complain of: staff by name or post, and departments by name.

    Meant for matters that are complaints about staff; elsewhere a name is only a name.
    """
    people = {
        p.id or 0: p
        for p in (*_named(words, directory), *_posted(words, region_id, directory, now))
    }
    departments = tuple(d for d in directory.departments.values() if _is_called(d, words))
    told = [p.name for p in people.values()] + [d.name for d in departments]
    return Exclusion(
        frozenset(people),
        frozenset(d.id or 0 for d in departments),
        tuple(render("route.avoid", name=name) for name in told),
    )


def kept_from(avoid: Exclusion, directory: Directory, now: datetime) -> tuple[str, ...]:
    """The tags that keep a case from those complained of; who sits there instead may see it."""
    first, instead = directory.desk(now)[:1], directory.desk(now, avoid.person_ids)[:1]
    others = () if first == instead else instead
    return (*avoid.tags(), *(admission(p.id) for p in others if p.id is not None))


def _named(words: str, directory: Directory) -> tuple[Person, ...]:
    return tuple(p for p in directory.staff.values() if len(p.name) > 1 and p.name in words)


def _posted(
    words: str, region_id: int | None, directory: Directory, now: datetime
) -> tuple[Person, ...]:
    seats = [seat for word, seat in _POSTS.items() if word in words]
    found: list[Person] = []
    for level, roles in seats:
        region = directory.at_level(region_id, level)
        for role in roles if region is not None else ():
            found += directory.holders(role, now, region_id=region.id if region else None)
    return tuple(found)


def _is_called(department: Department, words: str) -> bool:
    names = (department.name, *(a for a in department.aliases if len(a) > 1))
    return any(name in words for name in names)
