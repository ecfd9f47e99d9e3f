"""Reads what a decision says and does, in the words of a test."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from handlers.effects import Effect, MoveCase, Say
from handlers.situation import World
from handlers.speech import To, ToDepartment, ToGroup, ToPerson, ToPhone, ToRole
from handlers.texts import gaps, render
from storage.tables.person import Person
from tests.decisions.scene import WORLD

E = TypeVar("E")
STANDARD_GAPS = frozenset(
    {"number", "title", "place", "due", "leaf", "summary", "department", "county"}
)


def of(effects: Iterable[Effect], kind: type[E]) -> list[E]:
    """The effects of this kind, in order."""
    return [e for e in effects if isinstance(e, kind)]


def one(effects: Iterable[Effect], kind: type[E]) -> E:
    """The only effect of this kind."""
    found = of(effects, kind)
    assert len(found) == 1, found
    return found[0]


def states(effects: Iterable[Effect]) -> list[str]:
    """The states the case goes through."""
    return [e.to.value for e in of(effects, MoveCase)]


def words(effect: Say) -> str:
    """The sentence with its own gaps filled, and the case's shown as they stand."""
    standing = {name: f"<{name}>" for name in STANDARD_GAPS}
    missing = gaps(effect.text.key) - set(effect.text.params) - STANDARD_GAPS
    assert not missing, f"{effect.text.key} lacks {missing}"
    return render(effect.text.key, **standing | effect.text.params)


def listeners(effects: Iterable[Effect], world: World = WORLD) -> list[str]:
    """Who is told something: names of people, departments, roles; "group" for the residents."""
    return [name_of(e.to, world) for e in of(effects, Say)]


def name_of(to: To, world: World = WORLD) -> str:
    """Who is meant, as a name."""
    match to:
        case ToGroup():
            return "group"
        case ToPerson(person_id):
            found = world.directory.staff.get(person_id)
            return found.name if found else f"person:{person_id}"
        case ToPhone(person_id):
            return f"phone:{person_id}"
        case ToDepartment(department_id):
            found_department = world.directory.department(department_id)
            return found_department.name if found_department else "?"
        case ToRole(role, _):
            return role.value


def said_to(effects: Iterable[Effect], listener: str | Person, world: World = WORLD) -> str:
    """Everything this listener hears, one after the other."""
    name = listener if isinstance(listener, str) else _name(listener, world)
    heard: Sequence[Say] = [e for e in of(effects, Say) if name_of(e.to, world) == name]
    return "\n".join(words(e) for e in heard)


def _name(person: Person, world: World) -> str:
    return person.name if person.id in world.directory.staff else f"person:{person.id}"
