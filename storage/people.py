"""People and the ids they speak under."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, false, func, select, update
from sqlmodel import Session, SQLModel, col

from storage.prepared import read_all, read_rows, returned, run
from storage.rows import as_read, blank
from storage.tables.case import Report
from storage.tables.message import InboundMessage
from storage.tables.person import Identity, Person
from storage.tables.survey import Survey

PERSON: Table = SQLModel.metadata.tables["person"]
IDENTITY: Table = SQLModel.metadata.tables["identity"]

# Statements are built once: building one costs several times as much as running it.
SPEAKS_UNDER = (
    PERSON.select()
    .join(IDENTITY, IDENTITY.c.person_id == PERSON.c.id)
    .where(
        IDENTITY.c.channel == bindparam("channel"),
        IDENTITY.c.external_id == bindparam("external_id"),
    )
)
ALL_OF = PERSON.select().where(PERSON.c.id.in_(bindparam("person_ids", expanding=True)))
FIRST = "wecom"  # the channel on which staff are at work, with cards
SAME_IDS = {"wecom_aibot": "wecom"}  # a member has one id, whatever of the corporation is used
LAST = "sms"  # short messages cost money and hold little
TRIED_AGAIN_AFTER = timedelta(days=1)  # somebody may have mended what kept the words away
_best_first = (
    func.coalesce(col(Identity.unreached_at) > bindparam("since"), false()),
    col(Identity.channel) == bindparam("last"),
    col(Identity.channel) != bindparam("first"),
    col(Identity.last_heard_at).desc().nulls_last(),
    col(Identity.id),
)
IDENTITIES = (
    select(Identity).where(col(Identity.person_id) == bindparam("person_id")).order_by(*_best_first)
)
WAYS = (
    select(col(Identity.person_id), col(Identity.channel), col(Identity.external_id))
    .where(col(Identity.person_id).in_(bindparam("person_ids", expanding=True)))
    .order_by(*_best_first)
)
MET = PERSON.insert().returning(PERSON.c.id)
NAME = PERSON.update().where(PERSON.c.id == bindparam("person_id"))
SPEAKS = IDENTITY.insert()
HEARD = IDENTITY.update().where(
    IDENTITY.c.channel == bindparam("on_channel"),
    IDENTITY.c.external_id == bindparam("under_id"),
)
UNREACHED = IDENTITY.update().where(
    IDENTITY.c.channel == bindparam("on_channel"),
    IDENTITY.c.external_id == bindparam("under_id"),
)


def find_person(session: Session, channel: str, external_id: str) -> Person | None:
    """Whoever speaks under this id, to look at."""
    given = {"channel": channel, "external_id": external_id}
    return next(iter(read_all(session, Person, SPEAKS_UNDER, given)), None)


def ensure_person(session: Session, message: InboundMessage, now: datetime) -> tuple[Person, bool]:
    """The sender of `message`, heard just now on this channel; True when met for the first time."""
    person = find_person(session, message.channel, message.sender_id)
    if person is None:
        same = SAME_IDS.get(message.channel)
        person = find_person(session, same, message.sender_id) if same else None
        if person is None:
            return _met(session, message, now), True
        _speaks_here_too(session, person, message)
    if message.sender_name and not person.name:
        person.name = message.sender_name
        run(session, NAME, {"person_id": person.id, "name": person.name})
    heard(session, message)
    return person, False


def _speaks_here_too(session: Session, person: Person, message: InboundMessage) -> None:
    identity = {
        "county_id": message.county_id,
        "person_id": person.id,
        "channel": message.channel,
        "external_id": message.sender_id,
    }
    run(session, SPEAKS, blank(Identity) | identity)


def _met(session: Session, message: InboundMessage, now: datetime) -> Person:
    # Plain rows: most who report do it for the first time, and objects cost several times as much.
    named = {"county_id": message.county_id, "name": message.sender_name, "created_at": now}
    person = blank(Person) | named
    person_id = returned(session, MET, person)
    identity = {
        "county_id": message.county_id,
        "person_id": person_id,
        "channel": message.channel,
        "external_id": message.sender_id,
        "last_heard_at": now,
    }
    run(session, SPEAKS, blank(Identity) | identity)
    return as_read(Person, {"id": person_id, **person})


def get_people(session: Session, person_ids: Sequence[int]) -> dict[int, Person]:
    """The people with these ids, to look at."""
    rows = read_all(session, Person, ALL_OF, {"person_ids": person_ids}) if person_ids else ()
    return {p.id: p for p in rows if p.id is not None}


def list_identities(session: Session, person_id: int, now: datetime) -> list[Identity]:
    """Where a person can be reached, the best way first: as in `find_ways`."""
    return list(session.scalars(IDENTITIES, {"person_id": person_id, **_ranked(now)}))


def id_on(session: Session, channel: str, person_id: int) -> str:
    """The id under which the person was heard last on this channel; empty where there is none."""
    known = (
        select(col(Identity.external_id))
        .where(col(Identity.person_id) == person_id, col(Identity.channel) == channel)
        .order_by(col(Identity.last_heard_at).desc().nulls_last(), col(Identity.id))
    )
    return session.scalars(known).first() or ""


def find_ways(
    session: Session,
    person_ids: Sequence[int],
    now: datetime,
    channels: Collection[str] = (),
) -> dict[int, tuple[str, str]]:
    """Channel and id under which each is reached best; who cannot be reached is left out.

    That is the app where staff are at work (企业微信); else where they were heard last; a short
    message only where there is nothing else. A way on which nobody was reached within a day comes
    last, and one that is not among the connected `channels` only where there is no other: then a
    person hears that the words could not be brought.
    """
    given = {"person_ids": person_ids, **_ranked(now)}
    rows = read_rows(session, WAYS, given) if person_ids else []
    connected = [row for row in rows if not channels or row[1] in channels]
    found: dict[int, tuple[str, str]] = {}
    for person_id, channel, external_id in (*connected, *rows):
        found.setdefault(person_id, (channel, external_id))
    return found


def unreached(session: Session, channel: str, external_id: str, now: datetime) -> None:
    """The platform knows of nobody under this id whom it would tell anything."""
    given = {"on_channel": channel, "under_id": external_id, "unreached_at": now}
    run(session, UNREACHED, given)


def _ranked(now: datetime) -> dict[str, object]:
    return {"first": FIRST, "last": LAST, "since": now - TRIED_AGAIN_AFTER}


def heard(session: Session, message: InboundMessage) -> None:
    """The sender was heard just now on this channel, so that answers go the same way."""
    run(
        session,
        HEARD,
        {
            "on_channel": message.channel,
            "under_id": message.sender_id,
            "last_heard_at": message.received_at,
            "unreached_at": None,
        },
    )


def set_muted(session: Session, person_id: int, muted_at: datetime | None) -> None:
    """The person gets no more messages that are not an answer; None lifts it."""
    session.execute(update(Person).where(col(Person.id) == person_id).values(muted_at=muted_at))


def phones_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The telephone of each of these who gave one."""
    query = select(col(Person.id), col(Person.phone)).where(col(Person.phone) != "")
    wanted = set(person_ids)
    return {row[0]: row[1] for row in session.execute(query).all() if row[0] in wanted}


def set_phone(session: Session, person_id: int, phone: str, channel: str) -> None:
    """The person can be telephoned, and is known by the number when they answer on `channel`."""
    person = session.get_one(Person, person_id)
    person.phone, person.sms_agreed_at = phone, None
    session.add(person)
    of_number = col(Identity.channel) == channel, col(Identity.external_id) == phone
    known = session.scalars(select(Identity).where(*of_number)).first()
    if known is None:  # a family may share a number: it stays with whoever gave it first
        named = Identity(
            county_id=person.county_id, person_id=person_id, channel=channel, external_id=phone
        )
        session.add(named)


def set_sms_agreed(session: Session, person_id: int, agreed_at: datetime | None) -> None:
    """Short messages may be sent to the person from now on; None takes that back."""
    session.execute(
        update(Person).where(col(Person.id) == person_id).values(sms_agreed_at=agreed_at)
    )


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
        .values(name="", phone="", home_region_id=None, sms_agreed_at=None)
    )
    session.execute(update(Report).where(col(Report.person_id) == person_id).values(words=""))
    session.execute(update(Survey).where(col(Survey.person_id) == person_id).values(remark=""))
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
