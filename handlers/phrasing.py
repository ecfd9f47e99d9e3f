"""What a `Say` reads like for each reader: as of when it is read, and without homes in a group."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers import texts
from handlers.delivery import Target
from handlers.situation import World
from handlers.speech import Card
from handlers.texts import Text
from handlers.wording import as_of, number, public_place, when
from storage.clock import local
from storage.tables.case import Case


@dataclass(frozen=True)
class Moments:
    """When something was said, and when it is read: at once, unless it had to wait."""

    said_at: datetime
    read_at: datetime

    @property
    def days(self) -> int:
        """How many days later it is read."""
        if self.read_at == self.said_at:
            return 0
        return (local(self.read_at).date() - local(self.said_at).date()).days


def words(text: Text, target: Target, case: Case | None, at: Moments, world: World) -> str:
    """The sentence as this reader gets it; in a group without anything that points to a home.

    What waited till tomorrow speaks of tomorrow as of today.
    """
    given, now = dict(text.params), at.read_at
    if at.days:
        given = {k: as_of(v, at.days) if isinstance(v, str) else v for k, v in given.items()}
    wanted = texts.gaps(text.key).difference(given)
    if case is not None:
        given |= {name: _TOLD_OF_CASE[name](case, target, now, world) for name in wanted & _TOLD}
    given = {"department": target.department, "county": world.directory.county.name} | given
    return texts.render(text.key, **given)


def _place(case: Case, target: Target, _now: datetime, world: World) -> str:
    place = public_place(case.place) if target.is_public else case.place
    return place or _region_name(case, world)


def _due(case: Case, _target: Target, now: datetime, _world: World) -> str:
    return when(case.resolve_due_at, now) if case.resolve_due_at else ""


_TOLD_OF_CASE: dict[str, Callable[[Case, Target, datetime, World], str]] = {
    "number": lambda case, *_: number(case.number),
    "title": lambda case, *_: case.title,
    "place": _place,
    "due": _due,
    "leaf": lambda case, *_: case.title,
    "summary": lambda case, *_: case.summary,
}
_TOLD = frozenset(_TOLD_OF_CASE)


def card_data(
    card: Card, target: Target, case: Case | None, at: Moments, world: World
) -> dict[str, object]:
    """The card as a channel gets it: {"title", "buttons": [{"key", "label"}]}.

    A key may name {case_id}, for a case that had no id yet when it was decided upon.
    """
    case_id = case.id if case else ""
    return {
        "title": words(card.title, target, case, at, world),
        "buttons": [{"key": b.key.format(case_id=case_id), "label": b.label} for b in card.buttons],
    }


def _region_name(case: Case, world: World) -> str:
    region = world.directory.region(case.region_id)
    return region.name if region else world.directory.county.name
