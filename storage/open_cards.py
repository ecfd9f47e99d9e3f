"""Cards that can still be changed: kept when sent, looked at when something happened, then gone."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, Table, delete, exists, or_, update
from sqlmodel import Session, SQLModel, col, select

from storage.rows import dialect_of, insert_into, values
from storage.tables.card import OpenCard
from storage.tables.case import CaseEvent
from storage.tables.message import OutboundMessage
from storage.tables.person import Person, Post
from storage.tables.region import Department

OPEN_CARD: Table = SQLModel.metadata.tables["opencard"]


@cache
def _keep(dialect: str) -> Executable:
    """A card that is kept already gets the newer code."""
    statement = insert_into(dialect, OPEN_CARD)
    names = ("response_code", "good_until", "look_at", "seen_id")
    newer = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=[OPEN_CARD.c.outbox_id], set_=newer)


def keep(session: Session, row: OutboundMessage, code: str, now: datetime, good: timedelta) -> None:
    """The card of this outbox row can be changed by `code`, for as long as that is `good`."""
    card = OpenCard(
        county_id=row.county_id,
        outbox_id=row.id or 0,
        channel=row.channel,
        case_id=row.case_id,
        response_code=code,
        good_until=now + good,
        look_at=now,
    )
    session.connection().execute(_keep(dialect_of(session)), values(OPEN_CARD, card))


def find_sent(
    session: Session, channel: str, chat_id: str, outbox_id: int
) -> OutboundMessage | None:
    """The message that was said there under this id."""
    row = session.get(OutboundMessage, outbox_id)
    is_theirs = row is not None and (row.channel, row.chat_id) == (channel, chat_id)
    return row if is_theirs else None


def list_to_look_at(
    session: Session, channel: str, now: datetime, limit: int
) -> list[tuple[OpenCard, OutboundMessage]]:
    """Open cards to whose case something happened since they were looked at; too old ones are gone.

    Those that speak of several cases are looked at in turn.
    """
    session.execute(
        delete(OpenCard).where(col(OpenCard.channel) == channel, col(OpenCard.good_until) <= now)
    )
    happened = exists().where(
        col(CaseEvent.case_id) == OpenCard.case_id, col(CaseEvent.id) > OpenCard.seen_id
    )
    found = session.exec(
        select(OpenCard, OutboundMessage)
        .join(OutboundMessage, col(OutboundMessage.id) == col(OpenCard.outbox_id))
        .where(
            col(OpenCard.channel) == channel,
            col(OpenCard.look_at) <= now,
            or_(happened, col(OpenCard.case_id).is_(None)),
        )
        .order_by(col(OpenCard.look_at), col(OpenCard.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=OpenCard)
    )
    return [(card, row) for card, row in found]


def hold(session: Session, card_ids: Sequence[int], until: datetime) -> None:
    """Nobody looks at these cards before `until`."""
    if card_ids:
        held = update(OpenCard).where(col(OpenCard.id).in_(card_ids)).values(look_at=until)
        session.execute(held)


def looked_at(session: Session, card_ids: Sequence[int], seen_id: int, again_at: datetime) -> None:
    """These cards are needed still: they wait until something happens after the event `seen_id`."""
    if card_ids:
        seen = {"seen_id": seen_id, "look_at": again_at}
        session.execute(update(OpenCard).where(col(OpenCard.id).in_(card_ids)).values(seen))


def forget(session: Session, card_id: int, code: str) -> None:
    """The card was changed by this code, or never can be; with a newer code it stays."""
    session.execute(
        delete(OpenCard).where(col(OpenCard.id) == card_id, col(OpenCard.response_code) == code)
    )


def events_of(session: Session, case_ids: Iterable[int]) -> dict[int, list[CaseEvent]]:
    """The histories of these cases, oldest event first."""
    wanted = sorted(set(case_ids))
    found: dict[int, list[CaseEvent]] = {one: [] for one in wanted}
    rows = session.exec(
        select(CaseEvent)
        .where(col(CaseEvent.case_id).in_(wanted))
        .order_by(col(CaseEvent.case_id), col(CaseEvent.position))
    )
    for event in rows:
        found[event.case_id].append(event)
    return found


def names_of(session: Session, person_ids: Iterable[int | None]) -> dict[int, str]:
    """What these people are called."""
    wanted = {one for one in person_ids if one is not None}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted)))
    return {person_id: name for person_id, name in rows if person_id is not None}


def members_of(session: Session, county_id: int, department: str) -> frozenset[int]:
    """Who holds a post at the department of that name; nobody where there is no name."""
    if not department:
        return frozenset()
    rows = session.exec(
        select(Post.person_id)
        .join(Department, col(Department.id) == col(Post.department_id))
        .where(
            col(Department.county_id) == county_id,
            col(Department.name) == department,
            col(Post.ended_at).is_(None),
        )
    )
    return frozenset(rows)
