"""What a rate is: a share with its n, what was left out, and the cases behind it (domain 3e)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

FEWEST = 10  # below this nothing is shown but n


class RateName(StrEnum):
    """What is counted."""

    ACCEPTED_IN_TIME = "accepted_in_time"
    RESPONSE = "response"
    REPORTED_IN = "reported_in"
    VALID_WHISTLES = "valid_whistles"
    HANDED_BACK = "handed_back"
    ANSWERED_IN_TIME = "answered_in_time"
    SOLVED = "solved"
    CONTENT = "content"
    THREE_STARS = "three_stars"
    ASKED = "asked"
    NOT_RATED = "not_rated"
    REOPENED = "reopened"
    SOLVED_LOCALLY = "solved_locally"
    FINISHED = "finished"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Unit:
    """One thing that is counted, the case behind it, and how much of it was reached."""

    number: int
    reached: float


@dataclass(frozen=True)
class Rate:
    """A share of what should be; `excluded` has the numbers of the cases left out, by reason."""

    units: tuple[Unit, ...]
    excluded: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many were counted."""
        return len(self.units)

    @property
    def numerator(self) -> float:
        """How much was reached."""
        return sum(unit.reached for unit in self.units)

    @property
    def is_hidden(self) -> bool:
        """True for so few that somebody could be recognised, or chance decides."""
        return self.n < FEWEST

    @property
    def value(self) -> float | None:
        """The share; None while it is hidden."""
        return None if self.is_hidden else self.numerator / self.n

    @property
    def cases(self) -> tuple[int, ...]:
        """The numbers of the cases behind it, each once."""
        return tuple(sorted({unit.number for unit in self.units}))

    @property
    def missed(self) -> tuple[int, ...]:
        """The numbers of the cases in which not all was reached."""
        return tuple(sorted({unit.number for unit in self.units if unit.reached < 1}))


@dataclass(frozen=True)
class Durations:
    """How long cases took until they were answered, in working hours."""

    hours: tuple[tuple[int, float], ...]  # case number, working hours

    @property
    def n(self) -> int:
        """How many were counted."""
        return len(self.hours)

    @property
    def median(self) -> float | None:
        """Half took no longer; None when there are too few to show."""
        return None if self.n < FEWEST else median(length for _, length in self.hours)

    @property
    def ninth(self) -> float | None:
        """Nine of ten took no longer (P90, nearest rank); None when there are too few."""
        if self.n < FEWEST:
            return None
        lengths = sorted(length for _, length in self.hours)
        return lengths[-(-9 * self.n // 10) - 1]
