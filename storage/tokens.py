"""Access tokens of the platforms: one row each, fetched by one replica and used by all."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Table
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session, SQLModel, col, select, update

from storage.counters import EVERYWHERE
from storage.prepared import run
from storage.rows import dialect_of, insert_into
from storage.tables.platform import PlatformToken

TOKEN: Table = SQLModel.metadata.tables["platform_token"]


@dataclass(frozen=True)
class Sealed:
    """A token as it is kept: only who knows the account's secret can open it."""

    content: bytes = field(repr=False)
    digest: str = field(repr=False)
    good_until: datetime


@dataclass(frozen=True)
class Turn:
    """What a replica that needs a token may do: use `kept`, else fetch one, else wait."""

    kept: Sealed | None = None
    may_fetch: bool = False


@cache
def _row_there(dialect: str) -> ClauseElement:
    """The row is there and locked."""
    return insert_into(dialect, TOKEN).on_conflict_do_update(
        index_elements=[TOKEN.c.county_id, TOKEN.c.key], set_={"key": TOKEN.c.key}
    )


def take(session: Session, key: str, now: datetime, lease: timedelta) -> Turn:
    """The token if it is good; else, to one caller only until `lease` ends, leave to fetch one."""
    row = _held(session, key)
    if (kept := _kept(row)) is not None and kept.good_until > now:
        return Turn(kept)
    if row.fetching_until is not None and row.fetching_until > now:
        return Turn()
    row.fetching_until = now + lease
    return Turn(may_fetch=True)


def may_force(
    session: Session, key: str, failed_digest: str, now: datetime, between: timedelta
) -> bool:
    """Whether the failed token may be forced out now; if so, nobody else may for that long.

    It may not when another token is kept by now.
    """
    row = _held(session, key)
    if row.digest and row.digest != failed_digest:
        return False
    if row.forced_at is not None and now - row.forced_at < between:
        return False
    row.forced_at = now
    return True


def put(session: Session, key: str, token: Sealed) -> None:
    """The token is kept in place of any other, and nobody is fetching one."""
    row = _held(session, key)
    row.sealed, row.digest, row.good_until = token.content, token.digest, token.good_until
    row.fetching_until = None


def give_up(session: Session, key: str) -> None:
    """Whoever had leave to fetch has failed: the next may try at once."""
    session.exec(
        update(PlatformToken).where(col(PlatformToken.key) == key).values(fetching_until=None)
    )


def evict(session: Session, key: str, digest: str) -> None:
    """The token is gone, if it is still this one."""
    row = _held(session, key)
    if row.digest == digest:
        row.sealed, row.digest, row.good_until = b"", "", None


def _held(session: Session, key: str) -> PlatformToken:
    given = {"county_id": EVERYWHERE, "key": key, "sealed": b"", "digest": ""}
    run(session, _row_there(dialect_of(session)), given)
    found = select(PlatformToken).where(col(PlatformToken.key) == key).with_for_update()
    return session.exec(found).one()


def _kept(row: PlatformToken) -> Sealed | None:
    if not row.digest or row.good_until is None:
        return None
    return Sealed(row.sealed, row.digest, row.good_until)
