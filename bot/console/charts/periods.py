"""Days, weeks and months of the county, as charts go through them."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from storage.charts import NAMES, Days, Sums

_DAY = timedelta(days=1)
_YEAR_OF_WEEKS = timedelta(weeks=52)


class By(StrEnum):
    """How long one point of a chart is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SHOWN = {By.DAY: 30, By.WEEK: 13, By.MONTH: 13}  # how many points a chart has


def period(by: By, day: date) -> Days:
    """The day, the week from Monday on, or the month, that this day lies in."""
    if by is By.DAY:
        return Days(day, day)
    if by is By.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Days(monday, monday + timedelta(days=6))
    first = day.replace(day=1)
    return Days(first, (first + timedelta(days=31)).replace(day=1) - _DAY)


def before(by: By, days: Days) -> Days:
    """The period before this one."""
    return period(by, days.first - _DAY)


def after(by: By, days: Days) -> Days:
    """The period after this one."""
    return period(by, days.last + _DAY)


def year_ago(by: By, days: Days) -> Days:
    """The same period of last year: the same date, month, or week with the same weekdays."""
    if by is By.WEEK:
        return period(by, days.first - _YEAR_OF_WEEKS)
    is_leap_day = (days.first.month, days.first.day) == (2, 29)
    first = days.first - _DAY if is_leap_day else days.first
    return period(by, first.replace(year=first.year - 1))


def run_up(by: By, days: Days) -> list[Days]:
    """The periods up to this one, oldest first."""
    found = [days]
    while len(found) < SHOWN[by]:
        found.insert(0, before(by, found[0]))
    return found


def add_up(by_day: Mapping[date, Sums], days: Days) -> Sums:
    """The figures of a period, from those of its days."""
    found = dict.fromkeys(NAMES, 0.0)
    for day, sums in by_day.items():
        if days.first <= day <= days.last:
            for name in NAMES:
                found[name] += sums[name]
    return found


def named(by: By, days: Days) -> str:
    """The period as people say it: 2026年4月14日, 2026年4月13日至19日, 2026年4月."""
    first, last = days.first, days.last
    if by is By.MONTH:
        return f"{first.year}年{first.month}月"
    said = f"{first.year}年{first.month}月{first.day}日"
    if by is By.DAY:
        return said
    until = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
    return f"{said}至{until}"


def spanned(days: Days) -> str:
    """These days as people say them, whatever period they are."""
    fitting = (by for by in (By.MONTH, By.DAY) if period(by, days.first) == days)
    return named(next(fitting, By.WEEK), days)


def short(by: By, days: Days) -> str:
    """The period as an axis has room for it: 4/14, 4/13, 4月."""
    first = days.first
    if by is not By.MONTH:
        return f"{first.month}/{first.day}"
    return f"{first.year}年" if first.month == 1 else f"{first.month}月"
