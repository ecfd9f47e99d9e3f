"""Which ledger a reader asked for, read from the address and written back into it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from bot.console.parameters import code_in, id_in, moment_in, row_behind
from bot.console.visitor import Visitor
from bot.console.wording import label
from bot.papers.ledger import period_of
from bot.sheets.values import day_of
from handlers.directory import Directory
from handlers.governance.ledgers import leaves_of
from handlers.texts import render
from storage.clock import CHINA
from storage.codes import CaseState, Colour, Level
from storage.ledgers import Behind, LedgerFilter
from storage.tables.case import Case
from storage.tables.region import Region

_LONGEST = 60
_OPEN = {"open": True, "over": False}
_STANDS = {"open": "没有办完的", "over": "已了结的"}


@dataclass(frozen=True)
class Asked:
    """The filters as they stand in the address; what is not understood does not count."""

    since: str = ""
    until: str = ""
    region: str = ""
    grid: str = ""
    level: str = ""
    leaf: str = ""
    colour: str = ""
    department: str = ""
    state: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], now: datetime) -> "Asked":
        """The filters of an address; without a word about the time, those of this year."""
        given = {f.name: query.get(f.name, "").strip()[:_LONGEST] for f in fields(cls)}
        if "since" not in query and "until" not in query:
            given["since"] = f"{now.astimezone(CHINA):%Y}-01-01"
        return cls(**given)

    def wanted(self, visitor: Visitor) -> LedgerFilter:
        """What to look for."""
        directory = visitor.world.directory
        return LedgerFilter(
            region_ids=self._regions(directory),
            level=code_in(Level, self.level),
            leaves=leaves_of(self.leaf, visitor.world.categories),
            colour=code_in(Colour, self.colour),
            department_id=id_in(self.department),
            state=code_in(CaseState, self.state),
            opened_since=_midnight(self.since, 0),
            opened_until=_midnight(self.until, 1),
            is_open=_OPEN.get(self.state),
        )

    def words(self, visitor: Visitor) -> str:
        """The filters as a sentence, for whoever asks later what was taken out."""
        return "，".join(filter(None, self._words(visitor)))

    def begins_behind(self) -> Behind | None:
        """Where the page begins; None at the top."""
        begin = row_behind(self.after)
        moment = moment_in(begin[0]) if begin is not None else None
        return Behind(moment, begin[1]) if begin is not None and moment is not None else None

    def behind(self, last: Case) -> str:
        """The address of the page behind this case."""
        after = f"{last.opened_at.isoformat()}_{last.id}"
        return f"/console/ledgers?{urlencode({**self.chosen, 'after': after})}"

    @property
    def chosen(self) -> dict[str, str]:
        """The filters alone; the time stands in it even when it is open."""
        found = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "after"}
        return {n: v for n, v in found.items() if v or n == "since"}

    @property
    def first(self) -> str:
        """The address of the first page."""
        return f"/console/ledgers?{urlencode(self.chosen)}"

    def _regions(self, directory: Directory) -> tuple[int, ...]:
        """The places of a township or village, or of the grids of this name in it."""
        region = directory.region(id_in(self.region))
        inside = directory.within(region.id or 0) if region is not None else None
        if not self.grid:
            return tuple(sorted(inside)) if inside is not None else ()
        named = [one for one in _named(self.grid, directory) if inside is None or one.id in inside]
        below = (directory.within(one.id or 0) for one in named)
        return tuple(sorted(frozenset().union(*below))) or (0,)

    def _words(self, visitor: Visitor) -> Iterator[str]:
        directory, wanted = visitor.world.directory, self.wanted(visitor)
        yield f"登记时间：{period_of(wanted)}"
        region = directory.region(id_in(self.region))
        yield region.name if region is not None else ""
        yield self.grid
        yield f"{label(wanted.level)}办理" if wanted.level else ""
        yield visitor.world.categories.tops.get(self.leaf, self.leaf)
        yield colour_name(wanted.colour) if wanted.colour else ""
        department = directory.department(wanted.department_id)
        yield department.name if department is not None else ""
        yield label(wanted.state)
        yield _STANDS.get(self.state, "")


def colour_name(colour: Colour) -> str:
    """A colour as the ledger has it, with what it means."""
    return f"{render(f'ledger.colour_{colour.value}')}色（{label(colour)}）"


def _named(name: str, directory: Directory) -> list[Region]:
    whole = [r for r in directory.regions.values() if name in (r.name, r.code, *r.aliases)]
    return whole or [r for r in directory.regions.values() if name in r.name]


def _midnight(day: str, later: int) -> datetime | None:
    found = day_of(day)
    if found is None:
        return None
    return datetime.combine(found + timedelta(days=later), time(), CHINA)
