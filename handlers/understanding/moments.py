"""Moments and limits as people say them: 明天下午三点, 周五上午, 三天内, 月底前."""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from handlers.understanding.categories import Span, Unit
from storage.clock import CHINA

_HAN = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 0}
_FIGURE = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_AHEAD = {"今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_DAY = re.compile(r"(大后|今|明|后|当)(?:天|日|早|晚)")
_WEEKDAY = re.compile(r"(这|本|下)?(?:周|星期|礼拜)([一二三四五六日天末])")
_DATE = re.compile(rf"(?:({_FIGURE})\s*月\s*)?({_FIGURE})\s*[日号]")
_HOUR = re.compile(
    rf"(上午|早上|早晨|中午|下午|傍晚|晚上|今晚|晚)?\s*({_FIGURE})(?:[点时:](?:(半)|(一刻)|({_FIGURE})\s*分?)?)"
)
_PART = re.compile(r"上午|早上|早晨|中午|下午|傍晚|晚上")
_PART_HOUR = {"中午": time(12), "下午": time(15), "傍晚": time(17, 30), "晚上": time(19)}
_MORNING = time(9, 30)
_LIMIT = re.compile(
    rf"(?<![月第周期拜])({_FIGURE}|半)\s*个?\s*"
    r"(工作日|工作小时|天|日(?=之?内|以内)|小时|钟头|周|星期|礼拜|月)\s*(?:之?内|以内|前|[办完修弄搞处解清更补])"
)
_MONTH_END = re.compile(r"(本|这个?|下个?)?月底")
_SUNDAY = 6
_HALF = {name: timedelta(hours=12) for name in "天日"} | {"月": timedelta(days=15)}
_UNITS = {
    "工作日": (Unit.WORKING_DAYS, 1),
    "工作小时": (Unit.WORKING_HOURS, 1),
    "小时": (Unit.CLOCK, 1),
    "钟头": (Unit.CLOCK, 1),
    "周": (Unit.DAYS, 7),
    "星期": (Unit.DAYS, 7),
    "礼拜": (Unit.DAYS, 7),
    "月": (Unit.DAYS, 30),
}


def parse_moment(text: str, now: datetime) -> datetime | None:
    """The moment that is named, morning where only a day is; None when no day or hour is."""
    words = unicodedata.normalize("NFKC", text)
    day, hour = _day(words, now), _hour(words)
    if day is None and hour is None:
        return None
    here = now.astimezone(CHINA)
    chosen = day or here.date()
    part = _PART.search(words)
    at = hour or _PART_HOUR.get(part.group() if part else "", _MORNING)
    return datetime.combine(chosen, at, CHINA).astimezone(UTC)


def parse_limit(text: str, now: datetime) -> Span | date | None:
    """How long, or until which day, something may take; None when nothing is said of it."""
    words = unicodedata.normalize("NFKC", text)
    found = _LIMIT.search(words)
    if found is not None:
        return _span(found[1], found[2])
    if (end := _MONTH_END.search(words)) is not None:
        return _month_end(now.astimezone(CHINA).date(), is_next=(end[1] or "").startswith("下"))
    return _day(words, now)


def figure(text: str) -> int:
    """A small number as people write it: 3, 三, 十二."""
    if text.isdigit():
        return int(text)
    tens, has_ten, ones = text.partition("十")
    if not has_ten:
        return _HAN.get(text, 0)
    return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)


def _span(amount: str, unit: str) -> Span:
    if amount == "半":
        return Span(Unit.CLOCK, _HALF.get(unit, timedelta(minutes=30)))
    kind, each = _UNITS.get(unit, (Unit.DAYS, 1))
    number = figure(amount)
    if kind in (Unit.CLOCK, Unit.WORKING_HOURS):
        return Span(kind, timedelta(hours=number))
    return Span(kind, days=each * number)


def _day(words: str, now: datetime) -> date | None:
    today = now.astimezone(CHINA).date()
    if (found := _DATE.search(words)) is not None:
        return _dated(today, found[1], found[2])
    if (week := _WEEKDAY.search(words)) is not None:
        return _weekday(today, week[1] or "", week[2])
    if (near := _DAY.search(words)) is not None:
        return today + timedelta(days=_AHEAD[near[1]])
    return None


def _dated(today: date, month: str | None, day: str) -> date | None:
    wanted, number = figure(month) if month else today.month, figure(day)
    year = today.year
    if not 1 <= wanted <= 12 or not 1 <= number <= monthrange(year, wanted)[1]:
        return None
    found = date(year, wanted, number)
    if found >= today:
        return found
    if month:
        return found.replace(year=year + 1)
    return found.replace(month=wanted % 12 + 1, year=year + wanted // 12)


def _weekday(today: date, which: str, name: str) -> date:
    wanted = _SUNDAY if name in "日天末" else "一二三四五六".index(name)
    monday = today - timedelta(days=today.weekday())
    found = monday + timedelta(days=wanted + (7 if which == "下" else 0))
    return found if found >= today or which else found + timedelta(days=7)


def _month_end(today: date, *, is_next: bool) -> date:
    ahead = today.month + (1 if is_next else 0)
    year, month = today.year + (ahead - 1) // 12, (ahead - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _hour(words: str) -> time | None:
    found = _HOUR.search(words)
    if found is None:
        return None
    hour = figure(found[2])
    minute = 30 if found[3] else 15 if found[4] else figure(found[5]) if found[5] else 0
    if found[1] in ("下午", "傍晚", "晚上", "今晚", "晚") and hour < 12:
        hour += 12
    elif found[1] is None and 1 <= hour <= 6:
        hour += 12  # nobody meets at three in the night
    return time(hour, minute) if hour < 24 and minute < 60 else None
