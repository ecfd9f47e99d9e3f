"""How far a platform's messages have been fetched."""

from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Table, select
from sqlmodel import Session, SQLModel

from storage.counters import EVERYWHERE
from storage.rows import dialect_of, insert_into

CURSOR: Table = SQLModel.metadata.tables["synccursor"]


@cache
def _upsert(dialect: str) -> Executable:
    statement = insert_into(dialect, CURSOR)
    return statement.on_conflict_do_update(
        index_elements=[CURSOR.c.county_id, CURSOR.c.name],
        set_={name: statement.excluded[name] for name in ("value", "moved_at")},
    )


def find(session: Session, name: str) -> str:
    """Where the next fetch begins; empty when nothing was ever fetched."""
    found = select(CURSOR.c.value).where(CURSOR.c.county_id == EVERYWHERE, CURSOR.c.name == name)
    return str(session.connection().execute(found).scalar() or "")


def move(session: Session, name: str, value: str, now: datetime) -> None:
    """The next fetch begins here, once this transaction is committed."""
    row = {"county_id": EVERYWHERE, "name": name, "value": value, "moved_at": now}
    session.connection().execute(_upsert(dialect_of(session)), row)
