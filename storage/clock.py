"""The only place that reads the clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's present moment in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that runs like the machine's but can be moved forward, for the demo page."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """The machine's moment plus everything it was moved forward."""
        return datetime.now(UTC) + self.ahead

    def move(self, by: timedelta) -> None:
        """Time stands `by` later; moving backwards is refused with ValueError."""
        if by < timedelta():
            raise ValueError("时间只能向前拨，不能往回拨。")
        self.ahead += by


class SetClock:
    """A clock that stands still until it is set, for replays and tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """The moment it was last set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """It is `at` from now on; an earlier moment is refused with ValueError."""
        if at < self._at:
            raise ValueError(f"the clock stands at {self._at} and cannot go back to {at}")
        self._at = at


def local(moment: datetime) -> datetime:
    """The same moment as people in China read it off the wall."""
    return moment.astimezone(CHINA)
