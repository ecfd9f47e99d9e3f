"""The county, its roster and its map, read whole."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, SQLModel, col

from storage.errors import NotFoundError
from storage.prepared import read_rows
from storage.rows import as_read
from storage.tables.conversation import ChatGroup
from storage.tables.person import Person, Post
from storage.tables.region import County, Department, Place, Region

R = TypeVar("R", bound=SQLModel)
VERSION = select(col(County.directory_version)).order_by(col(County.id)).limit(1)


@dataclass(frozen=True)
class DirectoryRows:
    """Every row of the directory; none belongs to a session, so they outlive it unchanged."""

    county: County
    regions: tuple[Region, ...]
    departments: tuple[Department, ...]
    people: tuple[tuple[Post, Person], ...]
    groups: tuple[ChatGroup, ...]
    places: tuple[Place, ...]


def get_county(session: Session) -> County:
    """The county this database serves; raises NotFoundError before it is seeded."""
    county = session.scalars(select(County).order_by(col(County.id)).limit(1)).one_or_none()
    if county is None:
        raise NotFoundError("no county yet: run `gridwhistle seed`")
    return county


def directory_version(session: Session) -> int:
    """The version of the county's roster; 0 before it is seeded."""
    return next((version for (version,) in read_rows(session, VERSION, {})), 0)


def bump_directory(session: Session, county_id: int) -> None:
    """Whoever holds the directory sees that it is out of date."""
    session.execute(
        update(County)
        .where(col(County.id) == county_id)
        .values(directory_version=col(County.directory_version) + 1)
    )


def set_polygon(session: Session, region_id: int, rings: list[list[list[float]]]) -> None:
    """The region has these borders; whoever draws several tells of them with `bump_directory`."""
    session.execute(update(Region).where(col(Region.id) == region_id).values(polygon=rings))


def bind_group(session: Session, group: ChatGroup) -> None:
    """The group is in the directory as it is given here, whatever it was before."""
    known = session.execute(
        select(ChatGroup).where(
            col(ChatGroup.channel) == group.channel,
            col(ChatGroup.external_id) == group.external_id,
        )
    ).scalar()
    if known is None:
        session.add(group)
    else:
        known.name, known.kind = group.name, group.kind
        known.region_id, known.department_id = group.region_id, group.department_id
        known.ended_at = None
        session.add(known)
    session.flush()
    bump_directory(session, group.county_id)


def list_directory_rows(session: Session) -> DirectoryRows:
    """The whole directory at its present version; raises NotFoundError before it is seeded."""
    county_id = get_county(session).id or 0
    return DirectoryRows(
        county=next(iter(_free(session, County, county_id))),
        regions=_free(session, Region, county_id),
        departments=_free(session, Department, county_id),
        people=_staff(session, county_id),
        groups=_free(session, ChatGroup, county_id, col(ChatGroup.ended_at).is_(None)),
        places=_free(session, Place, county_id),
    )


def _staff(session: Session, county_id: int) -> tuple[tuple[Post, Person], ...]:
    """Every post with its holder; those that ended too, for history goes on naming people."""
    posts = _free(session, Post, county_id)
    holders = select(col(Post.person_id)).where(col(Post.county_id) == county_id)
    found = _free(session, Person, county_id, col(Person.id).in_(holders))
    people = {person.id: person for person in found}
    return tuple((post, people[post.person_id]) for post in posts)


def _free(
    session: Session, model: type[R], county_id: int, *only: ColumnElement[bool]
) -> tuple[R, ...]:
    # An object of the session would be emptied by a rollback.
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    county = table.c.id if model is County else table.c.county_id
    rows = session.execute(select(table).where(county == county_id, *only).order_by(table.c.id))
    return tuple(as_read(model, row._asdict()) for row in rows)
