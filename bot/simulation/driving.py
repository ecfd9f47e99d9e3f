"""Time jumps from one due thing to the next; of the real loops only those that have work step."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from bot.channels.base import Inbound
from bot.loops import Loops
from bot.replay.passing import NEXT_TO_SAY
from storage import inbox, timers
from storage.clock import SetClock
from storage.prepared import read_rows

_MOST_STEPS = 5000  # at one moment; more would mean that something is due for ever

_DUE = select(
    inbox.NEXT_ATTEMPT_AT.scalar_subquery(),
    timers.NEXT_DUE_AT.scalar_subquery(),
    NEXT_TO_SAY.scalar_subquery(),
)  # one statement: it is asked at every step

Due = tuple[datetime | None, datetime | None, datetime | None]


class EndlessMomentError(Exception):
    """同一时刻的事怎么也办不完。"""


class Driver:
    """Steps inbox, timers and outbox of one database under a clock that is set."""

    def __init__(self, loops: Loops, clock: SetClock) -> None:
        self._loops = loops
        self._clock = clock
        self._steps = 0

    async def step(self, until: datetime) -> bool:
        """What was due first, before `until`, is done; False when nothing was."""
        message, timer, word = await self._loops.db.read(_due)
        first = min((at for at in (message, timer, word) if at is not None), default=None)
        if first is None or first >= until:
            return False
        self._steps = self._steps + 1 if first <= self._clock.now() else 0
        if self._steps > _MOST_STEPS:
            raise EndlessMomentError(EndlessMomentError.__doc__)
        now = max(first, self._clock.now())
        self._clock.set(now)
        is_heard, is_due, is_said = (at is not None and at <= now for at in (message, timer, word))
        if is_heard:
            await self._loops.worker.step()
        if is_due:
            await self._loops.sweep()
        if is_said:
            await self._say()
        return True

    async def hear(self, said: Sequence[Inbound]) -> None:
        """The words are stored, and those that come first in their chats are handled."""
        await self._loops.inlet.accept(said)
        await self._loops.worker.step()

    async def _say(self) -> None:
        await self._loops.sender.step()
        await self._loops.sender.landed()


def _due(session: Session) -> Due:
    [(message, timer, word)] = read_rows(session, _DUE, {})
    return message, timer, word
