"""Words on their way out of the house: without numbers, names, homes and the names of groups."""

from collections.abc import Iterable

from handlers.situation import Situation
from handlers.understanding.masking import mask
from handlers.understanding.persons import SOMEBODY, hide_people
from handlers.wording import public_place

_SOMEWHERE = "某处"
_LONGEST = 500
_SHORTEST_PLACE = 3  # shorter ones are everyday words as well


def veil(s: Situation, text: str) -> str:
    """The text with nothing in it that leads to a person, a home or a group."""
    veiled = public_place(mask(text))
    for name in _longest_first(_people(s)):
        veiled = veiled.replace(name, SOMEBODY)
    veiled = hide_people(veiled)
    for name in _longest_first(_places(s)):
        veiled = veiled.replace(name, _SOMEWHERE)
    return veiled[:_LONGEST]


def _people(s: Situation) -> Iterable[str]:
    told = (s.speaker.person.name, s.message.sender_name, *(m.sender_name for m in s.recent))
    staff = (person.name for person in s.world.directory.staff.values())
    return (name for name in (*told, *staff) if len(name) > 1)


def _places(s: Situation) -> Iterable[str]:
    directory = s.world.directory
    groups = (group.name for group in directory.groups.values())
    named = (name for one in directory.names for name in (one.name, *one.aliases))
    return (name for name in (*groups, *named) if len(name) >= _SHORTEST_PLACE)


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=len, reverse=True)
