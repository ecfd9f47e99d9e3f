"""Absences of staff, and what was changed in the roster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from storage.codes import FINAL_STATES, Level, RosterAct, RosterKind
from storage.county.noting import details_of
from storage.county.read_back import county_entry
from storage.regions import bump_directory, get_county
from storage.tables.case import Case
from storage.tables.person import Post
from storage.tables.region import Region
from storage.tables.roster import RosterChange


@dataclass(frozen=True)
class Absence:
    """From when until when somebody is away, and who stands in; without an end until they are back."""

    begins_at: datetime
    ends_at: datetime | None
    stand_in_id: int | None


def set_absence(session: Session, post: Post, absence: Absence | None) -> None:
    """The holder of the post is away for that time, or is back when it is None."""
    post.absent_from = absence.begins_at if absence else None
    post.absent_until = absence.ends_at if absence else None
    post.stand_in_id = absence.stand_in_id if absence else None
    session.add(post)
    bump_directory(session, post.county_id)


def find_post(session: Session, post_id: int) -> Post | None:
    """The post, when it is held now."""
    found = session.get(Post, post_id)
    return found if found is not None and found.ended_at is None else None


def note(session: Session, post: Post, by_id: int, now: datetime, *, said: tuple[str, str]) -> None:
    """It is written down that the holder of the post is away or back: whose post it is, and how long."""
    subject, details = said
    session.add(
        RosterChange(
            county_id=post.county_id,
            at=now,
            by_id=by_id,
            kind=RosterKind.POST,
            subject_id=post.id or 0,
            subject=subject,
            act=RosterAct.AWAY if post.absent_from else RosterAct.BACK,
            details=details,
        )
    )


def set_county(session: Session, given: Mapping[str, str], by_id: int, now: datetime) -> None:
    """The county has these names and telephones."""
    county = get_county(session)
    before = county_entry(county)
    for name, value in given.items():
        setattr(county, name, value)
    session.add(county)
    session.execute(
        update(Region)
        .where(col(Region.county_id) == county.id, col(Region.level) == Level.COUNTY)
        .values(name=county.name)
    )
    after = county_entry(county)
    if before == after:
        return
    session.add(
        RosterChange(
            county_id=county.id or 0,
            at=now,
            by_id=by_id,
            kind=RosterKind.COUNTY,
            subject_id=county.id or 0,
            subject=county.name,
            act=RosterAct.CHANGED,
            details=details_of(before, after, {}),
        )
    )
    session.flush()
    bump_directory(session, county.id or 0)


def list_changes(
    session: Session, county_id: int, *, before: int | None = None, most: int = 100
) -> list[RosterChange]:
    """The newest changes, or those before the one with this id."""
    query = select(RosterChange).where(col(RosterChange.county_id) == county_id)
    if before is not None:
        query = query.where(col(RosterChange.id) < before)
    return list(session.scalars(query.order_by(col(RosterChange.id).desc()).limit(most)))


def list_open_work(session: Session, person_id: int) -> list[int]:
    """The cases that are not closed and that this person has in hand, by their row ids."""
    query = select(col(Case.id)).where(
        col(Case.owner_id) == person_id, col(Case.state).not_in(FINAL_STATES)
    )
    return list(session.scalars(query.order_by(col(Case.id))))


def list_left(session: Session, county_id: int) -> dict[int, Post]:
    """Whoever held a post and holds none any more, with the post that ended last."""
    held = select(col(Post.person_id)).where(
        col(Post.county_id) == county_id, col(Post.ended_at).is_(None)
    )
    query = select(Post).where(col(Post.county_id) == county_id, col(Post.person_id).not_in(held))
    found = session.scalars(query.order_by(col(Post.ended_at), col(Post.id)))
    return {post.person_id: post for post in found}


def count_open_work(session: Session, person_ids: Sequence[int]) -> dict[int, int]:
    """How many cases that are not closed each of these people has in hand."""
    query = (
        select(col(Case.owner_id), func.count())
        .where(col(Case.owner_id).in_(person_ids), col(Case.state).not_in(FINAL_STATES))
        .group_by(col(Case.owner_id))
    )
    return {row[0]: row[1] for row in session.execute(query).all() if row[0] is not None}
