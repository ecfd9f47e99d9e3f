"""Access tokens: one desk for every secret, counted, so that tests see who fetched how often.

In both systems every caller gets the same token as long as it lives (`stable_token` of an official
account, `gettoken` of WeCom): 7,200 seconds. In its last five minutes a stable token is replaced,
and both are good for those minutes. A forced one is another, at most 20 a day and 30 s apart.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.clock import Clock
from tests.platform.refusals import RefusedError

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCED_APART = timedelta(seconds=30)
FORCED_A_DAY = 20


@dataclass
class TokenDesk:
    """The tokens of one secret. `invalid` is the code for a token that was never or is no more."""

    clock: Clock
    name: str
    invalid: int
    is_stable: bool = False
    life: timedelta = LIFE
    fetches: int = 0
    made: int = 0
    forced: list[datetime] = field(default_factory=list)
    good: dict[str, datetime] = field(default_factory=dict)
    current: str = ""

    def fetch(self, *, is_forced: bool = False) -> tuple[str, int]:
        """A token and the seconds it has left; raises RefusedError."""
        now = self.clock.now()
        self.fetches += 1
        if is_forced:
            self._count_forced(now)
        left = self.good.get(self.current, now) - now
        spare = OVERLAP if self.is_stable else timedelta()
        if is_forced or left <= spare:
            self._renew(now, is_forced=is_forced)
            left = self.life
        return self.current, int(left.total_seconds())

    def check(self, token: str | None) -> None:
        """The token opens this desk's doors; raises RefusedError."""
        if not token:
            raise RefusedError(41001, "access_token missing")
        until = self.good.get(token)
        if until is None:
            raise RefusedError(
                self.invalid, "invalid credential, access_token is invalid or not latest"
            )
        if until <= self.clock.now():
            raise RefusedError(42001, "access_token expired")

    def knows(self, token: str | None) -> bool:
        """True for a token that was made here, be it good or not."""
        return bool(token) and f"{token}".startswith(f"{self.name}+")

    def revoke(self) -> None:
        """No token made so far is good any more; the next one asked for is another."""
        self.good.clear()
        self.current = ""

    def expire(self) -> None:
        """Every token made so far has run out this moment."""
        self.good = dict.fromkeys(self.good, self.clock.now())

    def _renew(self, now: datetime, *, is_forced: bool) -> None:
        if self.current in self.good and not is_forced:
            self.good[self.current] = min(self.good[self.current], now + OVERLAP)
        self.made += 1
        self.current = f"{self.name}+{self.made}/="  # letters that a careless URL breaks
        self.good[self.current] = now + self.life

    def _count_forced(self, now: datetime) -> None:
        today = [at for at in self.forced if now - at < timedelta(days=1)]
        if len(today) >= FORCED_A_DAY or (today and now - today[-1] < FORCED_APART):
            raise RefusedError(45009, "reach max api daily quota limit")
        self.forced = [*today, now]
        self.good.clear()
