"""The history of a case: appended, never changed, each event holding its forerunner's hash."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import UTC
from itertools import groupby

from sqlalchemy import Table, bindparam, func, select
from sqlmodel import Session, SQLModel, col

from storage.prepared import read_rows, run_each
from storage.rows import amend
from storage.tables.case import Case, CaseEvent

CASE_EVENT: Table = SQLModel.metadata.tables["caseevent"]
APPEND = CASE_EVENT.insert()
_COLUMNS = tuple(column.name for column in CASE_EVENT.columns if not column.primary_key)
_EVENTS_OF_ONE = 8  # about as many things happen to a case
_AS_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
LAST_EVENT = (
    select(col(CaseEvent.position), col(CaseEvent.hash))
    .where(col(CaseEvent.case_id) == bindparam("case_id"))
    .order_by(col(CaseEvent.position).desc())
    .limit(1)
)


def last_event(session: Session, case_id: int) -> tuple[int, str]:
    """Position and hash of the newest event of a case; (0, "") when it has none."""
    for position, digest in read_rows(session, LAST_EVENT, {"case_id": case_id}):
        return position, digest
    return 0, ""


def append_event(session: Session, event: CaseEvent) -> CaseEvent:
    """The event is the newest of its case and holds the hash of the one before."""
    chain(event, last_event(session, event.case_id))
    session.add(event)
    return event


def chain(event: CaseEvent, last: tuple[int, str]) -> None:
    """The event stands behind the one whose position and hash are given."""
    position, previous_hash = last
    amend(event, {"position": position + 1, "previous_hash": previous_hash})
    amend(event, {"hash": hash_of(event)})


def append_chained(session: Session, events: Sequence[CaseEvent]) -> None:
    """These events, chained already, are rows; many cost little more than one."""
    run_each(session, APPEND, [{name: vars(e)[name] for name in _COLUMNS} for e in events])


def list_events(session: Session, case_id: int) -> list[CaseEvent]:
    """The history of a case, oldest first."""
    return list(
        session.scalars(
            select(CaseEvent)
            .where(col(CaseEvent.case_id) == case_id)
            .order_by(col(CaseEvent.position))
        )
    )


def hash_of(event: CaseEvent) -> str:
    """The digest over everything the event says and the digest before it."""
    told = [
        event.case_id,
        event.position,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_role.value,
        event.move.value,
        event.from_state.value if event.from_state else None,
        event.to_state.value,
        event.note,
        event.data,
        event.previous_hash,
    ]
    return hashlib.sha256(_AS_JSON.encode(told).encode()).hexdigest()


def is_unbroken(events: Sequence[CaseEvent]) -> bool:
    """True when no event of this history was changed, removed or slipped in."""
    before = ""
    for position, event in enumerate(events, start=1):
        if event.position != position or event.previous_hash != before:
            return False
        if event.hash != hash_of(event):
            return False
        before = event.hash
    return True


def last_changed(session: Session, county_id: int, most: int) -> dict[int, int]:
    """The cases that something happened to last, by id, with their numbers."""
    newest = (
        select(col(CaseEvent.case_id))
        .where(col(CaseEvent.county_id) == county_id)
        .order_by(col(CaseEvent.id).desc())
        .limit(most * _EVENTS_OF_ONE)
        .subquery()
    )
    found = select(col(Case.id), col(Case.number)).where(col(Case.id).in_(select(newest.c.case_id)))
    rows = session.execute(found.order_by(col(Case.id).desc()).limit(most)).all()
    return {case_id: number for case_id, number in rows if case_id is not None}


def histories_of(session: Session, case_ids: Collection[int]) -> dict[int, list[CaseEvent]]:
    """The history of each of these cases, oldest first."""
    rows = session.scalars(
        select(CaseEvent)
        .where(col(CaseEvent.case_id).in_(case_ids))
        .order_by(col(CaseEvent.case_id), col(CaseEvent.position))
    )
    return {case_id: list(of) for case_id, of in groupby(rows, key=lambda event: event.case_id)}


def newest_event(session: Session) -> int:
    """The id of the newest event of any case."""
    return session.scalar(select(func.max(col(CaseEvent.id)))) or 0


def changed_since(session: Session, event_id: int) -> frozenset[int]:
    """The cases that anything happened to after the event with this id."""
    later = select(col(CaseEvent.case_id)).where(col(CaseEvent.id) > event_id).distinct()
    return frozenset(session.scalars(later))
