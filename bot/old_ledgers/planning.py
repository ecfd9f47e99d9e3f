"""What a file would do, before anything is done: new matters of the past, changes, and what not."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.old_ledgers.columns import TELLS_THE_END, ledgers_in, our_number
from bot.old_ledgers.edits import Edit, compare
from bot.old_ledgers.olds import Kinds, Old, Reading, read_old
from bot.old_ledgers.places import Land
from bot.sheets.faults import Fault, SheetError
from bot.sheets.heads import Row, Table
from bot.sheets.limits import LIMITS
from bot.sheets.reading import read_workbook
from handlers.loading.situations import load_views
from handlers.permissions import may_see
from handlers.situation import CaseView, Speaker, World
from handlers.wording import number as as_people_see_it
from storage import cases, imported, plans
from storage.tables.plan import CasePlan

_AT_ONCE = 400
_LIMITS = replace(LIMITS, rows=2_000)  # while rows land, whoever is in danger waits


@dataclass(frozen=True)
class Draft:
    """A file as far as it can be read without the database."""

    readings: list[tuple[Row, Reading]]
    ours: list[tuple[Row, int]]
    faults: list[Fault]
    unused: list[str]


@dataclass
class Plan:
    """What landing the file will do, and whatever keeps it from that."""

    olds: list[Old] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)  # rows that were imported before
    unused: list[str] = field(default_factory=list)
    same: int = 0  # rows of ours in which nothing was changed

    @property
    def may_land(self) -> bool:
        """True when nothing is wrong and there is something to do."""
        return not self.faults and bool(self.olds or self.edits)

    def told(self) -> dict[str, Any]:
        """The plan as plain values, to be kept until it is landed."""
        return {
            "olds": [_plain(one) for one in self.olds],
            "edits": [asdict(one) for one in self.edits],
            "faults": [one.line for one in self.faults],
            "refused": [one.line for one in self.refused],
            "hints": [one.line for one in self.hints],
            "repeated": self.repeated,
            "unused": self.unused,
            "same": self.same,
            "may_land": self.may_land,
        }


def read_draft(content: bytes, speaker: Speaker, now: datetime, world: World) -> Draft:
    """The file, read and understood; raises SheetError. Takes a while: call it in a thread."""
    tables = ledgers_in(read_workbook(content, _LIMITS))
    land, draft = Land.of(speaker, world.directory), Draft([], [], [], [])
    kinds = Kinds(world.categories)
    for table in tables:
        draft.faults.extend(table.faults)
        draft.unused.extend(table.unused)
        for row in table.rows:
            ours = our_number(row)
            if ours is None:
                _check_ends(table)
                draft.readings.append((row, read_old(row, land, kinds, now, world)))
            else:
                draft.ours.append((row, ours))
    return draft


def plan_of(session: Session, draft: Draft, speaker: Speaker, world: World) -> Plan:
    """What the file would do to the county as it is now."""
    plan = Plan(faults=list(draft.faults), unused=list(dict.fromkeys(draft.unused)))
    _olds(session, draft, plan, world)
    for start in range(0, len(draft.ours), _AT_ONCE):
        _edits(session, draft.ours[start : start + _AT_ONCE], plan, speaker, world)
    return plan


def olds_of(told: Mapping[str, Any]) -> list[Old]:
    """The matters of a plan that was kept."""
    return [Old(**_moments(one)) for one in told["olds"]]


def edits_of(told: Mapping[str, Any]) -> list[Edit]:
    """The changes of a plan that was kept."""
    return [Edit(**one) for one in told["edits"]]


def _check_ends(table: Table) -> None:
    """The table tells of its matters that they are over; raises SheetError."""
    if not any(name in table.places for name in TELLS_THE_END):
        raise SheetError(
            f"“{table.sheet}”表看不出哪些办结了，至少要有“办结时间”、“办理结果”、“状态”中的一列"
        )


def _olds(session: Session, draft: Draft, plan: Plan, world: World) -> None:
    read = [(row, reading.old) for row, reading in draft.readings if reading.old is not None]
    for _, reading in draft.readings:
        plan.faults.extend(reading.faults)
        plan.hints.extend(reading.hints)
    digests, keys = (old.digest for _, old in read), (old.key for _, old in read)
    seen = set(imported.known(session, world.directory.county.id or 0, digests, keys))
    for _, old in read:
        if old.digest in seen or old.key in seen:
            plan.repeated.append(old.where)
            continue
        seen |= {old.digest, old.key} - {""}
        plan.olds.append(old)


def _edits(
    session: Session,
    rows: Iterable[tuple[Row, int]],
    plan: Plan,
    speaker: Speaker,
    world: World,
) -> None:
    ours = list(rows)
    county_id = world.directory.county.id or 0
    found = cases.list_numbered(session, county_id, [number for _, number in ours])
    views = {view.case.number: view for view in load_views(session, found)}
    written = plans.newest_of(session, [view.id for view in views.values()])
    done = {edit.number for edit in plan.edits}
    for row, number in ours:
        view = views.get(number)
        if view is None or not may_see(speaker, view, world.directory):
            wrong = f"没有 {as_people_see_it(number)} 这一件，或者不归您看"
            plan.faults.append(row.fault("number", wrong, "请核对编号；旧编号前面不要写 #"))
        elif number in done:
            wrong = f"{as_people_see_it(number)} 写了两行"
            plan.faults.append(row.fault("number", wrong, "请只留一行"))
        else:
            done.add(number)
            _compared(row, view, plan, speaker, world, written.get(view.id))


def _compared(
    row: Row, view: CaseView, plan: Plan, speaker: Speaker, world: World, written: CasePlan | None
) -> None:
    compared = compare(row, view, written, speaker, world)
    plan.faults += compared.faults
    plan.refused += compared.refused
    if compared.edit is not None:
        plan.edits.append(compared.edit)
    elif not compared.faults and not compared.refused:
        plan.same += 1


def _plain(old: Old) -> dict[str, Any]:
    found = asdict(old)
    return {n: v.isoformat() if isinstance(v, datetime) else v for n, v in found.items()}


def _moments(one: Mapping[str, Any]) -> dict[str, Any]:
    return {n: datetime.fromisoformat(v) if n.endswith("_at") else v for n, v in one.items()}
