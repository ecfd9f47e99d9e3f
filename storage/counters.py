"""Numbers that are given out once, and small facts that survive a restart."""

from datetime import timedelta
from functools import cache

from sqlalchemy import Table
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session, SQLModel, col, select

from storage.prepared import returned, run
from storage.rows import dialect_of, insert_into
from storage.tables.counter import Counter

COUNTER: Table = SQLModel.metadata.tables["counter"]
EVERYWHERE = 0  # a fact of the whole installation, not of one county
CLOCK_AHEAD = "clock_ahead_seconds"


@cache
def _upsert(dialect: str, *, growing: bool) -> ClauseElement:
    statement = insert_into(dialect, COUNTER)
    value = COUNTER.c.value + 1 if growing else statement.excluded.value
    return statement.on_conflict_do_update(
        index_elements=[COUNTER.c.county_id, COUNTER.c.name], set_={"value": value}
    ).returning(COUNTER.c.value)


@cache
def _held(dialect: str) -> ClauseElement:
    """The row is there and locked; its value stays as it is."""
    return insert_into(dialect, COUNTER).on_conflict_do_update(
        index_elements=[COUNTER.c.county_id, COUNTER.c.name], set_={"value": COUNTER.c.value}
    )


def next_value(session: Session, county_id: int, name: str) -> int:
    """The next number of this counter; nobody gets the same one, the first is 1."""
    row = {"county_id": county_id, "name": name, "value": 1}
    statement = _upsert(dialect_of(session), growing=True)
    return int(returned(session, statement, row))


def hold(session: Session, county_id: int, name: str) -> None:
    """Nobody else takes a number of this counter until the transaction ends."""
    row = {"county_id": county_id, "name": name, "value": 0}
    run(session, _held(dialect_of(session)), row)


def find_value(session: Session, county_id: int, name: str) -> int | None:
    """The number last given out or set; None when there was none."""
    return session.exec(
        select(Counter.value).where(col(Counter.county_id) == county_id, col(Counter.name) == name)
    ).first()


def set_value(session: Session, county_id: int, name: str, value: int) -> None:
    """The counter stands at `value`."""
    row = {"county_id": county_id, "name": name, "value": value}
    returned(session, _upsert(dialect_of(session), growing=False), row)


def find_clock_ahead(session: Session) -> timedelta:
    """How far the demo clock was moved forward; nothing when it never was."""
    return timedelta(seconds=find_value(session, EVERYWHERE, CLOCK_AHEAD) or 0)


def set_clock_ahead(session: Session, ahead: timedelta) -> None:
    """The demo clock will be found this far ahead after a restart."""
    set_value(session, EVERYWHERE, CLOCK_AHEAD, int(ahead.total_seconds()))
