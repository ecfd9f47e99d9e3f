"""Which departments a matter is whistled to: one lead, its co-handlers, and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from handlers.directory import Directory
from handlers.routing.exclusion import NOBODY, Exclusion
from handlers.texts import render
from handlers.understanding.categories import Leaf
from storage.tables.region import Department

MOST_CO_HANDLERS = 5  # 3c
_BRACKETS = re.compile(r"[((][^))]*[))]")
_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True)
class Route:
    """Who is whistled. Without a lead, the township's and then the county's duty keeps the case."""

    lead: Department | None
    co: tuple[Department, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Department, ...]:
        """The lead, then the co-handlers."""
        return self.co if self.lead is None else (self.lead, *self.co)


def departments_for(
    leaf: Leaf, region_id: int | None, directory: Directory, avoid: Exclusion = NOBODY
) -> Route:
    """The lead and co-handlers of this leaf at this place; never a body complained of.

    The leaf names its lead; of several named ones the first that has the leaf on its
    responsibility list (权责清单) leads; a leaf that names nobody the county has is led by
    whoever has it on the list, else by the first of those that would help.
    """
    lead, reason = _lead(leaf, region_id, directory, avoid)
    named = (find(name, region_id, directory) for text in leaf.co_handlers for name in names(text))
    co = _unique(d for d in named if d is not None and d != lead and not _is_avoided(d, avoid))
    if lead is None and co:
        lead, co = co[0], co[1:]
        reason = render("route.first_helper", name=lead.name, leaf=leaf.name)
    return Route(lead, co[:MOST_CO_HANDLERS], (reason, *avoid.reasons))


def owns(department: Department, leaf: Leaf) -> bool:
    """True when the leaf stands on the department's responsibility list."""
    return leaf.id in department.responsibilities


@cache
def names(text: str) -> tuple[str, ...]:
    """The bodies a taxonomy entry names: "城管/交通局(公路)" → 城管, 交通局."""
    parts = re.split(r"[/、]", _BRACKETS.sub("", text))
    return tuple(filter(None, (_NUMBER.sub("", part.strip()) for part in parts)))


def find(name: str, region_id: int | None, directory: Directory) -> Department | None:
    """The department meant by a name, an alias or a kind such as 派出所, the nearest first.

    Where none of these answers for the place, the one above them does: the county's police.
    """
    called = directory.department_called(name)
    if called is not None:
        return called
    known = directory.departments.values()
    fitting = [d for d in known if _fits(d, name)]
    kinds = {d.kind for d in fitting if d.kind}
    above = [d for d in known if d.kind in kinds]
    return _nearest(fitting, region_id, directory) or _nearest(above, region_id, directory)


def named_in(words: str, directory: Directory, but: Iterable[int | None] = ()) -> Department | None:
    """The department a text names, the longest name first; never one of `but`."""
    known = [
        (name, d)
        for d in directory.departments.values()
        for name in (d.name, *d.aliases)
        if d.id not in tuple(but) and len(name) > 1
    ]
    known.sort(key=lambda pair: -len(pair[0]))
    return next((d for name, d in known if name in words), None)


def _lead(
    leaf: Leaf, region_id: int | None, directory: Directory, avoid: Exclusion
) -> tuple[Department | None, str]:
    found = (find(name, region_id, directory) for name in names(leaf.lead))
    named = [d for d in found if d is not None and not _is_avoided(d, avoid)]
    listed = [d for d in directory.responsible_for(leaf.id) if not _is_avoided(d, avoid)]
    for department in named:
        if department in listed:
            return department, render("route.listed", name=department.name, leaf=leaf.name)
    if named:
        return named[0], render("route.named", name=named[0].name, leaf=leaf.name)
    nearest = _nearest(listed, region_id, directory)
    if nearest is not None:
        return nearest, render("route.listed", name=nearest.name, leaf=leaf.name)
    return None, render("route.nobody", leaf=leaf.name)


def _fits(department: Department, name: str) -> bool:
    if department.kind == name or name in department.aliases:
        return True
    return len(name) > 1 and (name in department.name or department.name in name)


def _nearest(
    departments: list[Department], region_id: int | None, directory: Directory
) -> Department | None:
    """The one whose own region is or covers the place, nearest first.

    A body of another township never answers; without a place only the county's own do.
    """
    above = [r.id for r in directory.lineage(region_id)] or [directory.top.id]
    near = [d for d in departments if d.region_id in above]
    return min(near, key=lambda d: (above.index(d.region_id), d.id or 0), default=None)


def _is_avoided(department: Department, avoid: Exclusion) -> bool:
    return department.id in avoid.department_ids


def _unique(departments: Iterable[Department]) -> tuple[Department, ...]:
    return tuple({d.id: d for d in departments}.values())
