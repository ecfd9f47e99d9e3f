"""What a calendar file says, as frozen values; `line` is where the file says it."""

from dataclasses import dataclass, field
from datetime import date

USUAL = ("08:30-12:00", "14:30-18:00")
SUMMER = ("08:30-12:00", "15:00-18:30")


@dataclass(frozen=True)
class DayEntry:
    """One day that is worked or free, and under which name."""

    day: date
    is_work: bool
    name: str = ""
    is_own: bool = False  # the county's own day, not the notice's
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class HoursEntry:
    """The hours of the county (no department named) or of one department."""

    department: str = ""
    usual: tuple[str, ...] = USUAL
    summer: tuple[str, ...] = ()
    summer_from: str = "06-01"
    summer_until: str = "09-30"
    every_day: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class CalendarFile:
    """A whole calendar file, checked. Without a year it only adds the county's own days and hours."""

    file: str
    year: int | None = None
    days: tuple[DayEntry, ...] = ()
    hours: tuple[HoursEntry, ...] = ()
