"""What a reader of the queue asked for, read from the address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from bot.console.parameters import case_number_in, code_in, id_in, moment_in, row_behind
from bot.console.visitor import Visitor
from storage.codes import CaseState, Colour, Level, Urgency
from storage.queue import After, Wanted
from storage.tables.case import Case

PAGE_SIZE = 30
_LONGEST = 100


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
        number = case_number_in(self.q)
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
        begin = row_behind(self.after)
        if begin is None:
            return None
        due_at = moment_in(begin[0])
        return After(due_at, begin[1]) if due_at is not None or not begin[0] else None

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
