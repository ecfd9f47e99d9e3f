"""What decisions are handed from outside, as protocols."""

from datetime import date, datetime, timedelta
from typing import Protocol

from handlers.understanding.reading import Around, Reading


class Reader(Protocol):
    """Understands texts. Pure: the same text and surroundings give the same reading."""

    def read(self, text: str, around: Around) -> Reading:
        """What `text` means; never raises, whatever the text."""
        ...


class Calendar(Protocol):
    """Counts working time."""

    def knows(self, year: int) -> bool:
        """True when the holidays of this year are known; else Monday to Friday are assumed."""
        ...

    def is_workday(self, moment: datetime) -> bool:
        """True when the local day of `moment` is a working day."""
        ...

    def add_working(self, start: datetime, span: timedelta) -> datetime:
        """The moment at which `span` of working hours after `start` has passed."""
        ...

    def add_workdays(self, start: datetime, days: int) -> datetime:
        """Close of business of the `days`-th working day after the day of `start`."""
        ...

    def add_days(self, start: datetime, days: int) -> datetime:
        """Close of business of the `days`-th day after `start`, or of the next working day."""
        ...

    def close_of(self, day: date) -> datetime:
        """Close of business of this day, or of the next working day when nobody works on it."""
        ...

    def workdays_between(self, earlier: datetime, later: datetime) -> int:
        """How many working days there are after the day of `earlier`, up to that of `later`."""
        ...

    def next_working(self, moment: datetime) -> datetime:
        """`moment` itself when inside working hours, else the next start of business."""
        ...

    def working_between(self, earlier: datetime, later: datetime) -> timedelta:
        """How much working time lies between the two moments; none when they are swapped."""
        ...
