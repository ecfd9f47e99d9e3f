"""What must hold of a year's calendar before anything of it is written."""

from collections.abc import Iterable
from datetime import date, timedelta

from storage.calendar.values import CalendarFile, DayEntry
from storage.county.nodes import Problems

FEWEST_FREE = 13  # days off by law since 2025 (全国年节及纪念日放假办法 art. 2)
BY_LAW = {"元旦": ((1, 1),), "劳动节": ((5, 1), (5, 2)), "国庆节": ((10, 1), (10, 2), (10, 3))}
WEEK = "一二三四五六日"
_NOTICE_MONTH = 12  # a notice may begin in the last month of the year before


def check(file: CalendarFile, problems: Problems) -> None:
    """Every day that cannot be is noted with its line, and what a whole year lacks."""
    _twice(file.days, problems)
    for day in file.days:
        _check_day(day, file.year, problems)
    if file.year is not None:
        _whole_year(file, file.year, problems)


def _twice(days: Iterable[DayEntry], problems: Problems) -> None:
    first: dict[date, DayEntry] = {}
    for one in days:
        known = first.setdefault(one.day, one)
        if known is not one:
            both = "又放假又上班" if known.is_work is not one.is_work else "写了两遍"
            problems.add(one.line, f"{one.day}{both}（第 {known.line} 行已有）")


def _check_day(one: DayEntry, year: int | None, problems: Problems) -> None:
    if one.is_own or year is None:
        return
    day = one.day
    if day.year != year and (day.year, day.month) != (year - 1, _NOTICE_MONTH):
        problems.add(one.line, f"{day}不在{year}年里")
    elif one.is_work and day.weekday() < 5:
        problems.add(one.line, f"{day}是星期{WEEK[day.weekday()]}，本来就上班，不是调休")


def _whole_year(file: CalendarFile, year: int, problems: Problems) -> None:
    free = {one.day for one in file.days if not one.is_work and not one.is_own}
    for name, days in BY_LAW.items():
        missing = [date(year, *one) for one in days if date(year, *one) not in free]
        if missing:
            said = "、".join(f"{day.month}月{day.day}日" for day in missing)
            problems.add(1, f"缺少{name}：{said}没有写放假")
    if len(free) < FEWEST_FREE:
        problems.add(1, f"全年只写了 {len(free)} 天放假，法定节日有 {FEWEST_FREE} 天，可能没写全")


def each_day(first: date, last: date) -> list[date]:
    """All days from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
