"""What a category was corrected or confirmed to be, for training the county's own model."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import Role, TrainingSource
from storage.columns import UtcDateTime, code


class TrainingRow(SQLModel, table=True):
    """Masked words and the leaf they belong to; one row a case, and the last word on it counts."""

    __table_args__ = (UniqueConstraint("case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    label: str  # the id of the leaf
    source: TrainingSource = Field(sa_type=code(TrainingSource))
    case_id: int = Field(foreign_key="case.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: Role = Field(sa_type=code(Role))  # the role only: nobody is counted or judged by it
