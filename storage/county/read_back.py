"""A county as the database holds it, in the same values as a county file."""

from collections.abc import Mapping, Sequence

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

Codes = Mapping[int | None, str]
"""The codes of regions by their row ids; nothing has no code."""
Names = Mapping[int | None, str]
"""The names of departments, or the ids of people, by their row ids."""


def read_back(session: Session, county: County, ids: Sequence[str]) -> CountyFile:
    """The county as stored; of its people only those who speak under one of `ids`.

    What has ended is not in it.
    """
    regions = session.scalars(select(Region).where(col(Region.county_id) == county.id)).all()
    places = session.scalars(select(Place).where(col(Place.county_id) == county.id))
    departments = session.scalars(
        select(Department).where(col(Department.county_id) == county.id)
    ).all()
    persons = _persons(session, ids)
    posts = session.scalars(
        select(Post).where(col(Post.person_id).in_([one.id for one in persons.values()]))
    )
    groups = session.scalars(select(ChatGroup).where(col(ChatGroup.county_id) == county.id))
    codes = codes_of(regions)
    names: Names = {None: "", **{one.id: one.name for one in departments}}
    people = {one.id: name for name, one in persons.items()}
    return CountyFile(
        file="数据库",
        county=county_entry(county),
        regions=tuple(region_entry(row, codes) for row in regions if row.ended_at is None),
        places=tuple(place_entry(row, codes) for row in places),
        departments=tuple(
            department_entry(row, codes) for row in departments if row.ended_at is None
        ),
        people=tuple(person_entry(person, name, codes) for name, person in persons.items()),
        posts=tuple(post_entry(row, people, codes, names) for row in posts if row.ended_at is None),
        groups=tuple(group_entry(row, codes, names) for row in groups if row.ended_at is None),
    )


def codes_of(regions: Sequence[Region]) -> Codes:
    """The codes of these regions."""
    return {None: "", **{row.id: row.code for row in regions}}


def _persons(session: Session, ids: Sequence[str]) -> dict[str, Person]:
    rows = session.execute(
        select(col(Identity.external_id), Person)
        .join(Person, col(Person.id) == col(Identity.person_id))
        .where(col(Identity.channel) == CHANNEL, col(Identity.external_id).in_(ids))
    )
    return {row.external_id: row.Person for row in rows}


# ---- one row, one value -------------------------------------------------------------------------


def county_entry(row: County) -> CountyEntry:
    """The county."""
    return CountyEntry(row.code, row.name, row.centre_name, row.gas_repair_phone, row.duty_phone)


def region_entry(row: Region, codes: Codes) -> RegionEntry:
    """A region."""
    return RegionEntry(
        code=row.code,
        level=row.level,
        name=row.name,
        parent=codes[row.parent_id],
        households=row.households,
        aliases=tuple(row.aliases),
        polygon=tuple((point[0], point[1]) for ring in row.polygon for point in ring),
    )


def place_entry(row: Place, codes: Codes) -> PlaceEntry:
    """A place."""
    return PlaceEntry(codes[row.region_id], row.name, row.kind, tuple(row.aliases), _spot(row))


def _spot(place: Place) -> tuple[float, float] | None:
    if place.longitude is None or place.latitude is None:
        return None
    return place.longitude, place.latitude


def department_entry(row: Department, codes: Codes) -> DepartmentEntry:
    """A department."""
    return DepartmentEntry(
        name=row.name,
        kind=row.kind,
        region=codes[row.region_id],
        aliases=tuple(row.aliases),
        responsibilities=tuple(row.responsibilities),
        on_desk=row.on_desk,
        phone=row.phone,
    )


def person_entry(row: Person, external_id: str, codes: Codes) -> PersonEntry:
    """A person."""
    return PersonEntry(external_id, row.name, row.phone, codes.get(row.home_region_id, ""))


def post_entry(row: Post, people: Names, codes: Codes, departments: Names) -> PostEntry:
    """A post."""
    return PostEntry(
        person=people[row.person_id],
        role=row.role,
        region=codes.get(row.region_id, ""),
        department=departments[row.department_id],
        rank=row.rank,
    )


def group_entry(row: ChatGroup, codes: Codes, departments: Names) -> GroupEntry:
    """A group."""
    return GroupEntry(
        id=row.external_id,
        name=row.name,
        kind=row.kind,
        region=codes.get(row.region_id, ""),
        department=departments[row.department_id],
        channel=row.channel,
        is_read_only=row.is_read_only,
    )
