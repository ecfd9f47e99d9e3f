"""The unit a letter is written to: a department, or a township; never a person."""

from dataclasses import dataclass
from datetime import datetime

from handlers.directory import Directory
from handlers.routing import whistle
from handlers.situation import CaseView, Speaker, World
from storage.codes import Level, Role
from storage.tables.letter import Letter
from storage.tables.person import Person


@dataclass(frozen=True)
class Unit:
    """A department or a region that can be written to."""

    name: str
    department_id: int | None = None
    region_id: int | None = None

    @property
    def key(self) -> str:
        """Tells units apart: d3, r7."""
        return f"d{self.department_id}" if self.department_id else f"r{self.region_id}"


def unit_of(view: CaseView, world: World) -> Unit | None:
    """Who answers for a case: its lead department, else its township; never one complained of."""
    directory = world.directory
    lead = view.lead
    if lead is not None:
        return department_unit(lead.department_id, directory)
    return region_unit(view.case.region_id, directory)


def department_unit(department_id: int | None, directory: Directory) -> Unit | None:
    """The department as a unit."""
    found = directory.department(department_id)
    return Unit(found.name, department_id=found.id) if found is not None else None


def region_unit(region_id: int | None, directory: Directory) -> Unit | None:
    """The township of a place as a unit; None where it is not known."""
    found = directory.at_level(region_id, Level.TOWNSHIP)
    return Unit(found.name, region_id=found.id) if found is not None else None


def unit_named(words: str, directory: Directory) -> Unit | None:
    """The department, township or village that a text names; the longest name first."""
    department = whistle.named_in(words, directory)
    if department is not None:
        return Unit(department.name, department_id=department.id)
    written_to = (Level.TOWNSHIP, Level.VILLAGE)
    named = [
        (len(name), region)
        for region in directory.regions.values()
        if region.level in written_to
        for name in (region.name, *region.aliases)
        if len(name) > 1 and name in words
    ]
    if not named:
        return None
    _, region = max(named, key=lambda pair: pair[0])
    return Unit(region.name, region_id=region.id)


def unit_of_letter(letter: Letter, directory: Directory) -> Unit:
    """Whom a letter is addressed to."""
    department = directory.department(letter.department_id)
    region = directory.region(letter.region_id)
    found = department or region
    return Unit(found.name if found else "", letter.department_id, letter.region_id)


_OF_DEPARTMENT = ((Role.DEPARTMENT_CLERK,), (Role.DEPARTMENT_LEADER,))
_OF_REGION = ((Role.TOWNSHIP_DUTY, Role.VILLAGE_CADRE), (Role.LEADER,))


def recipients(letter: Letter, directory: Directory, now: datetime) -> tuple[Person, ...]:
    """The clerk and the leader of the unit: who gets the letter, one to one."""
    seats = _OF_REGION if letter.department_id is None else _OF_DEPARTMENT
    found = (
        directory.holders(
            role, now, department_id=letter.department_id, region_id=letter.region_id
        )[:1]
        for roles in seats
        for role in roles
    )
    return tuple({p.id: p for people in found for p in people}.values())


def speaks_for(speaker: Speaker, letter: Letter) -> bool:
    """True when the speaker holds a post in the unit the letter is addressed to."""
    roles = frozenset(role for seat in (*_OF_DEPARTMENT, *_OF_REGION) for role in seat)
    return any(
        p.role in roles
        and (
            (letter.department_id is not None and p.department_id == letter.department_id)
            or (letter.region_id is not None and p.region_id == letter.region_id)
        )
        for p in speaker.posts
    )
