"""Under which ids staff are known to a platform; nobody who holds no post is bound here."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from storage.regions import bump_directory, get_county
from storage.tables.person import Identity, Person, Post
from storage.tables.region import Department, Region


@dataclass(frozen=True)
class StaffMember:
    """Somebody who holds a post: where, the telephone, and the id on the platform asked about."""

    person_id: int
    name: str
    phone: str = ""
    units: tuple[str, ...] = ()
    user_id: str = ""


def list_staff(session: Session, channel: str) -> list[StaffMember]:
    """Everybody who holds a post, in the order they were made. Raises NotFoundError."""
    county_id = get_county(session).id or 0
    units = _units(session, county_id)
    ids = _ids(session, channel)
    people = session.scalars(
        select(Person).where(col(Person.id).in_(list(units))).order_by(col(Person.id))
    )
    return [
        StaffMember(p.id or 0, p.name, p.phone, tuple(units[p.id or 0]), ids.get(p.id or 0, ""))
        for p in people
    ]


def _units(session: Session, county_id: int) -> dict[int, dict[str, None]]:
    """The names of departments and regions where each holds a post."""
    rows = session.execute(
        select(col(Post.person_id), col(Department.name), col(Region.name))
        .outerjoin(Department, col(Department.id) == col(Post.department_id))
        .outerjoin(Region, col(Region.id) == col(Post.region_id))
        .where(col(Post.county_id) == county_id, col(Post.ended_at).is_(None))
        .order_by(col(Post.id))
    )
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for person_id, department, region in rows:
        found[person_id].update({name: None for name in (department, region) if name})
    return found


def _ids(session: Session, channel: str) -> dict[int, str]:
    rows = session.execute(
        select(col(Identity.person_id), col(Identity.external_id)).where(
            col(Identity.channel) == channel
        )
    )
    return {row.person_id: row.external_id for row in rows}


def bind(session: Session, person_id: int, channel: str, user_id: str) -> None:
    """The person speaks on the channel under this id, and under no other; nobody else does."""
    person = session.get_one(Person, person_id)
    unbind(session, person_id, channel)
    here = col(Identity.channel) == channel, col(Identity.external_id) == user_id
    taken = session.scalars(select(Identity).where(*here)).first()
    if taken is not None:  # whoever wrote before being bound was met as a stranger
        taken.person_id = person_id
        session.add(taken)
        return
    named = Identity(
        county_id=person.county_id, person_id=person_id, channel=channel, external_id=user_id
    )
    session.add(named)
    session.flush()


def unbind(session: Session, person_id: int, channel: str) -> None:
    """The person is not known on the channel."""
    session.execute(
        delete(Identity).where(
            col(Identity.person_id) == person_id, col(Identity.channel) == channel
        )
    )


def set_phone(session: Session, person_id: int, phone: str) -> None:
    """The person is called at this number."""
    person = session.get_one(Person, person_id)
    person.phone = phone
    session.add(person)
    bump_directory(session, person.county_id)


def move_identity(session: Session, channel: str, before: str, after: str) -> None:
    """Whoever spoke under `before` speaks under `after`, or is not known there when it is empty."""
    old = col(Identity.channel) == channel, col(Identity.external_id) == before
    known = session.scalars(select(Identity).where(*old)).first()
    if known is None:
        return
    if not after:
        session.delete(known)
        return
    session.execute(
        delete(Identity).where(col(Identity.channel) == channel, col(Identity.external_id) == after)
    )
    session.execute(update(Identity).where(*old).values(external_id=after))
