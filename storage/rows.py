"""Rows on their way into a table by plain INSERT statements."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NoReturn, TypeAlias, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel

from storage.errors import NotReadError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"
M = TypeVar("M", bound=SQLModel)

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 1800))


def dialect_of(session: Session) -> str:
    """The name of the database the session speaks with: sqlite or postgresql."""
    return session.get_bind().dialect.name


def insert_into(dialect: str, table: Table) -> Insert:
    """An INSERT that can say what to do when the row is there already."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    # A service on SQLite need not carry PostgreSQL's dialect, 2 MB.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


@cache
def _columns(table: Table) -> tuple[tuple[str, bool], ...]:
    """Every column's name, and whether the database fills it in when it is None."""
    return tuple(
        (column.name, column.primary_key or column.default is not None) for column in table.columns
    )


@cache
def blank(model: type[SQLModel]) -> dict[str, object]:
    """The values a row has of which nothing is said; for rows that are made without an object."""
    fields = model.model_fields.items()
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in fields
        if not field.is_required() and name != "id"
    }


def as_read(model: type[M], row: Mapping[str, object] | Iterable[tuple[str, object]]) -> M:
    """The row to look at, as if it had been read; no session knows it, so none writes it.

    An object of the table's own class takes as long to make as the database to store it, and each
    of its values is asked for through SQLAlchemy: a report asks for six hundred.
    """
    made = _twin(model)()
    vars(made).update(row)
    return cast("M", made)


class _Row:
    """What the row of a table says, and nothing else."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)


class _PartOfRow(_Row):
    """Some of what the row of a table says."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # what Python itself asks of any object
            raise AttributeError(name)
        raise NotReadError(f"{type(self).__name__}.{name}")


@cache
def _twin(model: type[SQLModel]) -> type[_Row]:
    return type(model.__name__, (_Row,), {})


@cache
def _part(model: type[SQLModel]) -> type[_PartOfRow]:
    return type(model.__name__, (_PartOfRow,), {})


def as_part(model: type[M], row: Mapping[str, object] | Iterable[tuple[str, object]]) -> M:
    """The same of a row of which not every column was read: the others raise NotReadError."""
    made = _part(model)()
    vars(made).update(row)
    return cast("M", made)


def amend(row: SQLModel, changes: Mapping[str, object]) -> None:
    """The row that no session knows has these values; nothing is written."""
    vars(row).update(changes)


def values(table: Table, row: SQLModel) -> dict[str, object]:
    """The row's columns as a statement takes them; what the database fills in is left out."""
    found = vars(row)
    return {
        name: storable(value)
        for name, is_filled_in in _columns(table)
        if (value := found.get(name)) is not None or not is_filled_in
    }


def storable(value: object) -> object:
    """Text without what PostgreSQL refuses: NUL characters and halves of surrogate pairs."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts."""
    return BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
