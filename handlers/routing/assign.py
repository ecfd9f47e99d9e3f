"""Who takes a new matter into their hands, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.directory import Directory
from handlers.permissions import CIRCLES
from handlers.routing import whistle
from handlers.routing.exclusion import NOBODY, Exclusion
from handlers.texts import render
from handlers.understanding.categories import Leaf, SelfHandling
from storage.codes import Level, Role
from storage.tables.person import Person

_LADDER = (Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE, Role.TOWNSHIP_DUTY)
_LEVEL = {
    Role.GRID_MEMBER: Level.GRID,
    Role.GRID_LEAD: Level.GRID,
    Role.VILLAGE_CADRE: Level.VILLAGE,
    Role.TOWNSHIP_DUTY: Level.TOWNSHIP,
    Role.COUNTY_DUTY: Level.COUNTY,
}


@dataclass(frozen=True)
class Assignment:
    """Who owns a case. `person` is None only where the county has nobody on duty at all."""

    person: Person | None
    role: Role
    reasons: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """The level the owner stands on."""
        return _LEVEL[self.role]


def owner_for(
    region_id: int | None,
    leaf: Leaf,
    now: datetime,
    directory: Directory,
    avoid: Exclusion = NOBODY,
) -> Assignment:
    """The first person on the ladder who is there and not complained of.

    What the grid tries itself begins with the grid; what goes to departments at once but found
    none begins with the township (a village is never made to lead it); what is confidential
    belongs to the county's duty officer.
    """
    for role in _ladder(leaf):
        found = [
            p for p in _seated(role, region_id, now, directory) if p.id not in avoid.person_ids
        ]
        if found:
            return Assignment(found[0], role, (_reason(role, region_id, directory),))
    desk = directory.desk(now, avoid.person_ids)
    return Assignment(desk[0] if desk else None, Role.COUNTY_DUTY, (render("route.county"),))


def lead_name(leaf: Leaf, region_id: int | None, directory: Directory) -> str:
    """The name of the department that leads this leaf here; empty when there is none."""
    lead = whistle.departments_for(leaf, region_id, directory).lead
    return lead.name if lead else ""


def _ladder(leaf: Leaf) -> Sequence[Role]:
    if leaf.id in CIRCLES or leaf.is_confidential or leaf.is_emergency:
        return ()
    return _LADDER[-1:] if leaf.self_handling is SelfHandling.NO else _LADDER


def _seated(
    role: Role, region_id: int | None, now: datetime, directory: Directory
) -> tuple[Person, ...]:
    """Who holds the role for the place; of a village with one grid, that grid's people."""
    level = _LEVEL[role]
    region = directory.at_level(region_id, level)
    if region is None and level is Level.GRID:
        return _of_only_grid(role, region_id, now, directory)
    return directory.holders(role, now, region_id=region.id) if region else ()


def _of_only_grid(
    role: Role, region_id: int | None, now: datetime, directory: Directory
) -> tuple[Person, ...]:
    below = directory.within(region_id) if directory.region(region_id) and region_id else ()
    grids = [r.id for r in directory.live_regions if r.id in below and r.level is Level.GRID]
    return directory.holders(role, now, region_id=grids[0]) if len(grids) == 1 else ()


def _reason(role: Role, region_id: int | None, directory: Directory) -> str:
    region = directory.at_level(region_id, _LEVEL[role]) or directory.region(region_id)
    key = f"route.{role.value}"
    return render(key, region=region.name if region else directory.county.name)
