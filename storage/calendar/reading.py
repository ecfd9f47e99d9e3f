"""Days and hours as people write them: "2027-01-24", "2027年1月24日", "08:30-12:00"."""

import re
from datetime import date, time
from itertools import pairwise

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-~—至到]\s*(\d{1,2}):(\d{2})")


def parse_day(text: str) -> date | None:
    """The day that is written; None when there is no such day."""
    found = _DATE.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def parse_month_day(text: str) -> str | None:
    """A day of any year, as MM-DD; None when there is no such day."""
    found = _MONTH_DAY.fullmatch(text.strip())
    day = parse_day(f"2024-{found[1]}-{found[2]}") if found else None
    return f"{day:%m-%d}" if day else None


def parse_hours(text: str) -> tuple[time, time] | None:
    """From when until when; midnight at the end is 24:00. None when that is no span of a day."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    begin, end = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    minutes = (int(found[2]), int(found[4]))
    if not begin < end <= 24 * 60 or max(minutes) > 59:
        return None
    return time(*divmod(begin, 60)), time(*divmod(end % (24 * 60), 60))


def are_in_order(hours: tuple[tuple[time, time], ...]) -> bool:
    """True when each span begins after the one before has ended."""
    return all(time() < before[1] <= then[0] for before, then in pairwise(hours))
