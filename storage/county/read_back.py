"""A county as the database holds it, in the same values as a county file."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from storage.county.values import (
    CHANNEL,
    CountyEntry,
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    RegionEntry,
)
from storage.tables.conversation import ChatGroup
from storage.tables.person import Identity, Person, Post
from storage.tables.region import County, Department, Place, Region


def read_back(session: Session, county: County, ids: Sequence[str]) -> CountyFile:
    """The county as stored; of its people only those who speak under one of `ids`."""
    codes = _codes(session, county)
    departments = _departments(session, county)
    persons = _persons(session, ids)
    return CountyFile(
        file="数据库",
        county=CountyEntry(
            county.code,
            county.name,
            county.centre_name,
            county.gas_repair_phone,
            county.duty_phone,
        ),
        regions=_region_entries(session, county, codes),
        places=_place_entries(session, county, codes),
        departments=tuple(_department_entry(d, codes) for d in departments.values()),
        people=tuple(_person_entry(person, name, codes) for name, person in persons.items()),
        posts=_post_entries(session, persons, codes, departments),
        groups=_group_entries(session, county, codes, departments),
    )


def _codes(session: Session, county: County) -> dict[int | None, str]:
    rows = session.execute(
        select(col(Region.id), col(Region.code)).where(col(Region.county_id) == county.id)
    )
    return {None: "", **{row.id: row.code for row in rows}}


def _departments(session: Session, county: County) -> dict[int | None, Department]:
    rows = session.scalars(select(Department).where(col(Department.county_id) == county.id))
    return {row.id: row for row in rows}


def _persons(session: Session, ids: Sequence[str]) -> dict[str, Person]:
    rows = session.execute(
        select(col(Identity.external_id), Person)
        .join(Person, col(Person.id) == col(Identity.person_id))
        .where(col(Identity.channel) == CHANNEL, col(Identity.external_id).in_(ids))
    )
    return {row.external_id: row.Person for row in rows}


def _region_entries(
    session: Session, county: County, codes: dict[int | None, str]
) -> tuple[RegionEntry, ...]:
    rows = session.scalars(select(Region).where(col(Region.county_id) == county.id))
    return tuple(
        RegionEntry(
            code=row.code,
            level=row.level,
            name=row.name,
            parent=codes[row.parent_id],
            households=row.households,
            aliases=tuple(row.aliases),
            polygon=tuple((point[0], point[1]) for point in row.polygon),
        )
        for row in rows
    )


def _place_entries(
    session: Session, county: County, codes: dict[int | None, str]
) -> tuple[PlaceEntry, ...]:
    rows = session.scalars(select(Place).where(col(Place.county_id) == county.id))
    return tuple(
        PlaceEntry(codes[row.region_id], row.name, row.kind, tuple(row.aliases), _spot(row))
        for row in rows
    )


def _spot(place: Place) -> tuple[float, float] | None:
    if place.longitude is None or place.latitude is None:
        return None
    return place.longitude, place.latitude


def _department_entry(row: Department, codes: dict[int | None, str]) -> DepartmentEntry:
    return DepartmentEntry(
        name=row.name,
        kind=row.kind,
        region=codes[row.region_id],
        aliases=tuple(row.aliases),
        responsibilities=tuple(row.responsibilities),
        on_desk=row.on_desk,
        phone=row.phone,
    )


def _person_entry(row: Person, external_id: str, codes: dict[int | None, str]) -> PersonEntry:
    return PersonEntry(external_id, row.name, row.phone, codes.get(row.home_region_id, ""))


def _post_entries(
    session: Session,
    persons: dict[str, Person],
    codes: dict[int | None, str],
    departments: dict[int | None, Department],
) -> tuple[PostEntry, ...]:
    names = {person.id: name for name, person in persons.items()}
    rows = session.scalars(select(Post).where(col(Post.person_id).in_(list(names))))
    return tuple(
        PostEntry(
            person=names[row.person_id],
            role=row.role,
            region=codes.get(row.region_id, ""),
            department=departments[row.department_id].name if row.department_id else "",
            rank=row.rank,
        )
        for row in rows
    )


def _group_entries(
    session: Session,
    county: County,
    codes: dict[int | None, str],
    departments: dict[int | None, Department],
) -> tuple[GroupEntry, ...]:
    rows = session.scalars(select(ChatGroup).where(col(ChatGroup.county_id) == county.id))
    return tuple(
        GroupEntry(
            id=row.external_id,
            name=row.name,
            kind=row.kind,
            region=codes.get(row.region_id, ""),
            department=departments[row.department_id].name if row.department_id else "",
            channel=row.channel,
            is_read_only=row.is_read_only,
        )
        for row in rows
    )
