"""Lengths of time as files and rows write them: "30m", "4wh", "3wd", "15d"."""

import re
from datetime import timedelta

from handlers.understanding.categories import Span, Unit

_FORM = re.compile(r"(\d{1,8})(wh|wd|ws|m|h|d|s)")
_DAYS = {"d": Unit.DAYS, "wd": Unit.WORKING_DAYS}
_HOURS = {
    "s": (Unit.CLOCK, timedelta(seconds=1)),
    "m": (Unit.CLOCK, timedelta(minutes=1)),
    "h": (Unit.CLOCK, timedelta(hours=1)),
    "ws": (Unit.WORKING_HOURS, timedelta(seconds=1)),
    "wh": (Unit.WORKING_HOURS, timedelta(hours=1)),
}


def parse_span(text: str) -> Span:
    """The length `text` names; raises ValueError when it names none.

    Days are days of the calendar, of which the first is not counted (Civil Code art. 201); hours
    and shorter run from the moment itself.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"看不懂的时限：{text}")
    number, name = int(found[1]), found[2]
    if name in _DAYS:
        return Span(_DAYS[name], days=number)
    unit, one = _HOURS[name]
    return Span(unit, number * one)


def written(span: Span) -> str:
    """The length as a row keeps it; `parse_span` gives it back, to the second."""
    seconds = round(span.length.total_seconds())
    match span.unit:
        case Unit.WORKING_DAYS:
            return f"{span.days}wd"
        case Unit.DAYS:
            return f"{span.days}d"
        case Unit.WORKING_HOURS:
            return f"{seconds}ws"
        case Unit.CLOCK:
            return f"{seconds}s"
