"""Who may telephone or visit a reporter: never whoever handled the matter, nor their line (3e)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from handlers.directory import Directory
from handlers.lifecycle.asked import handling
from handlers.permissions import circle_of
from handlers.situation import CaseView
from storage.codes import Level, Role
from storage.tables.person import Person


def callers(view: CaseView, now: datetime, directory: Directory) -> tuple[Person, ...]:
    """Staff of the centre first, then mediators; of what few may know the county's duty alone."""
    top = directory.top.id
    if circle_of(view.case) is not None:
        return _free(directory.holders(Role.COUNTY_DUTY, now, region_id=top), view, now, directory)
    centre = directory.holders(Role.CENTRE_OPERATOR, now, region_id=top)
    duty = directory.holders(Role.COUNTY_DUTY, now, region_id=top)
    found = (*_turned(centre, view.case.number), *mediators(view, now, directory), *duty)
    return _free(found, view, now, directory)


def visitors(view: CaseView, now: datetime, directory: Directory) -> tuple[Person, ...]:
    """Mediators near the place, then members of the village's other grids; never in confidence."""
    if circle_of(view.case) is not None:
        return ()
    village = directory.at_level(view.case.region_id, Level.VILLAGE)
    grids = sorted(directory.within(village.id or 0)) if village is not None else ()
    neighbours = (
        person
        for region_id in grids
        if region_id != view.case.region_id
        for person in directory.holders(Role.GRID_MEMBER, now, region_id=region_id)
    )
    found = (*mediators(view, now, directory), *neighbours)
    return _free(found, view, now, directory)


def mediators(view: CaseView, now: datetime, directory: Directory) -> tuple[Person, ...]:
    """Those of the village, then those of the township's other villages."""
    places = [r.id or 0 for r in directory.lineage(view.case.region_id)]
    town = directory.at_level(view.case.region_id, Level.TOWNSHIP)
    places += sorted(directory.within(town.id or 0)) if town is not None else []
    return tuple(
        person
        for region_id in dict.fromkeys(places)
        for person in directory.holders(Role.MEDIATOR, now, region_id=region_id)
    )


def _free(
    found: Iterable[Person], view: CaseView, now: datetime, directory: Directory
) -> tuple[Person, ...]:
    bound = handling(view, now, directory) | frozenset(view.reporter_ids)
    kept = {person.id: person for person in found if person.id not in bound}
    return tuple(kept.values())


def _turned(found: Sequence[Person], number: int) -> tuple[Person, ...]:
    """The calls go round, so that nobody has them all; which one is told by the case's number."""
    at = number % len(found) if found else 0
    return (*found[at:], *found[:at])
