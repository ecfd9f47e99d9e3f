"""What only one replica does at a time: taken for a while, kept by renewing, taken over when stale."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, Table, bindparam, or_, select
from sqlmodel import Session, SQLModel

from storage.counters import EVERYWHERE
from storage.rows import dialect_of, insert_into

LEASE: Table = SQLModel.metadata.tables["lease"]

LEFT = (
    LEASE.update()
    .where(LEASE.c.name == bindparam("of"), LEASE.c.holder == bindparam("by"))
    .values(until=bindparam("now"))
)


@cache
def _taken(dialect: str) -> Executable:
    statement = insert_into(dialect, LEASE)
    theirs_or_stale = or_(
        LEASE.c.holder == statement.excluded.holder,
        LEASE.c.until <= bindparam("now", type_=LEASE.c.until.type),
    )
    return statement.on_conflict_do_update(
        index_elements=[LEASE.c.county_id, LEASE.c.name],
        set_={name: statement.excluded[name] for name in ("holder", "until")},
        where=theirs_or_stale,
    ).returning(LEASE.c.holder)


def take(session: Session, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """True when it is the holder's until `now` + `length`: it was theirs, nobody's or stale."""
    row = {"county_id": EVERYWHERE, "name": name, "holder": holder, "until": now + length}
    taken = session.connection().execute(_taken(dialect_of(session)), row | {"now": now})
    return taken.scalar() is not None


def leave(session: Session, name: str, holder: str, now: datetime) -> None:
    """It is nobody's, if it was this holder's; the next who asks has it."""
    session.connection().execute(LEFT, {"of": name, "by": holder, "now": now})


def find_holder(session: Session, name: str, now: datetime) -> str | None:
    """Who has it now; None when nobody has or theirs is stale."""
    found = select(LEASE.c.holder).where(LEASE.c.name == name, LEASE.c.until > now)
    holder: str | None = session.connection().execute(found).scalar()
    return holder
