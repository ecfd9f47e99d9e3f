"""How often a platform lets us send, counted by all replicas before anything is sent.

The decisions are pure: times and `now` go in, a number of seconds comes out. `Limiter` keeps the
times in a row under lock. Sources: the platforms' own pages, for each limit as of 2022 to 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.channels.base import SendLater
from storage import sending
from storage.clock import Clock
from storage.db import Database, DatabaseUnavailableError

_SLACK = 0.5  # seconds: the platform counts by its own clock


@dataclass(frozen=True)
class Limit:
    """At most so many messages within any span of this length."""

    most: int
    within: timedelta


_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

PER_ROBOT = (Limit(20, _MINUTE),)
"""A group robot (群机器人): above it 45009 and a minute of silence."""
PER_MEMBER = (Limit(30, _MINUTE),)
"""A member of the corporation, by the app: what is above it is dropped without a word."""
PER_BOT_CHAT = (Limit(30, _MINUTE), Limit(1000, _HOUR))
"""A chat of the 智能机器人, replies and pushes together."""


def seconds_to_wait(
    sent_at: Sequence[float], limits: Sequence[Limit], now: float, count: int = 1
) -> float:
    """How long until `count` more may be sent after these; 0 when at once.

    Raises ValueError when they are more than any limit ever allows together.
    """
    return max(_wait(sorted(sent_at), limit, now, count) for limit in limits)


def _wait(sent_at: Sequence[float], limit: Limit, now: float, count: int) -> float:
    if count > limit.most:
        raise ValueError(f"{count} messages at once, where {limit.most} are allowed")
    span = limit.within.total_seconds()
    counted = [at for at in sent_at if at > now - span]
    over = len(counted) + count - limit.most
    return max(0.0, counted[over - 1] + span - now) if over > 0 else 0.0


def still_counted(sent_at: Sequence[float], limits: Sequence[Limit], now: float) -> list[float]:
    """The times that some limit still counts."""
    longest = max(limit.within.total_seconds() for limit in limits)
    return [at for at in sent_at if at > now - longest]


class Limiter:
    """Counts what is sent to each receiver of one channel, together with all replicas."""

    def __init__(self, channel: str, limits: Sequence[Limit], db: Database, clock: Clock) -> None:
        self._channel = channel
        self._limits = limits
        self._db = db
        self._clock = clock

    async def take(self, receiver: str, count: int = 1) -> None:
        """`count` messages to `receiver` are counted as sent.

        Raises SendLater with the seconds to wait when that would be too many; then none counts.
        """
        now = self._clock.now()
        try:
            wait = await self._db.tx(lambda session: self._take(session, receiver, count, now))
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None
        if wait > 0:
            raise SendLater("发得太快，平台不收，等一等再发。", wait + _SLACK)

    def _take(self, session: Session, receiver: str, count: int, now: datetime) -> float:
        log, at = sending.hold_log(session, f"{self._channel}:{receiver}"), now.timestamp()
        counted = still_counted(log.sent_at, self._limits, at)
        wait = seconds_to_wait(counted, self._limits, at, count)
        if wait <= 0:
            longest = max(limit.within for limit in self._limits)
            sending.write_log(log, [*counted, *[at] * count], longest)
        return wait
