"""Lengths of time as the category file writes them: "30m", "4wh", "3wd", "15d"."""

import re
from datetime import timedelta

from handlers.understanding.categories import Span, Unit

_FORM = re.compile(r"(\d{1,4})(wh|wd|m|h|d)")


def parse_span(text: str) -> Span:
    """The length `text` names; raises ValueError when it names none."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"看不懂的时限：{text}")
    number, unit = int(found[1]), found[2]
    match unit:
        case "wd":
            return Span(Unit.WORKING_DAYS, days=number)
        case "wh":
            return Span(Unit.WORKING_HOURS, timedelta(hours=number))
        case "m":
            return Span(Unit.CLOCK, timedelta(minutes=number))
        case "h":
            return Span(Unit.CLOCK, timedelta(hours=number))
        case _:
            return Span(Unit.CLOCK, timedelta(days=number))
