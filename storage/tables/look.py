"""Who looked at a case that only named persons may see; its reporter may ask how often."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.codes import Role
from storage.columns import UtcDateTime, code


class Look(SQLModel, table=True):
    """One look (查看) at a confidential case by one member of staff. Appended, never changed."""

    __table_args__ = (Index("look_day", "county_id", "looked_at"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    role: Role = Field(sa_type=code(Role))
    looked_at: datetime = Field(sa_type=UtcDateTime)
