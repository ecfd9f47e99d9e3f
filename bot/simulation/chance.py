"""Chance under a seed: whether, which, and how much later."""

import math
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from random import Random

from bot.simulation.dials import Dials
from storage.clock import local

_UP, _TO_BED = time(7, 30), time(21, 45)


def seeded(seed: int) -> Random:
    """Draws the same things again for the same seed."""
    return Random(seed)  # noqa: S311  (it plays people, it keeps no secret)


class Chance:
    """Draws what people do by the table of dials."""

    def __init__(self, dials: Dials, rng: Random) -> None:
        self.dials = dials
        self.rng = rng

    def is_so(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def which(self, shares: Mapping[str, float]) -> str:
        """One of them, by its share."""
        return self.rng.choices([*shares], [*shares.values()])[0]

    def later(self, now: datetime, pace: str, *, by_night: bool = False) -> datetime:
        """When somebody of this pace has got round to it; who sleeps does it in the morning."""
        least, most = (span.total_seconds() for span in self.dials.pace[pace])
        seconds = math.exp(self.rng.uniform(math.log(least), math.log(most)))
        at = now + timedelta(seconds=seconds)
        return at if by_night else self._awake(at)

    def _awake(self, at: datetime) -> datetime:
        here = local(at)
        if _UP <= here.time() < _TO_BED:
            return at
        morning = here.replace(hour=_UP.hour, minute=_UP.minute, second=0, microsecond=0)
        if here.time() >= _TO_BED:
            morning += timedelta(days=1)
        return morning + timedelta(minutes=self.rng.randrange(90))
