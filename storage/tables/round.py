"""The weekly question (排查) whether there is anything new: which grids answered that there is not."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class RoundAnswer(SQLModel, table=True):
    """A grid has nothing new in this week's round. What there is becomes a case, not a row here."""

    __table_args__ = (UniqueConstraint("region_id", "week"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    region_id: int = Field(foreign_key="region.id")
    week: str = Field(index=True)  # 2026-W16
    person_id: int = Field(foreign_key="person.id")
    answered_at: datetime = Field(sa_type=UtcDateTime)
