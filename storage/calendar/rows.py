"""A year's notice as CSV: a day, whether it is off or worked, and the holiday's name."""

import csv
from collections import Counter
from collections.abc import Sequence

from storage.calendar.reading import parse_day
from storage.calendar.values import CalendarFile, DayEntry
from storage.county.nodes import Problems

_OFF = frozenset({"休", "放假", "假", "holiday", "off"})
_WORK = frozenset({"班", "上班", "调休上班", "workday", "work"})
_HEAD = frozenset({"日期", "date", "day"})


def read_rows(text: str, file: str, problems: Problems) -> CalendarFile:
    """Every line that can be read; the others are noted. The year is that of most of its days."""
    lines = [line.replace("\t", ",").replace("\uff0c", ",") for line in text.splitlines()]
    days = [
        day
        for number, cells in enumerate(csv.reader(lines), start=1)
        if (day := _read(number, cells, problems)) is not None
    ]
    if not days and not problems.listed():
        problems.add(1, "是个空文件")
    years = Counter(day.day.year for day in days)
    year = years.most_common(1)[0][0] if years else None
    return CalendarFile(file, year, tuple(days))


def _read(number: int, cells: Sequence[str], problems: Problems) -> DayEntry | None:
    first, kind, name = (*(cell.strip() for cell in cells), "", "", "")[:3]
    if not first or first.startswith("#") or first.lower() in _HEAD:
        return None
    day = parse_day(first)
    if day is None:
        problems.add(number, f"“{first}”不是日期，要写成 2027-01-01 的样子")
        return None
    if kind.lower() not in _OFF | _WORK:
        problems.add(number, f"第二列要写“休”或“班”，现在是“{kind}”")
        return None
    return DayEntry(day, kind.lower() in _WORK, name, line=number)
