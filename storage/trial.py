"""Somebody to try the bot with: a resident and a group on the chat page, in a grid of the county."""

from datetime import datetime

from sqlmodel import Session, col, select

from storage.codes import GroupKind, Role
from storage.county.values import CHANNEL
from storage.people import find_person
from storage.regions import bind_group, get_county
from storage.tables.conversation import ChatGroup
from storage.tables.person import Identity, Person, Post
from storage.tables.region import Region

GROUP = "试用居民群"
RESIDENTS = ("试用居民甲", "试用居民乙")


def prepare_trial(session: Session, now: datetime) -> Region | None:
    """A group of residents is bound to the first grid that has a member; None where none has."""
    county_id = get_county(session).id or 0
    grid = _grid(session, county_id)
    if grid is None:
        return None
    for name in RESIDENTS:
        _move_in(session, name, grid, now)
    group = ChatGroup(
        county_id=county_id,
        channel=CHANNEL,
        external_id=GROUP,
        name=GROUP,
        kind=GroupKind.RESIDENTS,
        region_id=grid.id,
    )
    bind_group(session, group)
    return grid


def has_residents(session: Session) -> bool:
    """True when somebody who holds no post can speak on the chat page."""
    staff = select(Post.person_id)
    found = select(Identity.id).where(
        col(Identity.channel) == CHANNEL, col(Identity.person_id).not_in(staff)
    )
    return session.exec(found.limit(1)).first() is not None


def _grid(session: Session, county_id: int) -> Region | None:
    held = select(Region).join(Post, col(Post.region_id) == col(Region.id))
    return session.exec(
        held.where(
            col(Post.county_id) == county_id,
            col(Post.role) == Role.GRID_MEMBER,
            col(Post.ended_at).is_(None),
            col(Region.ended_at).is_(None),
        ).order_by(col(Region.id))
    ).first()


def _move_in(session: Session, name: str, grid: Region, now: datetime) -> None:
    if find_person(session, CHANNEL, f"p:{name}") is not None:
        return
    person = Person(county_id=grid.county_id, name=name, home_region_id=grid.id, created_at=now)
    session.add(person)
    session.flush()
    session.add(
        Identity(
            county_id=grid.county_id,
            person_id=person.id or 0,
            channel=CHANNEL,
            external_id=f"p:{name}",
        )
    )
