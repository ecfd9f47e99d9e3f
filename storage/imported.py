"""Cases that came from an old ledger: closed, with one line of history, once each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table
from sqlmodel import Session, SQLModel, col, exists, select

from storage import cases, counters, history
from storage.codes import CaseState, Move, Role
from storage.prepared import run_each
from storage.rows import as_read, blank
from storage.tables.case import Case, CaseEvent, Whistle
from storage.tables.imported import ImportedCase

IMPORTED: Table = SQLModel.metadata.tables["importedcase"]
ADD = IMPORTED.insert()
_AT_ONCE = 400

IS_OURS: ColumnElement[bool] = ~exists().where(col(ImportedCase.case_id) == col(Case.id))
"""True of the cases that did not come from an old ledger: nothing is known of how they went."""


@dataclass(frozen=True)
class Landed:
    """A case of the past with what belongs to it, as plain values."""

    case: Mapping[str, object]
    note: str
    mark: Mapping[str, object]  # digest, key, number, file_name, satisfied
    whistle: Mapping[str, object] | None


@dataclass(frozen=True)
class Importer:
    """Who imports, in which role, when."""

    county_id: int
    person_id: int
    role: Role
    now: datetime


def known(
    session: Session, county_id: int, digests: Iterable[str], keys: Iterable[str]
) -> frozenset[str]:
    """Which of these digests and keys were imported before."""
    found: set[str] = set()
    wanted, named = list(digests), [key for key in keys if key]
    for column, values in ((col(ImportedCase.digest), wanted), (col(ImportedCase.key), named)):
        for start in range(0, len(values), _AT_ONCE):
            piece = values[start : start + _AT_ONCE]
            of = col(ImportedCase.county_id) == county_id
            found |= set(session.exec(select(column).where(of, column.in_(piece))))
    return frozenset(found)


def hold(session: Session, county_id: int) -> None:
    """Nobody else imports until the transaction ends: two who land the same rows wait in turn."""
    counters.hold(session, county_id, "imported")


def land(session: Session, importer: Importer, rows: Sequence[Landed]) -> list[int]:
    """Every case exists, closed, with its line of history; gives their numbers in the same order."""
    numbers, whistles, marks, events = [], [], [], []
    base = {
        **blank(Case),
        "county_id": importer.county_id,
        "state": CaseState.CLOSED,
    }
    for row in rows:
        number = counters.next_value(session, importer.county_id, "case")
        case_id = cases.open_row(session, {**base, **row.case, "number": number})
        numbers.append(number)
        of = {"county_id": importer.county_id, "case_id": case_id}
        events.append(_event(of, row.note, importer))
        marks.append({**blank(ImportedCase), **of, **row.mark, **_by(importer)})
        if row.whistle is not None:
            whistles.append({**blank(Whistle), **of, **row.whistle})
    history.append_chained(session, events)
    run_each(session, ADD, marks)
    cases.whistle(session, whistles)
    return numbers


def _by(importer: Importer) -> dict[str, object]:
    return {"imported_at": importer.now, "person_id": importer.person_id}


def _event(of: Mapping[str, int], note: str, importer: Importer) -> CaseEvent:
    event = as_read(
        CaseEvent,
        {
            **blank(CaseEvent),
            **of,
            "at": importer.now,
            "actor_id": importer.person_id,
            "actor_role": importer.role,
            "move": Move.REGISTER,
            "from_state": None,
            "to_state": CaseState.CLOSED,
            "note": note,
            "data": {"imported": True},
        },
    )
    history.chain(event, (0, ""))
    return event
