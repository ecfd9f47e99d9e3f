"""The ways to people, as one decision asks for them."""

from collections.abc import Iterable

from sqlmodel import Session

from storage import people
from storage.tables.person import Person


class Ways:
    """The ways to people, looked up once in a decision however often it speaks to them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._found: dict[int, tuple[str, str] | None] = {}

    def to(self, person: Person) -> tuple[str, str] | None:
        """Channel and id under which the person is reached best; None when there is no way."""
        self.look_up((person,))
        return self._found[person.id or 0]

    def look_up(self, meant: Iterable[Person]) -> None:
        """The ways to all these are known."""
        missing = [p.id or 0 for p in meant if (p.id or 0) not in self._found]
        if missing:
            self._found |= dict.fromkeys(missing) | people.find_ways(self.session, missing)
