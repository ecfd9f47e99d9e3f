"""The days and hours of a calendar file, as rows: a year's notice takes the place of the one before."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlmodel import Session, col

from storage.calendar.file import CalendarFileError
from storage.calendar.values import CalendarFile, HoursEntry
from storage.county.nodes import Problem
from storage.regions import bump_directory
from storage.tables.calendar import CalendarYear, OfficeHours, WorkdayOverride
from storage.tables.region import Department


def write(session: Session, county_id: int, file: CalendarFile, now: datetime) -> None:
    """The county's time is that of the file, and whoever holds the county's picture reads it anew.

    Raises CalendarFileError when a department of the file is not there; then nothing is written.
    """
    departments = _departments(session, county_id, file)
    _write_days(session, county_id, file)
    _write_hours(session, county_id, file.hours, departments)
    if file.year is not None:
        _write_year(session, county_id, file, now)
    bump_directory(session, county_id)
    session.flush()


def _departments(session: Session, county_id: int, file: CalendarFile) -> dict[str, int]:
    rows = session.execute(
        select(col(Department.name), col(Department.id)).where(
            col(Department.county_id) == county_id
        )
    )
    known: dict[str, int] = {row.name: row.id for row in rows}
    missing = [h for h in file.hours if h.department and h.department not in known]
    if missing:
        problems = (Problem(h.line, f"没有“{h.department}”这个部门") for h in missing)
        raise CalendarFileError(file.file, tuple(problems))
    return known


def _write_days(session: Session, county_id: int, file: CalendarFile) -> None:
    given = [one.day.isoformat() for one in file.days]
    replaced: ColumnElement[bool] = col(WorkdayOverride.day).in_(given)
    if file.year is not None:
        replaced = or_(replaced, col(WorkdayOverride.notice_year) == file.year)
    session.execute(
        delete(WorkdayOverride).where(col(WorkdayOverride.county_id) == county_id, replaced)
    )
    for one in file.days:
        session.add(
            WorkdayOverride(
                county_id=county_id,
                day=one.day.isoformat(),
                is_work=one.is_work,
                name=one.name,
                notice_year=None if one.is_own else file.year,
            )
        )


def _write_hours(
    session: Session, county_id: int, entries: Iterable[HoursEntry], departments: dict[str, int]
) -> None:
    for entry in entries:
        department_id = departments[entry.department] if entry.department else None
        session.execute(
            delete(OfficeHours).where(
                col(OfficeHours.county_id) == county_id,
                col(OfficeHours.department_id).is_(None)
                if department_id is None
                else col(OfficeHours.department_id) == department_id,
            )
        )
        session.add(
            OfficeHours(
                county_id=county_id,
                department_id=department_id,
                usual=list(entry.usual),
                summer=list(entry.summer or entry.usual),
                summer_from=entry.summer_from,
                summer_until=entry.summer_until,
                every_day=entry.every_day,
            )
        )


def _write_year(session: Session, county_id: int, file: CalendarFile, now: datetime) -> None:
    session.execute(
        delete(CalendarYear).where(
            col(CalendarYear.county_id) == county_id, col(CalendarYear.year) == file.year
        )
    )
    year = file.year or now.year
    session.add(CalendarYear(county_id=county_id, year=year, file=file.file, imported_at=now))
