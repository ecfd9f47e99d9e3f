"""Column types that keep their promise on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import JSON, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, given back aware; a naive value is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, naive only where the database knows no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored; give it a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


C = TypeVar("C", bound=StrEnum)


class _Code(TypeDecorator[C], Generic[C]):
    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[C]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: C | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> C | None:
        return None if value is None else self.enum(value)


def code(enum: type[C]) -> Any:  # noqa: ANN401  (SQLModel's sa_type takes an instance or a class)
    """A text column that holds the values of `enum` and gives its members back."""
    return _Code(enum)


Json = JSON
