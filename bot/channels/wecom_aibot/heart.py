"""When a long connection is asked for a sign of life, when it is dead, when to try again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PING_EVERY = timedelta(seconds=30)
MISSED = 2
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_AFTER_KICK = (60.0, 300.0, 900.0, 3600.0)


class Beat(StrEnum):
    """What is to be done about a connection now."""

    QUIET = "quiet"
    PING = "ping"
    DEAD = "dead"


@dataclass
class Heart:
    """One connection's signs of life."""

    asked_at: datetime
    unanswered: int = 0
    has_answered: bool = False

    def beat(self, now: datetime) -> Beat:
        """What to do now; a ping counts as unanswered until `answered`."""
        if now - self.asked_at < PING_EVERY:
            return Beat.QUIET
        if self.unanswered >= MISSED:
            return Beat.DEAD
        self.asked_at, self.unanswered = now, self.unanswered + 1
        return Beat.PING

    def answered(self) -> None:
        """It lives."""
        self.has_answered |= self.unanswered > 0
        self.unanswered = 0


def pause_after_loss(losses: int) -> timedelta:
    """How long to wait after so many lost or failed connections in a row: 1, 2, 4 … 30 s."""
    return timedelta(seconds=min(_FIRST_PAUSE * 2.0 ** min(losses - 1, 10), _LONGEST_PAUSE))


def pause_after_kick(kicks: int) -> timedelta:
    """How long to leave the line to whoever took it: who fights back is kicked again."""
    return timedelta(seconds=_AFTER_KICK[min(kicks, len(_AFTER_KICK)) - 1])
