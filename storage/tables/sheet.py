"""An Excel file that was read and shown to whoever handed it in, until it is landed or lapses."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.codes import SheetKind
from storage.columns import Json, UtcDateTime, code


class KeptSheet(SQLModel, table=True):
    """What one person's file said (预览): nobody else's, landed once, emptied afterwards."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: SheetKind = Field(sa_type=code(SheetKind))
    file_name: str
    digest: str  # of what it says: the form that lands it names the same
    told: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    kept_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    landed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str = Field(default="", sa_column=Column(Text, nullable=False))
