"""What replicas share about the platforms: who does what only one may do, and how far it is read."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Lease(SQLModel, table=True):
    """What only one replica may do at a time, who does it, and until when it is theirs."""

    __table_args__ = (UniqueConstraint("county_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    name: str
    holder: str
    until: datetime = Field(sa_type=UtcDateTime)


class SyncCursor(SQLModel, table=True):
    """How far a platform's messages have been fetched; written together with the messages."""

    __table_args__ = (UniqueConstraint("county_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    name: str
    value: str = Field(sa_column=Column(Text, nullable=False))
    moved_at: datetime = Field(sa_type=UtcDateTime)
