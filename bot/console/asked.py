"""What a reader of the case list asked for, read from the address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from storage.codes import CaseState, Colour, Urgency
from storage.console import Wanted

PAGE_SIZE = 30
_MOST_PAGES = 100_000

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Asked:
    """The filters as they stand in the address; what is not understood does not count."""

    which: str = "open"
    state: str = ""
    colour: str = ""
    urgency: str = ""
    township: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        """The filters of an address."""
        page = query.get("page", "1")
        return cls(
            which=query.get("which", "open"),
            state=query.get("state", ""),
            colour=query.get("colour", ""),
            urgency=query.get("urgency", ""),
            township=query.get("township", ""),
            q=query.get("q", "").strip()[:100],
            page=min(int(page), _MOST_PAGES) if page.isdecimal() and int(page[:9]) > 0 else 1,
        )

    def wanted(self) -> Wanted:
        """What to look for."""
        digits = self.q.removeprefix("#")
        number = int(digits) if digits.isdecimal() and len(digits) < 10 else None
        return Wanted(
            is_open={"open": True, "closed": False}.get(self.which),
            state=_code(CaseState, self.state),
            colour=_code(Colour, self.colour),
            urgency=_code(Urgency, self.urgency),
            township_id=int(self.township[:9]) if self.township.isdecimal() else None,
            number=number,
            text="" if number is not None else self.q,
        )

    def address(self, **changes: str | int) -> str:
        """The list's address with these filters changed."""
        values = {
            "which": self.which,
            "state": self.state,
            "colour": self.colour,
            "urgency": self.urgency,
            "township": self.township,
            "q": self.q,
            "page": 1,
        } | changes
        kept = {name: value for name, value in values.items() if value not in ("", 1)}
        return f"/console/?{urlencode(kept)}"


def _code(enum: type[E], value: str) -> E | None:
    return next((one for one in enum if one.value == value), None)
