"""What is counted, kept as rows, so that a chart of a year need not read a year's cases."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime, partial_index

_OF_ALL = text("leaf = ''")
_OF_ENDED = text("hours IS NOT NULL")


class Figures(SQLModel):
    """What is added up. Of every rate its n (`…_n`) and how much of it was reached."""

    finished_n: int = 0  # taken in on the day
    finished: float = 0  # and answered since
    reopened_n: int = 0  # closed on the day
    reopened: float = 0  # after having been reopened
    answered_in_time_n: int = 0
    answered_in_time: float = 0
    response_n: int = 0
    response: float = 0
    reported_in_n: int = 0
    reported_in: float = 0
    handed_back_n: int = 0
    handed_back: float = 0
    solved_n: int = 0
    solved: float = 0
    content_n: int = 0
    content: float = 0
    not_rated_n: int = 0
    not_rated: float = 0


class CaseTally(Figures, table=True):
    """What one case adds to one day, for its place (department 0) or for one department.

    The day is the county's own: that on which it was opened, and that to which the rates count it.
    """

    __tablename__ = "case_tally"
    __table_args__ = (
        Index("case_tally_day", "county_id", "department_id", "day", "case_id"),
        Index("case_tally_township", "township_id", "department_id", "day", "case_id"),
        Index("case_tally_region", "region_id", "day"),
        partial_index(
            "case_tally_hours",
            "county_id",
            "department_id",
            "day",
            "township_id",
            "hours",
            only=_OF_ENDED,
        ),
    )

    case_id: int = Field(primary_key=True)
    department_id: int = Field(primary_key=True)
    day: date = Field(primary_key=True)
    county_id: int
    region_id: int = 0
    township_id: int = 0
    leaf: str
    is_confidential: bool = False
    hours: float | None = None  # of work until it was answered, on the day the rates count it to


class DayFigure(Figures, table=True):
    """What all cases together add to a day: of a township or a department, of a leaf or of all.

    A row of one leaf (`leaf` not empty) leaves out what is confidential.
    """

    __tablename__ = "day_figure"
    __table_args__ = (
        partial_index(
            "day_figure_of_all",
            "county_id",
            "department_id",
            "day",
            only=_OF_ALL,
        ),
    )

    county_id: int = Field(primary_key=True)
    day: date = Field(primary_key=True)
    department_id: int = Field(primary_key=True)
    township_id: int = Field(primary_key=True)
    leaf: str = Field(primary_key=True)


class ToTally(SQLModel, table=True):
    """A case that changed and must be counted anew. Appended by whoever changes it, never changed."""

    __tablename__ = "to_tally"

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    case_id: int


class Tallied(SQLModel, table=True):
    """How far the county is counted: to which case, and to which moment for what ran out of time."""

    county_id: int = Field(primary_key=True)
    case_id: int = 0
    until: datetime = Field(sa_type=UtcDateTime)
