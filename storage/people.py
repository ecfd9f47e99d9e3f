"""People and the ids they speak under."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from storage.tables.case import Report
from storage.tables.message import InboundMessage
from storage.tables.person import Identity, Person


def find_person(session: Session, channel: str, external_id: str) -> Person | None:
    """Whoever speaks under this id."""
    return session.scalars(
        select(Person)
        .join(Identity, col(Identity.person_id) == col(Person.id))
        .where(col(Identity.channel) == channel, col(Identity.external_id) == external_id)
    ).first()


def ensure_person(session: Session, message: InboundMessage, now: datetime) -> Person:
    """The sender of `message`, met for the first time if need be."""
    person = find_person(session, message.channel, message.sender_id)
    if person is not None:
        if message.sender_name and not person.name:
            person.name = message.sender_name
            session.add(person)
        return person
    person = Person(county_id=message.county_id, name=message.sender_name, created_at=now)
    session.add(person)
    session.flush()
    session.add(
        Identity(
            county_id=message.county_id,
            person_id=person.id or 0,
            channel=message.channel,
            external_id=message.sender_id,
            last_heard_at=now,
        )
    )
    return person


def get_people(session: Session, person_ids: Sequence[int]) -> dict[int, Person]:
    """The people with these ids."""
    rows = session.scalars(select(Person).where(col(Person.id).in_(person_ids)))
    return {p.id: p for p in rows if p.id is not None}


def list_identities(session: Session, person_id: int) -> list[Identity]:
    """Where a person can be reached, the channel last heard on first."""
    return list(
        session.scalars(
            select(Identity)
            .where(col(Identity.person_id) == person_id)
            .order_by(col(Identity.last_heard_at).desc().nulls_last(), col(Identity.id))
        )
    )


def heard(session: Session, message: InboundMessage) -> None:
    """The sender was heard just now on this channel, so that answers go the same way."""
    session.execute(
        update(Identity)
        .where(
            col(Identity.channel) == message.channel,
            col(Identity.external_id) == message.sender_id,
        )
        .values(last_heard_at=message.received_at)
    )


def set_muted(session: Session, person_id: int, muted_at: datetime | None) -> None:
    """The person gets no more messages that are not an answer; None lifts it."""
    session.execute(update(Person).where(col(Person.id) == person_id).values(muted_at=muted_at))


def set_home(session: Session, person_id: int, region_id: int) -> None:
    """The person lives in this region, by their own action (a scanned code)."""
    session.execute(
        update(Person).where(col(Person.id) == person_id).values(home_region_id=region_id)
    )


def forget(session: Session, person_id: int) -> None:
    """Name, phone, home and own words of a person are gone; what was done about the matter stays."""
    session.execute(
        update(Person)
        .where(col(Person.id) == person_id)
        .values(name="", phone="", home_region_id=None)
    )
    session.execute(update(Report).where(col(Report.person_id) == person_id).values(words=""))
    ids = select(col(Identity.channel), col(Identity.external_id)).where(
        col(Identity.person_id) == person_id
    )
    for channel, external_id in session.execute(ids).all():
        session.execute(
            update(InboundMessage)
            .where(
                col(InboundMessage.channel) == channel,
                col(InboundMessage.sender_id) == external_id,
            )
            .values(text="", sender_name="", data={})
        )
