"""A county after three years: its cases and all that hangs on them, written in bulk."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from math import exp

from sqlalchemy import Table
from sqlmodel import Session, SQLModel, col, select

from handlers.loading.situations import load_directory
from handlers.understanding.tree import load_categories
from storage.codes import (
    CaseState,
    Colour,
    GroupKind,
    Level,
    Move,
    ReportKind,
    Role,
    SurveyKind,
    SurveyState,
    TimerKind,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.county.file import demo_county_file
from storage.county.values import CountyFile, RegionEntry
from storage.rows import blank
from storage.tables.case import Case, CaseEvent, Report, Whistle
from storage.tables.conversation import ChatGroup
from storage.tables.figure import CaseTally, DayFigure, Tallied
from storage.tables.person import Person
from storage.tables.region import Department, Region
from storage.tables.survey import Survey
from storage.tables.timer import Timer
from tests.benchmarks.lines import reports
from tests.benchmarks.tallied import Made, Tallying

YEARS = 3
AT_ONCE = 2_000
TELLERS = 5  # cases for each resident who ever told of one
_OPEN = (
    CaseState.REGISTERED, CaseState.WHISTLED, CaseState.REPORTED_IN, CaseState.IN_PROGRESS,
    CaseState.ANSWERED, CaseState.SURVEYING,
)  # fmt: skip
_OVER = (CaseState.CLOSED,) * 16 + (CaseState.GUIDED, CaseState.WITHDRAWN, CaseState.FALSE_ALARM)
_COLOURS = (Colour.BLUE,) * 16 + (Colour.YELLOW,) * 3 + (Colour.RED,)
TABLES: Mapping[str, type[SQLModel]] = {
    "person": Person, "case": Case, "report": Report, "whistle": Whistle,
    "caseevent": CaseEvent, "survey": Survey, "timer": Timer,
    "case_tally": CaseTally, "day_figure": DayFigure, "tallied": Tallied,
}  # fmt: skip

Rows = dict[str, list[tuple[object, ...]]]


def large_county() -> CountyFile:
    """The demo county with as many grids as a real one has: 787, in 15 townships."""
    county = demo_county_file()
    root = county.county.code
    townships = [
        RegionEntry(f"large-t{i}", Level.TOWNSHIP, f"第{i + 1}乡", root) for i in range(12)
    ]
    villages = [
        RegionEntry(f"large-v{i}", Level.VILLAGE, f"第{i}村", f"large-t{i % 12}")
        for i in range(360)
    ]
    grids = [
        RegionEntry(f"large-g{i}", Level.GRID, f"第{i}格", f"large-v{i % 360}") for i in range(760)
    ]
    return replace(county, regions=(*county.regions, *townships, *villages, *grids))


@dataclass(frozen=True)
class Ground:
    """What cases point to."""

    county_id: int
    grids: Sequence[int]
    departments: Sequence[int]
    members: Sequence[int]
    groups: Sequence[int]
    newest_person: int
    leaves: Sequence[tuple[str, str]]
    townships: Mapping[int, int]  # of every grid

    @classmethod
    def of(cls, session: Session) -> "Ground":
        """What there is in the seeded county."""
        people = session.exec(select(Person.id)).all()
        grids = list(session.exec(select(Region.id).where(col(Region.level) == Level.GRID)))
        residents = col(ChatGroup.kind) == GroupKind.RESIDENTS
        leaves = load_categories().leaves.values()
        directory = load_directory(session)
        above = {one or 0: directory.at_level(one, Level.TOWNSHIP) for one in grids}
        return cls(
            county_id=session.exec(select(Region.county_id)).first() or 1,
            grids=[one or 0 for one in grids],
            departments=[one or 0 for one in session.exec(select(Department.id))],
            members=[one or 0 for one in people],
            groups=[one or 0 for one in session.exec(select(ChatGroup.id).where(residents))],
            newest_person=max(one or 0 for one in people),
            leaves=[(leaf.id, leaf.short_name) for leaf in leaves],
            townships={key: town.id or 0 for key, town in above.items() if town is not None},
        )


class Maker:
    """Makes rows that look like those of a county at work; the same ones for the same seed."""

    def __init__(self, ground: Ground, number: int, now: datetime) -> None:
        self._ground = ground
        self._number = number
        self._now = now
        self._dice = random.Random(7)
        self._tallying = Tallying(now)
        self._words = [line.text for line in reports()]
        self.columns = {name: _columns(name) for name in TABLES}
        self._places = {
            name: {column: n for n, column in enumerate(columns)}
            for name, columns in self.columns.items()
        }
        whole = {
            name: {**blank(model), "county_id": ground.county_id} for name, model in TABLES.items()
        }
        self._blank = {
            name: [_plain(whole[name].get(column)) for column in columns]
            for name, columns in self.columns.items()
        }

    def blocks(self) -> Iterator[Rows]:
        """All rows, some thousands at a time."""
        yield self._people()
        for first in range(1, self._number + 1, AT_ONCE):
            rows: Rows = {name: [] for name in TABLES}
            for case_id in range(first, min(first + AT_ONCE, self._number + 1)):
                self._case(rows, case_id)
            yield rows
        rows = {name: [] for name in TABLES}
        self._tallying.finish(self._number, partial(self._add, rows))
        yield rows

    def _add(self, rows: Rows, table: str, **values: object) -> None:
        row, places = self._blank[table].copy(), self._places[table]
        for name, value in values.items():
            row[places[name]] = _plain(value)
        rows[table].append(tuple(row))

    def _people(self) -> Rows:
        rows: Rows = {name: [] for name in TABLES}
        began = self._now - timedelta(days=365 * YEARS)
        for n in range(self._number // TELLERS + 1):
            id_ = self._ground.newest_person + 1 + n
            self._add(rows, "person", id=id_, name=f"居民{n}", created_at=began)
        return rows

    def _case(self, rows: Rows, case_id: int) -> None:
        dice, ground = self._dice, self._ground
        age = timedelta(days=365 * YEARS) * (1 - case_id / self._number)
        opened = self._now - age - timedelta(minutes=1)
        is_open = dice.random() < 0.002 + exp(-age.days / 20)
        state = dice.choice(_OPEN if is_open else _OVER)
        leaf, title = dice.choice(ground.leaves)
        words = f"{dice.choice(self._words)}，{dice.randint(1, 40)}号楼{dice.randint(1, 6)}单元"
        ended = None if is_open else opened + timedelta(hours=dice.randint(2, 160))
        due, is_kept = opened + timedelta(hours=dice.choice((24, 72, 168))), dice.random() < 0.01
        department, region = dice.choice(ground.departments), dice.choice(ground.grids)
        self._add(
            rows, "case", id=case_id, number=case_id, leaf=leaf, title=title, summary=words,
            region_id=region, place=words.rpartition("，")[2], state=state,
            urgency=dice.choice(list(Urgency)), level=dice.choice(list(Level)),
            colour=dice.choice(_COLOURS),
            is_emergency=dice.random() < 0.003, is_private=dice.random() < 0.03,
            is_confidential=is_kept, owner_id=dice.choice(ground.members),
            owner_department_id=department, group_id=dice.choice(ground.groups),
            opened_at=opened, accepted_at=opened + timedelta(hours=1),
            resolve_due_at=due,
            answered_at=ended, closed_at=ended, result="" if is_open else "已处理完，现场看过。",
            reasons=["词：堵", "地点：群里"],
        )  # fmt: skip
        whistled = self._whistle(rows, case_id, opened, ended, department)
        self._history(rows, case_id, opened, ended, state)
        stars = self._tellers(rows, case_id, words, opened, ended)
        made = Made(
            case_id, leaf, state, region, ground.townships[region], is_kept, opened, due, ended,
            whistled, stars,
        )  # fmt: skip
        self._tallying.tally(made, partial(self._add, rows))

    def _whistle(
        self, rows: Rows, case_id: int, opened: datetime, ended: datetime | None, department: int
    ) -> int | None:
        """Which department was whistled, if any."""
        if self._dice.random() > 0.6:
            return None
        state = WhistleState.REPORTED_IN if ended is None else WhistleState.DONE
        due, came = opened + timedelta(hours=4), opened + timedelta(hours=2)
        self._add(
            rows, "whistle", case_id=case_id, department_id=department, role=WhistleRole.LEAD,
            state=state, whistled_at=opened, report_in_due_at=due, reported_in_at=came,
            done_at=ended,
        )  # fmt: skip
        return department

    def _history(
        self, rows: Rows, case_id: int, opened: datetime, ended: datetime | None, state: CaseState
    ) -> None:
        steps = [(Move.REGISTER, CaseState.REGISTERED, opened)]
        steps.append((Move.SELF_HANDLE, CaseState.SELF_HANDLING, opened + timedelta(hours=1)))
        if ended is not None:
            steps.append((Move.CLOSE, state, ended))
        for position, (move, to, at) in enumerate(steps, start=1):
            self._add(
                rows, "caseevent", case_id=case_id, position=position, at=at,
                actor_id=self._dice.choice(self._ground.members), actor_role=Role.GRID_MEMBER,
                move=move, to_state=to, note="已去现场看过", hash=f"{case_id * 9 + position:064x}",
            )  # fmt: skip
        if ended is None:
            at = opened + timedelta(days=3)
            self._add(
                rows, "timer", subject=f"case:{case_id}", kind=TimerKind.ACCEPT_HALF, due_at=at,
                next_attempt_at=at + timedelta(days=365), case_id=case_id,
            )  # fmt: skip

    def _tellers(
        self, rows: Rows, case_id: int, words: str, opened: datetime, ended: datetime | None
    ) -> list[int]:
        """How many stars they gave in the end."""
        dice, ground = self._dice, self._ground
        given: list[int] = []
        for n in range(1 if dice.random() < 0.85 else 2):
            who = ground.newest_person + 1 + (case_id * 7 + n) % (self._number // TELLERS + 1)
            kind = ReportKind.JOINED if n else ReportKind.OPENED
            self._add(
                rows, "report", case_id=case_id, person_id=who, kind=kind, words=words,
                reported_at=opened, message_ids=[case_id],
            )  # fmt: skip
            if ended is None or dice.random() > 0.7:
                continue
            stars = dice.choice((5, 5, 4, 4, 3, 2, 1))
            self._add(
                rows, "survey", case_id=case_id, person_id=who, kind=SurveyKind.RESULT,
                state=SurveyState.ANSWERED, asked_at=ended, answered_at=ended + timedelta(hours=3),
                resolved=1 if stars > 2 else 3, satisfaction=stars,
            )  # fmt: skip
            given.append(stars)
        return given


def _columns(name: str) -> list[str]:
    """The columns that a row has a value for; the database counts what nothing points to."""
    return [c.name for c in table_of(name).columns if c.name != "id" or name in ("person", "case")]


def table_of(name: str) -> Table:
    """The table of this name."""
    return SQLModel.metadata.tables[name]


def _plain(value: object) -> object:
    """As both drivers take it: codes are text, lists and mappings JSON."""
    if isinstance(value, str):
        return str.__str__(value)
    return json.dumps(value) if isinstance(value, list | Mapping) else value
