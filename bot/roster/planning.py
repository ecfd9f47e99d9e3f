"""What a table or a form would change, with its faults; and the same, done."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlmodel import Session

from bot.roster.columns import Sheet
from bot.roster.faults import WORDS, CellProblems, row_of
from bot.roster.reading import Reading
from bot.roster.rows import Said
from handlers.governance.roster_rights import Rights, Spot
from handlers.understanding.categories import Categories
from storage.codes import Level
from storage.county.known import Known, load_known
from storage.county.plan import Plan, make_plan
from storage.county.values import (
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)
from storage.regions import get_county

Rows: TypeAlias = Mapping[Sheet, list[Said]]
_NOT_YOURS = "这一处不归您管，请交给上一级改"


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which row of which table, in which column."""

    sheet: Sheet
    number: int
    key: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What would happen, nothing of it done yet."""

    known: Known
    plan: Plan
    faults: tuple[Fault, ...]
    examples: int = 0

    @property
    def may_land(self) -> bool:
        """True when nothing is wrong and something would change."""
        return not self.faults and not self.plan.is_empty

    def digest(self) -> str:
        """The same for the same changes only."""
        told = repr((self.plan.added, self.plan.changed, self.plan.ended))
        return hashlib.sha256(told.encode()).hexdigest()


def preview(
    session: Session, rows: Rows, categories: Categories, rights: Rights | None = None
) -> Preview:
    """What these rows would change; without `rights` (at the command line) everything may be."""
    known = load_known(session, get_county(session))
    problems = CellProblems()
    reading = Reading(known, categories, problems)
    wanted = reading.read(rows)
    plan = make_plan(known, wanted, frozenset(categories.leaves), problems, WORDS)
    if rights is not None:
        _keep_to(rights, plan, known, problems)
    faults = tuple(
        Fault(*row_of(line), key, reason) for line, key, reason in sorted(problems.cells)
    )
    return Preview(known, plan, faults, reading.examples)


def _keep_to(rights: Rights, plan: Plan, known: Known, problems: CellProblems) -> None:
    """What the person may not change is a fault of its row."""
    if rights.keeps_all:
        return
    touched = (*plan.added, *(one.after for one in plan.changed), *plan.ended)
    before = tuple(one.before for one in plan.changed)
    where = _Where(known, plan)
    for entry in (*touched, *before):
        for spot in where.spots(entry):
            if not rights.may_change(spot):
                line = entry.line or next(
                    one.after.line for one in plan.changed if one.before is entry
                )
                problems.add(line, _NOT_YOURS, "seat")


class _Where:
    """Where the entries of a plan stand, new regions among them."""

    def __init__(self, known: Known, plan: Plan) -> None:
        self._rows = known.rows
        self._regions = {one.code: one for one in known.file.regions}
        self._regions |= {one.code: one for one in plan.added if isinstance(one, RegionEntry)}
        posts = (*known.file.posts, *plan.added)
        self._posts = [one for one in posts if isinstance(one, PostEntry)]

    def spots(self, entry: RosterEntry) -> Iterator[Spot]:
        """Every place the entry has to do with."""
        match entry:
            case RegionEntry():
                yield self._at(entry.parent or entry.code, entry.level)
            case DepartmentEntry():
                yield Spot(None, Level.COUNTY, is_department=True)
            case PostEntry(department="") | GroupEntry(department=""):
                role = entry.role if isinstance(entry, PostEntry) else None
                region = self._regions[entry.region]
                spot = self._at(entry.region, region.level)
                yield Spot(spot.region_id, region.level, role)
            case PostEntry() | GroupEntry():
                yield Spot(None, Level.COUNTY, is_department=True)
            case PersonEntry():
                held = [one for one in self._posts if one.person == entry.id]
                for post in held:
                    yield from self.spots(post)

    def _at(self, code: str, level: Level) -> Spot:
        """The nearest region above that is there already: a new grid lies in its village."""
        region = self._regions.get(code)
        while region is not None and region.label not in self._rows:
            region = self._regions.get(region.parent)
        return Spot(self._rows.get(region.label) if region is not None else None, level)
