"""How much a platform lets through: allowances after somebody spoke, and rates by the minute."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.platform.refusals import RefusedError

HOURS_48 = timedelta(hours=48)
MINUTE = timedelta(minutes=1)


@dataclass
class Allowance:
    """What may still be sent to one person, and until when. Every deed of theirs sets it anew."""

    too_late: int
    too_many: int
    left: int = 0
    until: datetime | None = None

    def open(self, number: int, now: datetime, within: timedelta) -> None:
        """So many messages may be sent from now on; what was left of an older deed is gone."""
        self.left, self.until = number, now + within

    def close(self) -> None:
        """Nothing may be sent: the person has gone."""
        self.until = None

    def spend(self, now: datetime) -> None:
        """One message less; raises RefusedError."""
        if self.until is None or now >= self.until:
            raise RefusedError(
                self.too_late, "response out of time limit or subscription is canceled"
            )
        if self.left <= 0:
            raise RefusedError(self.too_many, "out of response count limit")
        self.left -= 1


@dataclass
class Rate:
    """At most `most` in any `within`, for each name by itself."""

    most: int
    within: timedelta
    _came: defaultdict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def takes(self, name: str, now: datetime) -> bool:
        """True, and it counts, while the rate is kept."""
        came = self._came[name]
        while came and now - came[0] >= self.within:
            came.popleft()
        if len(came) >= self.most:
            return False
        came.append(now)
        return True
