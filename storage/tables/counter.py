"""Small facts that must survive a restart: counters and settings kept as rows."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Counter(SQLModel, table=True):
    """A number that only grows, taken under the transaction that needs it."""

    __table_args__ = (UniqueConstraint("county_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    name: str
    value: int = 0
