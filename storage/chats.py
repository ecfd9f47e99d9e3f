"""Who sits at a channel, in which groups, and what was said there: for pages that show chats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from storage.codes import GroupKind, MessageKind, OutboxState
from storage.regions import bump_directory
from storage.tables.conversation import ChatGroup, Conversation
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Identity, Person, Post
from storage.tables.region import County, Department, Place, Region

ARRIVED = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNSURE)


@dataclass(frozen=True)
class Roster:
    """Everybody who can be met on a channel, and where they belong."""

    county: County
    people: tuple[tuple[str, Person], ...]  # external id and person, in the order they were made
    posts: tuple[Post, ...]
    regions: dict[int, Region]
    departments: dict[int, Department]
    groups: tuple[ChatGroup, ...]


def roster_mark(session: Session, channel: str) -> tuple[int | None, int | None]:
    """Something that changes whenever the roster of a channel does."""
    version = select(County.directory_version).order_by(col(County.id)).limit(1)
    newest = select(func.max(Identity.id)).where(col(Identity.channel) == channel)
    return session.exec(version).first(), session.exec(newest).one()


def load_roster(session: Session, channel: str) -> Roster | None:
    """The people and groups of a channel; None as long as there is no county."""
    county = session.exec(select(County).order_by(col(County.id))).first()
    if county is None:
        return None
    people = session.exec(
        select(Identity.external_id, Person)
        .join(Person, col(Person.id) == col(Identity.person_id))
        .where(col(Identity.channel) == channel)
        .order_by(col(Identity.id))
    )
    groups = session.exec(
        select(ChatGroup)
        .where(col(ChatGroup.channel) == channel, col(ChatGroup.ended_at).is_(None))
        .order_by(col(ChatGroup.id))
    )
    held = select(Post).where(col(Post.ended_at).is_(None))
    return Roster(
        county=county,
        people=tuple((external_id, person) for external_id, person in people),
        posts=tuple(session.exec(held.order_by(col(Post.rank), col(Post.id)))),
        regions={r.id: r for r in session.exec(select(Region)) if r.id is not None},
        departments={d.id: d for d in session.exec(select(Department)) if d.id is not None},
        groups=tuple(groups),
    )


@dataclass(frozen=True)
class Before:
    """A mark in the talk: earlier than `at`, and at that very moment below these ids."""

    at: datetime
    heard_id: int
    said_id: int


def list_heard(
    session: Session,
    channel: str,
    *,
    chat_id: str | None = None,
    before: Before | None = None,
    limit: int = 400,
) -> list[InboundMessage]:
    """What arrived on a channel, or in one chat of it: the newest first."""
    at, id_ = col(InboundMessage.sent_at), col(InboundMessage.id)
    query = select(InboundMessage).where(col(InboundMessage.channel) == channel)
    if chat_id is not None:
        query = query.where(col(InboundMessage.chat_id) == chat_id)
    if before is not None:
        query = query.where(or_(at < before.at, and_(at == before.at, id_ < before.heard_id)))
    return list(session.exec(query.order_by(at.desc(), id_.desc()).limit(limit)))


def list_said(
    session: Session,
    channel: str,
    *,
    chat_id: str | None = None,
    before: Before | None = None,
    limit: int = 400,
) -> list[OutboundMessage]:
    """What the bot said there and is shown: the newest first."""
    id_ = col(OutboundMessage.id)
    at = func.coalesce(col(OutboundMessage.sent_at), col(OutboundMessage.not_before))
    query = select(OutboundMessage).where(
        col(OutboundMessage.channel) == channel, col(OutboundMessage.state).in_(ARRIVED)
    )
    if chat_id is not None:
        query = query.where(col(OutboundMessage.chat_id) == chat_id)
    if before is not None:
        query = query.where(or_(at < before.at, and_(at == before.at, id_ < before.said_id)))
    return list(session.exec(query.order_by(at.desc(), id_.desc()).limit(limit)))


def list_unbound(session: Session, county_id: int, most: int = 50) -> list[tuple[str, str]]:
    """Channel and id of the newest groups that were heard before anybody entered them."""
    query = select(Conversation.channel, Conversation.chat_id).where(
        col(Conversation.county_id) == county_id,
        col(Conversation.person_id).is_(None),
        col(Conversation.group_id).is_(None),
    )
    return list(session.exec(query.order_by(col(Conversation.id).desc()).limit(most)).all())


def set_robots(session: Session, names: frozenset[str]) -> frozenset[str]:
    """Staff groups of these names have a robot, and no others; gives the names nobody bears."""
    of_staff = col(ChatGroup.kind) != GroupKind.RESIDENTS
    groups = session.exec(select(ChatGroup).where(of_staff)).all()
    for group in groups:
        if group.has_robot is not (group.name in names):
            group.has_robot = group.name in names
            session.add(group)
            bump_directory(session, group.county_id)
    return names - {group.name for group in groups}


def set_noticed(session: Session, chat_ids: frozenset[str]) -> None:
    """Residents' groups of these ids take notices as tasks, and no others."""
    of_residents = col(ChatGroup.kind) == GroupKind.RESIDENTS
    for group in session.exec(select(ChatGroup).where(of_residents)).all():
        if group.takes_notices is not (group.external_id in chat_ids):
            group.takes_notices = group.external_id in chat_ids
            session.add(group)
            bump_directory(session, group.county_id)


def find_heard(session: Session, channel: str, key: str) -> InboundMessage | None:
    """The message that arrived under this key."""
    return session.exec(
        select(InboundMessage).where(
            col(InboundMessage.channel) == channel, col(InboundMessage.key) == key
        )
    ).first()


def taken_back(session: Session, channel: str, chat_ids: Sequence[str]) -> frozenset[str]:
    """The keys of the messages in these chats that their senders took back."""
    rows = session.exec(
        select(InboundMessage.data).where(
            col(InboundMessage.channel) == channel,
            col(InboundMessage.chat_id).in_(chat_ids),
            col(InboundMessage.kind) == MessageKind.RECALL,
        )
    )
    return frozenset(str(data.get("key", "")) for data in rows)


def list_spots(session: Session, region_ids: Sequence[int], limit: int = 60) -> list[Place]:
    """Places in these regions whose position is known."""
    return list(
        session.exec(
            select(Place)
            .where(col(Place.region_id).in_(region_ids), col(Place.longitude).is_not(None))
            .order_by(col(Place.id))
            .limit(limit)
        )
    )
