"""The ways to people, as one decision asks for them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session

from storage import people
from storage.tables.person import Person


class Ways:
    """The ways to people, looked up once in a decision however often it speaks to them.

    `channels` are those that the service speaks by; without any, every one is taken for connected.
    """

    def __init__(self, session: Session, now: datetime, channels: Collection[str] = ()) -> None:
        self.session = session
        self.now = now
        self._channels = channels
        self._found: dict[int, tuple[str, str] | None] = {}

    def to(self, person: Person) -> tuple[str, str] | None:
        """Channel and id under which the person is reached best; None when there is no way."""
        self.look_up((person,))
        return self._found[person.id or 0]

    def look_up(self, meant: Iterable[Person]) -> None:
        """The ways to all these are known."""
        missing = [p.id or 0 for p in meant if (p.id or 0) not in self._found]
        if missing:
            known = people.find_ways(self.session, missing, self.now, self._channels)
            self._found |= dict.fromkeys(missing) | known
