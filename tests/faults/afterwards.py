"""Looks into the database from outside, while the service runs and after it has ended."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, func, select

from storage import counters
from storage.clock import SystemClock
from storage.codes import InboxState, OutboxState, TimerState
from storage.db import Database
from storage.tables.case import Case, Report
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.timer import Timer
from tests.faults.evidence import faults
from tests.faults.outside import Platform, Residents

T = TypeVar("T")

_COUNTED: dict[str, type[SQLModel]] = {
    "messages": InboundMessage,
    "cases": Case,
    "reports": Report,
}


async def ask(url: str, fn: Callable[[Session], T]) -> T:
    """What `fn` reads in the database."""
    db = Database.open(url)
    try:
        return await db.read(fn)
    finally:
        await db.close()


async def until_calm(url: str, within: float = 60.0) -> None:
    """Everything that can be done by now is done."""
    end = monotonic() + within
    while undone := await ask(url, _undone):
        assert monotonic() < end, f"still to be done: {undone}"
        await asyncio.sleep(0.2)


async def wrong(url: str, residents: Residents, platform: Platform) -> list[str]:
    """Everything that was lost, doubled or left lying."""
    return await ask(
        url,
        lambda session: faults(
            session, residents.accepted, platform.taken + residents.heard, _now(session)
        ),
    )


async def waiting(url: str) -> int:
    """How many messages are not handled yet."""
    return await ask(url, _still_waiting)


async def held(url: str) -> int:
    """How many rows somebody has claimed and not let go."""
    return await ask(url, _being_sent)


def summary(session: Session) -> str:
    """How much there was to do."""
    counted = [
        f"{session.exec(select(func.count()).select_from(model)).one()} {name}"
        for name, model in _COUNTED.items()
    ]
    states = session.exec(
        select(OutboundMessage.state, func.count()).group_by(col(OutboundMessage.state))
    )
    said = ", ".join(f"{number} {state}" for state, number in states)
    fired = select(func.count()).where(col(Timer.state) == TimerState.FIRED)
    return f"{', '.join(counted)}, {session.exec(fired).one()} timers fired; said: {said}"


def _undone(session: Session) -> dict[str, int]:
    now = _now(session)
    due = col(Timer.state) == TimerState.WAITING, col(Timer.next_attempt_at) <= now
    unsaid = (
        col(OutboundMessage.state) == OutboxState.WAITING,
        col(OutboundMessage.not_before) <= now,
    )
    found = {
        "messages": _still_waiting(session),
        "being sent": _being_sent(session),
        "timers": session.exec(select(func.count()).where(*due)).one(),
        "unsaid": session.exec(select(func.count()).where(*unsaid)).one(),
    }
    return {name: number for name, number in found.items() if number}


def _still_waiting(session: Session) -> int:
    state = col(InboundMessage.state) == InboxState.WAITING
    return session.exec(select(func.count()).where(state)).one()


def _being_sent(session: Session) -> int:
    state = col(OutboundMessage.state) == OutboxState.SENDING
    return session.exec(select(func.count()).where(state)).one()


def _now(session: Session) -> datetime:
    """The time in the demo, whose clock may have been moved forward."""
    return SystemClock().now() + counters.find_clock_ahead(session)
