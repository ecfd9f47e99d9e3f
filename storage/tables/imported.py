"""Which cases came from an old ledger, so that the same row never lands twice."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class ImportedCase(SQLModel, table=True):
    """One row of an old ledger (旧台账) that became a closed case. Appended, never changed."""

    __table_args__ = (UniqueConstraint("county_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", unique=True)
    digest: str  # of the row's day, words, place and number
    key: str = Field(default="", index=True)  # the number it had there, with its day
    number: str = ""
    file_name: str
    satisfied: str = ""
    imported_at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id")
