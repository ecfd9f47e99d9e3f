"""Letters: drafted once, numbered without gaps, found by number or by whom they wait for."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage import counters
from storage.codes import LetterState
from storage.errors import NotFoundError
from storage.tables.letter import Letter

WAITING = (LetterState.DRAFT, LetterState.ISSUED, LetterState.RECEIVED)


def draft(session: Session, letter: Letter) -> Letter | None:
    """The letter, with the next number of its kind and year; None when its cause had one.

    Whoever else drafts one of this kind waits until the transaction ends, so no number is lost.
    """
    counter = f"letter:{letter.kind.value}:{letter.year}"
    counters.hold(session, letter.county_id, counter)
    if _under_key(session, letter.county_id, letter.key) is not None:
        return None
    letter.number = counters.next_value(session, letter.county_id, counter)
    session.add(letter)
    session.flush()
    return letter


def get_letter(session: Session, letter_id: int) -> Letter:
    """The letter, locked until the transaction ends; raises NotFoundError."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None:
        raise NotFoundError(f"letter {letter_id}")
    return letter


def find_letter(session: Session, letter_id: int) -> Letter | None:
    """The letter with this id, to look at."""
    return session.get(Letter, letter_id)


def list_numbered(session: Session, county_id: int, number: int) -> list[Letter]:
    """The letters of any kind and year with this number, oldest first."""
    return list(
        session.exec(
            select(Letter)
            .where(col(Letter.county_id) == county_id, col(Letter.number) == number)
            .order_by(col(Letter.id))
        )
    )


def list_waiting(session: Session, county_id: int, limit: int = 50) -> list[Letter]:
    """The letters that somebody owes a step on, the oldest first."""
    return list(
        session.exec(
            select(Letter)
            .where(col(Letter.county_id) == county_id, col(Letter.state).in_(WAITING))
            .order_by(col(Letter.id))
            .limit(limit)
        )
    )


def list_waiting_for(
    session: Session, department_ids: Iterable[int], region_ids: Iterable[int]
) -> list[Letter]:
    """The letters sent to these units that wait for a receipt or an answer, oldest first."""
    addressed = or_(
        col(Letter.department_id).in_(list(department_ids)),
        col(Letter.region_id).in_(list(region_ids)),
    )
    sent = (LetterState.ISSUED, LetterState.RECEIVED)
    statement = select(Letter).where(addressed, col(Letter.state).in_(sent))
    return list(session.exec(statement.order_by(col(Letter.id))))


def list_newest(session: Session, county_id: int, limit: int = 200) -> list[Letter]:
    """The letters of a county, the newest first."""
    return list(
        session.exec(
            select(Letter)
            .where(col(Letter.county_id) == county_id)
            .order_by(col(Letter.id).desc())
            .limit(limit)
        )
    )


def list_of_case(session: Session, case_id: int) -> list[Letter]:
    """The letters about a case, the oldest first."""
    about = col(Letter.case_id) == case_id
    return list(session.exec(select(Letter).where(about).order_by(col(Letter.id))))


def list_between(
    session: Session, county_id: int, since: datetime, until: datetime
) -> Sequence[Letter]:
    """The letters drafted in this time, in the order of their numbers."""
    return session.exec(
        select(Letter)
        .where(
            col(Letter.county_id) == county_id,
            col(Letter.drafted_at) >= since,
            col(Letter.drafted_at) < until,
        )
        .order_by(col(Letter.kind), col(Letter.year), col(Letter.number))
    ).all()


def _under_key(session: Session, county_id: int, key: str) -> Letter | None:
    return session.exec(
        select(Letter).where(col(Letter.county_id) == county_id, col(Letter.key) == key)
    ).first()
