"""Column types and indexes that keep their promise on SQLite and PostgreSQL alike."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from json import JSONDecoder, JSONEncoder
from typing import Any, Generic, TypeVar

from sqlalchemy import Boolean, DateTime, Dialect, Index, MetaData, String, TextClause
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import JSON, TypeDecorator
from sqlmodel import SQLModel

# A row is never validated by pydantic, so what it would take for that is not built.
SQLModel.model_config["defer_build"] = True


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, given back aware; a naive value is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    # A report stores and reads two hundred moments: on SQLite each takes one step instead of three.

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """How a moment becomes what the driver stores."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """How what the driver gives becomes a moment."""
        return (
            _as_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware, in UTC."""
        return None if value is None else _in_utc(value)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored; give it a time zone")
    return value.astimezone(UTC)


# What is written and read together tells of the same few moments.


@lru_cache(maxsize=1024)
def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    return _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=4096)
def _as_moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


C = TypeVar("C", bound=StrEnum)


class _Members(dict[str | None, C | None], Generic[C]):
    """The members of an enum by what is stored for them; asked without a step in Python."""

    def __init__(self, enum: type[C]) -> None:
        super().__init__({member.value: member for member in enum})
        self[None] = None
        self._enum = enum

    def __missing__(self, stored: str | None) -> C:
        """Raises ValueError: no member is stored so."""
        return self._enum(stored or "")


class _Code(TypeDecorator[C], Generic[C]):
    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[C]) -> None:
        super().__init__()
        self.enum = enum

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        enum = self.enum

        def stored(value: C | str | None) -> str | None:
            if type(value) is enum:
                return str.__str__(value)
            return None if value is None else str.__str__(enum(value))

        return stored

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return _Members(self.enum).__getitem__


def code(enum: type[C]) -> Any:  # noqa: ANN401  (SQLModel's sa_type takes an instance or a class)
    """A text column that holds the values of `enum` and gives its members back."""
    return _Code(enum)


Json = JSON
_ENCODE, _DECODE = JSONEncoder().encode, JSONDecoder().decode

# A report stores and reads forty such values, and most of them are empty.


def as_json(value: object) -> str:
    """What a Json column stores: the text that `json.dumps` gives."""
    if not value:
        if isinstance(value, list):
            return "[]"
        if isinstance(value, dict):
            return "{}"
    return _ENCODE(value)


def from_json(stored: str) -> Any:  # noqa: ANN401  (whatever the text says)
    """What a Json column holds, new each time."""
    if stored == "[]":
        return []
    return {} if stored == "{}" else _DECODE(stored)


class all_alike(FunctionElement[Any]):  # noqa: N801 (it is called like a function)
    """A column that hardly tells rows apart, in a condition: no index is chosen for its sake.

    SQLite believes that whatever is asked for is rare, and would walk through the whole county.
    PostgreSQL has counted and knows better.
    """

    inherit_cache = True


@compiles(all_alike)
def _as_it_is(element: all_alike, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return compiler.process(element.clauses, **options)


@compiles(all_alike, "sqlite")
def _for_no_index(element: all_alike, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"+{compiler.process(element.clauses, **options)}"


class among_few(FunctionElement[bool]):  # noqa: N801 (it is called like a function)
    """True when the first is one of the few values that the second, a SELECT, finds.

    PostgreSQL believes of an IN beside an OR that it holds for every second row, and then reads
    the whole table; a list that is read first is looked up by an index.
    """

    type = Boolean()
    inherit_cache = True


@compiles(among_few)
def _in_list(element: among_few, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    one, few = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{one} IN {few}"


@compiles(among_few, "postgresql")
def _in_array(element: among_few, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    one, few = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{one} = ANY (ARRAY{few})"


_ONLY = "only"  # of what rows an index is, where it is not of all


def partial_index(name: str, *columns: str, only: TextClause) -> Index:
    """An index of those rows alone for which the condition holds.

    The condition is kept until tables are made: an index that is told it for PostgreSQL at once
    brings that dialect along, 3 MB of every service on SQLite.
    """
    return Index(name, *columns, info={_ONLY: only})


def tell_conditions(metadata: MetaData) -> None:
    """Both databases know of what rows the partial indexes are, before any of them is made."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if _ONLY in index.info:
                only = index.info[_ONLY]
                index.dialect_kwargs.update(sqlite_where=only, postgresql_where=only)
