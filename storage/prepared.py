"""Statements that are compiled once for each database and then only run.

SQLAlchemy goes through the bookkeeping of its compiler and its results at every execution. For the
statements of a report, two dozen of them, that takes longer than the database needs to run them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql import ClauseElement, ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from storage.driver import connection_of, sent, sent_many
from storage.rows import as_part, as_read

M = TypeVar("M", bound=SQLModel)
Given = Mapping[str, object]
_Process = Callable[[Any], Any]


@dataclass(frozen=True)
class _Ready:
    """A statement as one driver takes it: its text, and what stands in each of its places."""

    text: str
    names: Sequence[str]
    values: Callable[[Given], Sequence[object]]  # those of the names, in their order
    processes: tuple[tuple[int, _Process], ...]  # what some of them go through, and where
    fixed: Given
    lists: Mapping[str, Sequence[str]]  # the places that the members of a list take
    by_position: bool

    def filled(self, given: Given) -> Any:  # noqa: ANN401  (what a driver takes)
        """The values as the driver takes them; raises KeyError when one is missing."""
        flat = {**self.fixed, **given} if self.fixed else given
        if self.lists:
            flat = {**flat, **self._members(given)}
        values = [*self.values(flat)]
        for place, process in self.processes:
            values[place] = process(values[place])
        return values if self.by_position else dict(zip(self.names, values, strict=True))

    def _members(self, given: Given) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, places in self.lists.items():
            found.update(zip(places, _padded(given[name], len(places)), strict=True))
        return found


@dataclass(frozen=True)
class _Results:
    """The columns that come back, and what turns raw values into ours: where, and how."""

    names: tuple[str, ...]
    processes: tuple[tuple[int, _Process], ...]


@dataclass
class _Plan:
    """A compiled statement, and how it reads for lists of each length met so far."""

    statement: ClauseElement  # kept alive: the plans are found by its identity
    compiled: SQLCompiler
    lists: tuple[str, ...]
    ready: dict[tuple[int, ...], _Ready] = field(default_factory=dict)
    results: _Results | None = None


_plans: dict[tuple[int, str, bool, tuple[str, ...]], _Plan] = {}


def run(session: Session, statement: ClauseElement, given: Given) -> int:
    """The statement has run once; gives how many rows it changed."""
    connection = connection_of(session)
    ready = _ready(_plan(connection, statement, given, is_many=False), given)
    return sent(connection, ready.text, ready.filled(given)).rowcount


def run_each(session: Session, statement: ClauseElement, rows: Sequence[Given]) -> None:
    """The statement has run for every row, all of them with the same names; none is fine too."""
    if not rows:
        return
    connection = connection_of(session)
    ready = _ready(_plan(connection, statement, rows[0], is_many=True), rows[0])
    filled = [ready.filled(row) for row in rows]
    if len(filled) > 1:
        sent_many(connection, ready.text, filled)
    else:
        sent(connection, ready.text, filled[0])


def returned(session: Session, statement: ClauseElement, given: Given) -> Any:  # noqa: ANN401
    """The statement has run once; gives the value it returns, as the driver gives it."""
    connection = connection_of(session)
    ready = _ready(_plan(connection, statement, given, is_many=False), given)
    return sent(connection, ready.text, ready.filled(given)).fetchall()[0][0]


def read_all(session: Session, model: type[M], statement: ClauseElement, given: Given) -> list[M]:
    """What a SELECT of every column finds, or a change gives back: objects that no session writes."""
    names, found = _read(session, statement, given)
    return [as_read(model, zip(names, row, strict=True)) for row in found]


def read_part(session: Session, model: type[M], statement: ClauseElement, given: Given) -> list[M]:
    """What a SELECT of some columns finds, to look at; asked for others it raises NotReadError."""
    names, found = _read(session, statement, given)
    return [as_part(model, zip(names, row, strict=True)) for row in found]


def read_rows(session: Session, statement: ClauseElement, given: Given) -> list[tuple[Any, ...]]:
    """What a SELECT finds, column by column, each value as its type gives it."""
    return [tuple(row) for row in _read(session, statement, given)[1]]


def _read(
    session: Session, statement: ClauseElement, given: Given
) -> tuple[tuple[str, ...], list[list[Any]]]:
    connection = connection_of(session)
    plan = _plan(connection, statement, given, is_many=False)
    ready = _ready(plan, given)
    cursor = sent(connection, ready.text, ready.filled(given))
    if plan.results is None:
        plan.results = _results(plan, cursor)
    found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for place, process in plan.results.processes:
            if row[place] is not None:
                row[place] = process(row[place])
    return plan.results.names, found


def _plan(
    connection: Connection, statement: ClauseElement, given: Given, *, is_many: bool
) -> _Plan:
    key = (id(statement), connection.dialect.name, is_many, tuple(given))
    plan = _plans.get(key)
    if plan is None:
        plan = _plans[key] = _compile(connection.dialect, statement, given, is_many=is_many)
    return plan


def _ready(plan: _Plan, given: Given) -> _Ready:
    sizes = tuple([_size(len(given[name])) for name in plan.lists])  # type: ignore[arg-type]
    ready = plan.ready.get(sizes)
    if ready is None:
        ready = plan.ready[sizes] = _prepare(plan, given, sizes)
    return ready


def _compile(dialect: Dialect, statement: ClauseElement, given: Given, *, is_many: bool) -> _Plan:
    compiled = statement.compile(dialect=dialect, column_keys=list(given), for_executemany=is_many)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"not a statement: {statement}")
    lists = tuple(
        name for name in given if name in compiled.binds and compiled.binds[name].expanding
    )
    return _Plan(statement, compiled, lists)


def _prepare(plan: _Plan, given: Given, sizes: Sequence[int]) -> _Ready:
    compiled, dialect = plan.compiled, plan.compiled.dialect
    sample = {name: value for name, value in given.items() if name in compiled.binds}
    for name, size in zip(plan.lists, sizes, strict=True):
        sample[name] = _padded(given[name], size)
    state = compiled.construct_expanded_state(sample)
    origin = {place: name for name, places in state.parameter_expansion.items() for place in places}

    def process(name: str) -> _Process | None:
        kind: TypeEngine[Any] = compiled.binds[origin.get(name, name)].type
        return kind.dialect_impl(dialect).bind_processor(dialect)

    names = tuple(state.parameters if state.positiontup is None else state.positiontup)
    found = ((place, process(name)) for place, name in enumerate(names))
    return _Ready(
        state.statement,
        names,
        _values_of(names),
        tuple((place, process) for place, process in found if process is not None),
        {place: value for place, value in state.parameters.items() if place not in given},
        {name: tuple(state.parameter_expansion[name]) for name in plan.lists},
        state.positiontup is not None,
    )


def _values_of(names: Sequence[str]) -> Callable[[Given], Sequence[object]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda given: [given[name] for name in names]


def _results(plan: _Plan, cursor: DBAPICursor) -> _Results:
    dialect = plan.compiled.dialect
    # what a SELECT finds, or what a change gives back
    columns = getattr(plan.statement, "selected_columns", None) or _returned(plan.statement)
    described = cursor.description or ()
    found = (
        (place, column.type.dialect_impl(dialect).result_processor(dialect, one[1]))
        for place, (column, one) in enumerate(zip(columns, described, strict=True))
    )
    return _Results(
        tuple(one[0] for one in described),
        tuple((place, process) for place, process in found if process is not None),
    )


def _returned(statement: ClauseElement) -> Sequence[ColumnElement[Any]]:
    return tuple(statement.exported_columns) if isinstance(statement, UpdateBase) else ()


def _size(count: int) -> int:
    """How many places so many members get: few different texts for lists of every length."""
    return count if count < 2 else min(1 << (count - 1).bit_length(), -(-count // 1024) * 1024)


def _padded(members: object, size: int) -> list[object]:
    """The members, the last of them again and again until all places are taken."""
    found = list(cast("Iterable[object]", members))
    return found + found[-1:] * (size - len(found))
