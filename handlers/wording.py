"""How moments, places and people are put into words for a reader."""

import re
from datetime import datetime, timedelta

from handlers.texts import render
from handlers.understanding.categories import Span, Unit
from storage.clock import CHINA
from storage.tables.letter import Letter

_FIGURE = "[0-9\uff10-\uff19一二三四五六七八九十]"
_FULL_WIDTH = dict(zip(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01", strict=True))
_BARE_MARK = re.compile(r"(?<=[\u3400-\u9fff])[,;:?!]|[,;:?!](?=[\u3400-\u9fff])")
_INDOORS = re.compile(rf"{_FIGURE}+\s*(?:单元|室|户|号房)(?:{_FIGURE}+(?:室|户|楼|层)?|(?:室|户)?)")
_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
_DAYS_AHEAD = {word: ahead for ahead, word in _DAYS.items()}
_DAY_WORD = re.compile("|".join(_DAYS_AHEAD))
_INSIDE = re.compile(
    rf"(?<=[楼座]){_FIGURE}+(?:楼|层)|(?<=[楼座栋幢]){_FIGURE}{{3,4}}[室房]?(?!{_FIGURE}|号楼)"
)


def when(moment: datetime, now: datetime) -> str:
    """A moment as people say it: 今天18:00, 明天09:30, 4月15日18:00, 2027年1月4日08:30."""
    there, here = moment.astimezone(CHINA), now.astimezone(CHINA)
    days = (there.date() - here.date()).days
    clock = f"{there:%H:%M}"
    if -1 <= days <= max(_DAYS):
        return _DAYS[days] + clock
    year = "" if there.year == here.year else f"{there.year}年"
    return f"{year}{there.month}月{there.day}日{clock}"


def as_of(words: str, days: int) -> str:
    """The words as they are right for a reader so many days later: 明天 becomes 今天."""
    return _DAY_WORD.sub(lambda found: _DAYS.get(_DAYS_AHEAD[found[0]] - days, found[0]), words)


def names_a_day(words: str) -> str:
    """The first word for a day that is right for one day only, like 明天; empty when there is none."""
    found = _DAY_WORD.search(words)
    return found[0] if found else ""


def days_between(earlier: datetime, later: datetime) -> int:
    """How many midnights of China's time lie between the two."""
    return (later.astimezone(CHINA).date() - earlier.astimezone(CHINA).date()).days


def week_of(moment: datetime) -> str:
    """The week whose round is being answered: that of the question, asked on Friday at the latest."""
    year, week, _ = (moment.astimezone(CHINA) - timedelta(days=3)).isocalendar()
    return f"{year}-W{week:02}"


def day_of(moment: datetime, now: datetime) -> str:
    """The day of a moment as people say it: 今天, 明天, 后天, 4月15日."""
    return when(moment, now)[: -len("00:00")]


def within(span: timedelta) -> str:
    """A length of time as people say it: 30分钟, 2小时, 3天."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        return f"{max(minutes, 1)}分钟"
    if minutes < 24 * 60 * 2:
        hours = minutes / 60
        return f"{hours:g}小时" if hours == int(hours) else f"{round(hours, 1):g}小时"
    return f"{round(minutes / 1440)}天"


def span(limit: Span) -> str:
    """A limit as people say it: 30分钟, 4个工作小时, 1个工作日."""
    if limit.unit is Unit.WORKING_DAYS:
        return f"{limit.days}个工作日"
    if limit.unit is Unit.DAYS:
        return f"{limit.days}天"
    if limit.unit is Unit.WORKING_HOURS:
        return f"{limit.length.total_seconds() / 3600:g}个工作小时"
    return within(limit.length)


def public_place(place: str) -> str:
    """The place without what would point to one household: no unit, floor or room."""
    return _INSIDE.sub("", _INDOORS.sub("", place)).strip(" ,，、")


def number(value: int) -> str:
    """A case number as people see it: #00123."""
    return f"#{value:05d}"


def chinese_marks(text: str) -> str:
    """What a person typed with English marks, set with Chinese ones between Chinese words."""
    return _BARE_MARK.sub(lambda found: _FULL_WIDTH[found[0]], text)


def salutation(name: str) -> str:
    """How a member of staff is called in a group: by the family name only."""
    return f"{name[0]}师傅" if name else "网格员"


def letter_name(letter: Letter) -> str:
    """What a letter is called in writing: 督办单〔2026〕3号."""
    kind = render(f"letter_kind.{letter.kind.value}")
    return f"{kind}〔{letter.year}〕{letter.number}号"


def letter_short(letter: Letter) -> str:
    """What a letter is called in a chat: 督办单3号."""
    return f"{render(f'letter_kind.{letter.kind.value}')}{letter.number}号"


def in_full(moment: datetime) -> str:
    """A moment as a document gives it: 2026年4月15日18:00."""
    there = moment.astimezone(CHINA)
    return f"{there.year}年{there.month}月{there.day}日{there:%H:%M}"


def day_in_full(moment: datetime) -> str:
    """A day as a document gives it: 2026年4月15日."""
    there = moment.astimezone(CHINA)
    return f"{there.year}年{there.month}月{there.day}日"
