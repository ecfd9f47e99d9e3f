"""Time passes under a clock that is set: whatever falls due on the way is done at its moment."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.loops import Loops
from storage import inbox, timers
from storage.clock import SetClock
from storage.codes import OutboxState
from storage.tables.message import OutboundMessage

_MOST_STEPS = 2000
# When the first waiting words are to be sent.
NEXT_TO_SAY = select(func.min(OutboundMessage.not_before)).where(
    col(OutboundMessage.state) == OutboxState.WAITING
)


async def pass_until(loops: Loops, clock: SetClock, until: datetime) -> None:
    """It is `until`, and everything that fell due before has been done when it was due."""
    tried: datetime | None = None
    for _ in range(_MOST_STEPS):
        due = await loops.db.read(_next_due)
        if due is None or due > until or due == tried:
            break
        tried = due
        clock.set(max(due, clock.now()))
        await loops.settle()
    clock.set(max(until, clock.now()))
    await loops.settle()


def _next_due(session: Session) -> datetime | None:
    found = (
        timers.next_due_at(session),
        inbox.next_attempt_at(session),
        session.exec(NEXT_TO_SAY).one(),
    )
    return min((one for one in found if one is not None), default=None)
