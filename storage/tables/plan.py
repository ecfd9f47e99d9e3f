"""One plan for one case (一案一策): who answers for it, how, and until when."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class CasePlan(SQLModel, table=True):
    """One version of a case's plan; the newest counts, the others stay as they were."""

    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    version: int
    leader_id: int | None = Field(
        default=None, foreign_key="person.id"
    )  # where the roster has them
    leader_name: str  # exactly one
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    written_at: datetime = Field(sa_type=UtcDateTime)
    writer_id: int | None = Field(default=None, foreign_key="person.id")
