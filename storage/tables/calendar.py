"""What the county says of its own time: days worked or free, years that are known, office hours."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime


class WorkdayOverride(SQLModel, table=True):
    """A day the county declares worked (调休) or free, whatever the published calendar says."""

    __table_args__ = (UniqueConstraint("county_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    day: str  # YYYY-MM-DD
    is_work: bool
    name: str = ""
    notice_year: int | None = None  # of the year's notice it came with; none for the county's own


class CalendarYear(SQLModel, table=True):
    """A year whose notice of holidays was imported, so that nothing of it is assumed."""

    __table_args__ = (UniqueConstraint("county_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    year: int
    file: str
    imported_at: datetime = Field(sa_type=UtcDateTime)


class OfficeHours(SQLModel, table=True):
    """When people are at work: of the whole county, or of one department with hours of its own."""

    __table_args__ = (UniqueConstraint("county_id", "department_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id")
    usual: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    summer: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    summer_from: str = "06-01"  # MM-DD; both ends belong to the summer
    summer_until: str = "09-30"
    every_day: bool = False  # weekends and holidays as well
