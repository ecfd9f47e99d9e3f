"""The county as it is in the database, with the row of everything: what a change begins from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Select, select
from sqlmodel import Session, SQLModel, col

from storage.codes import WhistleState
from storage.county.read_back import (
    codes_of,
    county_entry,
    department_entry,
    group_entry,
    person_entry,
    post_entry,
    region_entry,
)
from storage.county.values import (
    CHANNEL,
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    RegionEntry,
)
from storage.tables.case import Whistle
from storage.tables.conversation import ChatGroup
from storage.tables.person import Identity, Person, Post
from storage.tables.region import County, Department, Region

_NOT_DONE = (WhistleState.WHISTLED, WhistleState.REPORTED_IN, WhistleState.REFUSAL_PENDING)

R = TypeVar("R", bound=SQLModel)
Seated = RegionEntry | DepartmentEntry | GroupEntry


@dataclass(frozen=True)
class Known:
    """What is there and its rows: `rows` holds their ids by label, `ended` the labels of the past.

    Places and residents are left out: the roster is of regions, departments, staff and groups.
    """

    county_id: int
    file: CountyFile
    rows: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    busy: frozenset[str] = frozenset()  # departments with whistles that are not done
    former: tuple[PersonEntry, ...] = ()  # who held a post and holds none: they may come back


def load_known(session: Session, county: County) -> Known:
    """The county's roster as it stands now."""
    regions = _all(session, Region, county)
    departments = _all(session, Department, county)
    codes = codes_of(regions)
    names = {None: "", **{row.id: row.name for row in departments}}
    persons = _staff(session, county)
    ids = _ids(session, county, persons)
    people = [person_entry(row, ids[row.id], codes) for row in persons]
    posts = [
        (row, post_entry(row, ids, codes, names))
        for row in _all(session, Post, county)
        if row.ended_at is None
    ]
    held = {entry.person for _, entry in posts}
    groups = _all(session, ChatGroup, county)
    others: list[tuple[Region | Department | ChatGroup, Seated]] = [
        *((row, region_entry(row, codes)) for row in regions),
        *((row, department_entry(row, codes)) for row in departments),
        *((row, group_entry(row, codes, names)) for row in groups),
    ]
    live = [(row, entry) for row, entry in others if row.ended_at is None]
    return Known(
        county_id=county.id or 0,
        file=CountyFile(
            "名册",
            county_entry(county),
            regions=tuple(one for _, one in live if isinstance(one, RegionEntry)),
            departments=tuple(one for _, one in live if isinstance(one, DepartmentEntry)),
            people=tuple(one for one in people if one.id in held),
            posts=tuple(entry for _, entry in posts),
            groups=tuple(one for _, one in live if isinstance(one, GroupEntry)),
        ),
        rows={entry.label: row.id or 0 for row, entry in (*live, *posts)}
        | {one.label: row.id or 0 for row, one in zip(persons, people, strict=True)},
        ended={entry.label: row.id or 0 for row, entry in others if row.ended_at is not None},
        busy=frozenset(names[key] for key in _whistled(session, county)),
        former=tuple(one for one in people if one.id not in held),
    )


def file_id(session: Session, person_id: int) -> str:
    """The id that a person goes by in a county file."""
    known = select(col(Identity.external_id)).where(
        col(Identity.person_id) == person_id, col(Identity.channel) == CHANNEL
    )
    return session.scalars(known).first() or f"person:{person_id}"


def _all(session: Session, model: type[R], county: County) -> Sequence[R]:
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    of_county = select(model).where(table.c.county_id == county.id).order_by(table.c.id)
    return session.scalars(of_county).all()


def _staff(session: Session, county: County) -> Sequence[Person]:
    found = select(Person).where(col(Person.id).in_(_holders(county))).order_by(col(Person.id))
    return session.scalars(found).all()


def _whistled(session: Session, county: County) -> Sequence[int]:
    open_ones = select(col(Whistle.department_id)).where(
        col(Whistle.county_id) == county.id, col(Whistle.state).in_(_NOT_DONE)
    )
    return session.scalars(open_ones.distinct()).all()


def _holders(county: County) -> Select[int]:
    return select(col(Post.person_id)).where(col(Post.county_id) == county.id)


def _ids(session: Session, county: County, persons: Sequence[Person]) -> dict[int | None, str]:
    """The id that each goes by in a county file; who has none goes by the row."""
    rows = session.execute(
        select(col(Identity.person_id), col(Identity.external_id)).where(
            col(Identity.channel) == CHANNEL, col(Identity.person_id).in_(_holders(county))
        )
    )
    known = {row.person_id: row.external_id for row in rows}
    return {row.id: known.get(row.id or 0, f"person:{row.id}") for row in persons}
