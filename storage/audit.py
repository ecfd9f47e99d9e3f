"""Who looked, who did, who came in, what was changed: read by day, kind, case and member of staff.

There is no way in by a resident, and no column names one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    literal,
    literal_column,
    or_,
    select,
)
from sqlmodel import Session, col

from storage.accounts import KEPT_FOR
from storage.cases import find_numbered
from storage.codes import OF_BROADCASTS, AuditKind, AuditSource
from storage.tables.account import SignIn
from storage.tables.audit import AuditEntry
from storage.tables.case import IS_CORRECTION, Case, CaseEvent
from storage.tables.click import Click
from storage.tables.look import Look
from storage.tables.roster import RosterChange

EXPORTED_LEDGER = "ledger_export"  # what such a click is called; it tells what was taken out


class AuditRow(NamedTuple):
    """One line: when, who of the staff, about which case, and what, as codes and words."""

    id: int
    at: datetime
    person_id: int | None
    number: int | None
    code: str
    words: str
    is_done: bool


@dataclass(frozen=True)
class Asked:
    """Which lines are wanted; `before` is the id to go on from, for the next page."""

    county_id: int
    source: AuditSource
    begins_at: datetime
    ends_at: datetime
    person_ids: frozenset[int] | None = None
    number: int | None = None
    before: int | None = None


class _Columns(NamedTuple):
    id: Any
    county_id: Any
    at: Any
    person_id: Any
    case_id: Any
    code: Any
    words: Any
    is_done: Any = literal(True)  # noqa: FBT003 (a value of SQL)
    only: Any = None  # of all rows those for which this holds


_ENTRY = (
    AuditEntry.id, AuditEntry.county_id, AuditEntry.at, AuditEntry.person_id, AuditEntry.case_id,
    AuditEntry.kind, AuditEntry.details,
)  # fmt: skip
_SOURCES = {
    AuditSource.LOOKS: _Columns(
        Look.id, Look.county_id, Look.looked_at, Look.person_id, Look.case_id, Look.role, literal("")
    ),
    AuditSource.ACTS: _Columns(
        Click.id, Click.county_id, Click.at, Click.person_id, Click.case_id, Click.act,
        case((col(Click.act) == EXPORTED_LEDGER, col(Click.answer)), else_=""), Click.is_done,
    ),
    AuditSource.CORRECTIONS: _Columns(
        CaseEvent.id, CaseEvent.county_id, CaseEvent.at, CaseEvent.actor_id, CaseEvent.case_id,
        CaseEvent.move, CaseEvent.note, only=literal_column(f"caseevent.{IS_CORRECTION}"),
    ),
    AuditSource.SIGN_INS: _Columns(
        SignIn.id, SignIn.county_id, SignIn.begun_at, SignIn.person_id, literal(None),
        literal("sign_in"), SignIn.device,
    ),
    AuditSource.NOTES: _Columns(
        *_ENTRY, only=col(AuditEntry.kind).not_in(sorted(OF_BROADCASTS)),
    ),
    AuditSource.BROADCASTS: _Columns(
        *_ENTRY, only=col(AuditEntry.kind).in_(sorted(OF_BROADCASTS)),
    ),
    AuditSource.ROSTER: _Columns(
        RosterChange.id, RosterChange.county_id, RosterChange.at, RosterChange.by_id, literal(None),
        RosterChange.act, col(RosterChange.subject) + literal(" ") + col(RosterChange.details),
    ),
}  # fmt: skip


def note(session: Session, entry: AuditEntry) -> None:
    """It is written down."""
    session.add(entry)


def list_rows(session: Session, asked: Asked, most: int) -> list[AuditRow]:
    """The lines of one source, the newest first."""
    of = _SOURCES[asked.source]
    number = asked.number
    case = find_numbered(session, asked.county_id, number) if number is not None else None
    if number is not None and case is None:
        return []
    rows = session.execute(_query(of, asked, case.id if case else None).limit(most)).all()
    return [AuditRow(*row) for row in rows]


def purge(session: Session, now: datetime) -> None:
    """Vain tries to sign in of more than half a year ago are gone; everything else stays."""
    session.execute(
        delete(AuditEntry).where(
            col(AuditEntry.kind) == AuditKind.SIGN_IN_FAILED, col(AuditEntry.at) < now - KEPT_FOR
        )
    )


def _query(of: _Columns, asked: Asked, case_id: int | None) -> Select[Any]:
    # A case is of one county: not naming it keeps the planner from reading all lines of the days.
    first = of.county_id == asked.county_id if case_id is None else of.case_id == case_id
    wanted: list[ColumnElement[bool]] = [first, of.at >= asked.begins_at, of.at < asked.ends_at]
    if of.only is not None:
        wanted.append(of.only)
    if asked.person_ids is not None:
        wanted.append(of.person_id.in_(sorted(asked.person_ids)))
    if asked.before is not None:
        at = select(of.at).where(of.id == asked.before).scalar_subquery()
        wanted.append(or_(of.at < at, and_(of.at == at, of.id < asked.before)))
    found = select(of.id, of.at, of.person_id, col(Case.number), of.code, of.words, of.is_done)
    return (
        found.select_from(of.id.class_)
        .outerjoin(Case, col(Case.id) == of.case_id)
        .where(*wanted)
        .order_by(of.at.desc(), of.id.desc())
    )
