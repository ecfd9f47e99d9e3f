"""What people write into cells, understood: days and moments as they are usually spelt, numbers."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from math import isfinite

from storage.clock import CHINA

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (a day on Excel's calendar, in no time zone)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_DAY = r"(?P<year>\d{4})\s*(?:[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*[日号]?|(?P<run>\d{4}))"
_TIME = (
    r"(?:[T\s,]*(?P<half>上午|下午|晚上|中午|凌晨|早上|早晨)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<minute>\d{1,2})\s*分?(?::?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?|(?P<half_past>半))?)?"
)
_WRITTEN = re.compile(rf"{_DAY}(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?{_TIME}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_QUOTED = re.compile(r"^'(?=[=+\-@])")  # as some programs mark a text that looks like a formula
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LATE = ("下午", "晚上")
_NOON = 12


def text_of(value: object) -> str:
    """A cell as it reads: Excel keeps telephone numbers and case numbers as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        shown = value.strftime("%Y-%m-%d %H:%M")
        return shown.removesuffix(" 00:00")
    plain = _CONTROL.sub("", str(value).replace("_x000D_", "")).strip()
    return _QUOTED.sub("", plain)


def moment_of(value: object) -> datetime | None:
    """The moment a cell tells, in China's time, midnight for a day alone; None when unclear."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=CHINA)
    if isinstance(value, date):
        return datetime.combine(value, time(), CHINA)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_serial(float(value)) or _written(text_of(value))
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).strip()
        return _of_serial(float(plain)) if _SERIAL.fullmatch(plain) else _written(plain)
    return None


def day_of(value: object) -> date | None:
    """The day a cell tells; None when unclear."""
    found = moment_of(value)
    return found.date() if found is not None else None


def count_of(value: object) -> int | None:
    """The whole number a cell tells; None when it is none."""
    plain = unicodedata.normalize("NFKC", text_of(value)).replace(",", "")
    return int(plain) if plain.isdecimal() and len(plain) < 10 else None


def _of_serial(days: float) -> datetime | None:
    """A day counted from Excel's first one, with the time behind the point, to the minute."""
    if not isfinite(days) or int(days) not in _SERIALS:
        return None
    minutes = round((days - int(days)) * 24 * 60)
    return (_DAY_ZERO + timedelta(days=int(days), minutes=minutes)).replace(tzinfo=CHINA)


def _written(plain: str) -> datetime | None:
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    run = found["run"]
    month, day = (run[:2], run[2:]) if run else (found["month"], found["day"])
    minute = "30" if found["half_past"] else found["minute"] or "0"
    try:
        return datetime(
            int(found["year"]), int(month), int(day),
            _hour(found["half"], int(found["hour"] or 0)), int(minute), int(found["second"] or 0),
            tzinfo=CHINA,
        )  # fmt: skip
    except ValueError:
        return None


def _hour(half: str | None, hour: int) -> int:
    is_late = half in _LATE or (half == "中午" and hour < _NOON - 2)
    return hour + _NOON if is_late and hour < _NOON else hour
