"""Timers: what is due fires once, and in the order in which it was due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Integer, Table, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session, SQLModel, col, func, select

from storage.codes import TimerKind, TimerState
from storage.prepared import read_all, read_rows, run, run_each
from storage.rows import Insert, dialect_of, insert_into, pause_after, values
from storage.tables.timer import Timer

TIMER: Table = SQLModel.metadata.tables["timer"]

_waiting = col(Timer.state) == TimerState.WAITING

# Statements are built once: building one costs several times as much as running it.
CLAIM = (
    TIMER.select()
    .where(_waiting, col(Timer.next_attempt_at) <= bindparam("now"))
    .order_by(col(Timer.next_attempt_at), col(Timer.id))
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
STILL_WAITING = select_columns(TIMER.c.id).where(TIMER.c.id == bindparam("timer_id"), _waiting)
NEXT_DUE_AT = select(func.min(Timer.next_attempt_at)).where(_waiting)
COUNT_WAITING = select(func.count()).select_from(Timer).where(_waiting)
ATTEMPTS = (
    select_columns(TIMER.c.state, TIMER.c.attempts, TIMER.c.next_attempt_at)
    .where(TIMER.c.id == bindparam("timer_id"))
    .with_for_update()
)
CHANGE = TIMER.update().where(TIMER.c.id == bindparam("timer_id"))


@cache
def _insert(dialect: str) -> Insert:
    statement = insert_into(dialect, TIMER)
    anew = ("lateness", "case_id", "data", "state", "attempts", "next_attempt_at", "error")
    return statement.on_conflict_do_update(
        index_elements=[TIMER.c.subject, TIMER.c.kind, TIMER.c.due_at],
        set_={name: statement.excluded[name] for name in anew},
        where=TIMER.c.state == TimerState.STOPPED,
    )


@cache
def _insert_one(dialect: str) -> Executable:
    return _insert(dialect).returning(TIMER.c.id)


@cache
def _stop(named: frozenset[str]) -> ClauseElement:
    tests = {
        "of_case": TIMER.c.case_id == bindparam("of_case"),
        "of_subject": TIMER.c.subject == bindparam("of_subject"),
        "of_kinds": TIMER.c.kind.in_(bindparam("of_kinds", expanding=True)),
    }
    chosen = (test for name, test in tests.items() if name in named)
    stopped = TIMER.update().where(TIMER.c.state == TimerState.WAITING, *chosen)
    return stopped.values(state=TimerState.STOPPED)


def start(session: Session, timer: Timer) -> int | None:
    """The timer waits until it is due: its id, or None when it waits or has fired already.

    One that was stopped waits again.
    """
    row = values(TIMER, timer) | {"next_attempt_at": timer.due_at}
    found: int | None = session.connection().execute(_insert_one(dialect_of(session)), row).scalar()
    return found


def start_rows(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """The timers, given as plain values, wait until they are due, as with `start`."""
    given = [{**row, "next_attempt_at": row["due_at"]} for row in rows]
    run_each(session, _insert(dialect_of(session)), given)


def stop(
    session: Session,
    *,
    case_id: int | None = None,
    subject: str | None = None,
    kinds: Sequence[TimerKind] = (),
) -> int:
    """The waiting timers of the case or subject (of these kinds, if any) will not fire: how many.

    Raises ValueError when neither a case nor a subject is named.
    """
    if case_id is None and subject is None:
        raise ValueError("name the case or the subject whose timers are to stop")
    meant = {"of_case": case_id, "of_subject": subject, "of_kinds": list(kinds) or None}
    given = {name: value for name, value in meant.items() if value is not None}
    return run(session, _stop(frozenset(given)), given)


def claim(session: Session, now: datetime, limit: int) -> list[Timer]:
    """The timers to fire in this transaction, the first due first, to look at.

    Nobody else gets them.
    """
    return read_all(session, Timer, CLAIM, {"now": now, "limit": limit})


def is_waiting(session: Session, timer_id: int) -> bool:
    """True while the timer has neither fired nor been stopped."""
    return bool(read_rows(session, STILL_WAITING, {"timer_id": timer_id}))


def finish(session: Session, timer_id: int, now: datetime) -> None:
    """The timer has fired."""
    fired = {"timer_id": timer_id, "state": TimerState.FIRED, "fired_at": now}
    run(session, CHANGE, fired)


def fail(
    session: Session, timer_id: int, now: datetime, error: str, max_attempts: int = 5
) -> TimerState:
    """The failed attempt is counted: the timer waits for the next one, or is dead.

    `due_at` stays as it was. A timer that somebody else has fired or stopped stays as it is.
    """
    row = session.connection().execute(ATTEMPTS, {"timer_id": timer_id}).one()
    if row.state is not TimerState.WAITING or row.next_attempt_at > now:
        return TimerState(row.state)
    attempts = row.attempts + 1
    state = TimerState.DEAD if attempts >= max_attempts else TimerState.WAITING
    counted = {
        "timer_id": timer_id,
        "state": state,
        "attempts": attempts,
        "next_attempt_at": now + pause_after(attempts),
        "error": error,
    }
    session.connection().execute(CHANGE, counted)
    return state


def next_due_at(session: Session) -> datetime | None:
    """When the next timer is to be claimed; None when none waits."""
    return session.exec(NEXT_DUE_AT).one()


def count_waiting(session: Session) -> int:
    """How many timers wait."""
    return session.exec(COUNT_WAITING).one()
