"""Witnesses beside the tables: the database itself writes down what was finished, and when twice."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

_TABLE = "CREATE TABLE witness (what TEXT NOT NULL, row_id INTEGER NOT NULL)"
_ONCE = (
    ("timer", "fired"),
    ("inbox", "done"),
    ("outbox", "sent"),
)
_NEVER = ("caseevent",)
_TRIGGER = (
    "CREATE TRIGGER witness_{name} AFTER {of}"
    " BEGIN INSERT INTO witness VALUES ('{what}', {row}.id); END"
)
_OFTEN = (
    "SELECT row_id, count(*) FROM witness WHERE what = :what GROUP BY row_id HAVING count(*) > 1"
)
_SEEN = "SELECT count(*) FROM witness WHERE what = :what"


def install(session: Session) -> None:
    """From now on every finished timer and message, and every touched event, is written down."""
    session.connection().execute(text(_TABLE))
    for table, state in _ONCE:
        of = f"UPDATE OF state ON {table} WHEN NEW.state = '{state}'"
        _trigger(session, f"{table}_{state}", of, f"{table}:{state}", "NEW")
    for table in _NEVER:
        for verb in ("UPDATE", "DELETE"):
            _trigger(session, f"{table}_{verb}", f"{verb} ON {table}", f"{table}:changed", "OLD")


def _trigger(session: Session, name: str, of: str, what: str, row: str) -> None:
    made = _TRIGGER.format(name=name, of=of, what=what, row=row)
    session.connection().execute(text(made))


def twice(session: Session, what: str) -> Sequence[int]:
    """The rows that this happened to more than once."""
    return [row[0] for row in session.connection().execute(text(_OFTEN), {"what": what})]


def count(session: Session, what: str) -> int:
    """How often this happened."""
    return int(session.connection().execute(text(_SEEN), {"what": what}).scalar_one())
