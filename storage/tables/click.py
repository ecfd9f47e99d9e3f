"""What was done at the console, and what came of it."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Click(SQLModel, table=True):
    """One form that was sent off at the console (操作). Appended; sent twice it is one."""

    __table_args__ = (Index("click_day", "county_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    key: str = Field(unique=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    act: str  # a move of a case, or what else was done
    at: datetime = Field(sa_type=UtcDateTime)
    is_done: bool = False  # False when it was refused, with the reason in the answer
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
