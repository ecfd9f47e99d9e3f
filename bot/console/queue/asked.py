"""What a reader of the queue asked for, read from the address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from bot.console.visitor import Visitor
from storage.codes import CaseState, Colour, Level, Urgency
from storage.queue import After, Wanted
from storage.tables.case import Case

PAGE_SIZE = 30
_LONGEST = 100

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Asked:
    """The filters as they stand in the address; what is not understood does not count."""

    which: str = "open"
    q: str = ""
    state: str = ""
    colour: str = ""
    urgency: str = ""
    level: str = ""
    region: str = ""
    department: str = ""
    leaf: str = ""
    late: str = ""
    mine: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        """The filters of an address."""
        given = {f.name: query.get(f.name, f.default).strip()[:_LONGEST] for f in fields(cls)}  # type: ignore[union-attr]
        return cls(**given)

    def wanted(self, visitor: Visitor) -> Wanted:
        """What to look for."""
        directory, leaves = visitor.world.directory, visitor.world.categories.leaves.values()
        digits = self.q.lstrip("#＃")
        number = int(digits) if digits.isdecimal() and len(digits) < 10 else None
        region = directory.region(id_in(self.region))
        named = [r.id for r in directory.regions.values() if self.q and self.q in r.name]
        below = (directory.within(one) for one in named if one is not None)
        return Wanted(
            is_open=None if number else {"open": True, "closed": False}.get(self.which),
            state=code_in(CaseState, self.state),
            colour=code_in(Colour, self.colour),
            urgency=code_in(Urgency, self.urgency),
            level=code_in(Level, self.level),
            region_ids=directory.within(region.id or 0) if region is not None else None,
            department_id=id_in(self.department),
            leaves=tuple(one.id for one in leaves if self.leaf in (one.id, one.top) and self.leaf),
            owner_id=visitor.id if self.mine else None,
            owner_departments=visitor.departments,
            overdue_at=visitor.now if self.late else None,
            number=number,
            text="" if number is not None else self.q,
            named_regions=frozenset().union(*below),
        )

    def begins_after(self) -> After | None:
        """Where the page begins; None at the top."""
        moment, _, digits = self.after.rpartition("_")
        case_id = id_in(digits)
        if case_id is None:
            return None
        try:
            due_at = datetime.fromisoformat(moment).astimezone(UTC) if moment else None
        except ValueError:
            return None
        return After(due_at, case_id)

    def behind(self, last: Case) -> str:
        """The address of the page behind this case."""
        due_at = last.resolve_due_at
        moment = due_at.isoformat() if due_at is not None and self.which == "open" else ""
        return self.address(after=f"{moment}_{last.id}")

    @property
    def query(self) -> str:
        """The filters alone, to be kept under a name."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        kept = {
            n: v for n, v in found.items() if v and n != "after" and (n, v) != ("which", "open")
        }
        return urlencode(kept)

    def address(self, **changes: str) -> str:
        """The queue's address with these filters changed, from the top again."""
        asked = replace(self, **({"after": ""} | changes))
        behind = {"after": asked.after} if asked.after else {}
        query = "&".join(filter(None, (asked.query, urlencode(behind))))
        return f"/console/?{query}" if query else "/console/"

    @property
    def is_narrow(self) -> bool:
        """True when anything but the tab is chosen."""
        return bool(replace(self, which="open").query)


def code_in(enum: type[E], value: str) -> E | None:
    """The code of this value; None when there is none."""
    return next((one for one in enum if one.value == value), None)


def id_in(digits: str) -> int | None:
    """The id that these digits are; None when they are none."""
    return int(digits) if digits.isdecimal() and len(digits) < 16 else None
