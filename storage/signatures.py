"""Signatures of callbacks that were let through, remembered by all replicas."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Table, delete
from sqlmodel import Session, SQLModel, col, select

from storage.counters import EVERYWHERE
from storage.prepared import run_each
from storage.rows import Insert, dialect_of, insert_into
from storage.tables.platform import SeenSignature

SEEN: Table = SQLModel.metadata.tables["seen_signature"]


@cache
def _insert(dialect: str) -> Insert:
    return insert_into(dialect, SEEN).on_conflict_do_nothing(
        index_elements=[SEEN.c.county_id, SEEN.c.key]
    )


def remember(session: Session, seen: Sequence[dict[str, Any]]) -> list[str]:
    """Each signature is remembered; gives for each the content it was first seen with."""
    rows = [{"county_id": EVERYWHERE, **one} for one in seen]
    run_each(session, _insert(dialect_of(session)), rows)
    keys = {one["key"] for one in seen}
    found = session.exec(
        select(SeenSignature.key, SeenSignature.content).where(col(SeenSignature.key).in_(keys))
    )
    first = dict(found.all())
    return [first[one["key"]] for one in seen]


def purge(session: Session, now: datetime) -> None:
    """Signatures that are too old to pass anyway are forgotten."""
    session.exec(delete(SeenSignature).where(col(SeenSignature.expires_at) < now))
