"""What the county says of its own time, read whole."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables.calendar import CalendarYear, OfficeHours, WorkdayOverride


@dataclass(frozen=True)
class CountyTime:
    """Days, hours and known years of a county, as rows that no session knows."""

    days: tuple[WorkdayOverride, ...] = ()
    hours: tuple[OfficeHours, ...] = ()
    years: frozenset[int] = frozenset()


def county_time(session: Session, county_id: int) -> CountyTime:
    """Everything the county has declared about days and hours."""
    days = session.execute(
        select(WorkdayOverride.__table__).where(col(WorkdayOverride.county_id) == county_id)  # type: ignore[attr-defined]
    )
    hours = session.execute(
        select(OfficeHours.__table__).where(col(OfficeHours.county_id) == county_id)  # type: ignore[attr-defined]
    )
    years = session.scalars(
        select(col(CalendarYear.year)).where(col(CalendarYear.county_id) == county_id)
    )
    return CountyTime(
        tuple(WorkdayOverride(**row) for row in days.mappings()),
        tuple(OfficeHours(**row) for row in hours.mappings()),
        frozenset(years),
    )
