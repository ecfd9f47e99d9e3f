"""Until when, and why: "延期到下周五,等配件", "宽限3天 配件没到", "先挂账吧,等开春再修"."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "半": 0}
_NUMBER = "(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})"
_WEEKDAYS = "一二三四五六日"
_VERB = (
    "申请延期|延期办理|办理延期|续挂账?|挂账|挂起来?|挂着|挂|展期|延期|宽限|宽展|延长|延后|推迟|顺延|暂缓|"
    "缓|延|宽|再给|多给|再要|还要|还得|再|拖|晚|放一放|放|搁置|搁|歇"
)
_FILLER = "(?:我们|俺们|咱们|我|俺|咱|办理|时间|时限|一下|个|上|几天|先|些|,|\\s)*"
_TO = "(?:到|至|在|等到)?"
_PLEASE = re.compile(
    "能不能|能否|可不可以|可否|是不是可以|行不行|中不中|麻烦|请示|申请|请求|请|领导|您看|要求|想要?|"
    "(?:办结|办理)(?:时间|时限)|(?:理由|原因|打算|计划|方案)(?:是)?[:\uff1a]?|因为|由于|把|给(?:我们|俺们)"
)
_MARKS = " ,。.:;、!?~-—\uff0c\uff1a\uff1b\uff01\uff1f\uff08\uff09()"
_PARTICLES = "吧吗呢啊哈呗了的"
_UNITS = {"天": 1, "日": 1, "周": 7, "星": 7, "礼": 7, "月": 30}
_FEW = {"一两": 2, "两三": 3, "三四": 4, "三五": 5, "四五": 5, "五六": 6}
_EMPTY = re.compile(
    "(?:几天|行不行?|中不|好不好|我们|俺们|咱们|再看|再说|复核|可以|一下|一些|时间|#?\\d+)?"
)
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Until:
    """A day that is named, or how much longer it shall take."""

    day: date | None = None
    days: int = 0
    workdays: int = 0

    def __bool__(self) -> bool:
        """True when anything of a time was said."""
        return self.day is not None or bool(self.days or self.workdays)


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: until when, and for which reason."""

    until: Until = Until()
    reason: str = ""


def read_deferral(text: str, today: date) -> Asked:
    """Until when and why the words want something put off; each empty where they do not say."""
    words = unicodedata.normalize("NFKC", text)
    until, span = _until(words, today)
    rest = words if span is None else words[: span[0]] + "," + words[span[1] :]
    return Asked(until, _reason(rest))


def _until(words: str, today: date) -> tuple[Until, tuple[int, int] | None]:
    """The time said after a word that puts off; else any day named after 到."""
    for pattern, read in _FORMS:
        found = re.search(f"(?:{_VERB}){_FILLER}{_TO}{_FILLER}(?P<when>{pattern})", words)
        found = found or re.search(f"(?:到|至|等|复核|再看)(?P<when>{pattern})", words)
        if found is not None and (until := read(found["when"], today)):
            return until, found.span()
    for pattern, read in _FORMS[:_NAMED]:
        found = re.search(
            f"(?P<when>{pattern})(?=.{{0,4}}(?:复核|再看|完成|办结|办完|弄完|修好))", words
        )
        if found is not None and (until := read(found["when"], today)):
            return until, found.span()
    return Until(), None


def _reason(words: str) -> str:
    """What is left beside the asking itself."""
    bare = re.sub(f"(?:先|就|再)?(?:{_REQUEST})(?:{_TO})", ",", words)
    parts = (part.strip(_MARKS) for part in re.split("[,;。\uff0c\uff1b!?\\s]+", bare))
    kept = (_PLEASE.sub("", part).strip(_MARKS).strip(_PARTICLES) for part in parts)
    told = (re.sub("^因(?!此)", "", part) for part in kept if not _EMPTY.fullmatch(part))
    return "\uff0c".join(part for part in told if len(_HAN.findall(part)) > 1)


_REQUEST = "申请延期|延期办理|办理延期|续挂账?|挂账|挂起来|展期|延期|宽限|宽展|延长|推迟|顺延|暂缓办理|暂缓|搁置|放一放|先挂着"


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_DIGITS.get(tens, 1) if tens else 1) + _DIGITS.get(ones, 0)
    return _DIGITS.get(text, 0)


def _full(text: str, _today: date) -> Until:
    year, month, day = map(int, re.findall(r"\d+", text))
    return Until(_date(year, month, day))


def _month_day(text: str, today: date) -> Until:
    month, day = (_number(part) for part in re.split("[月./-]", text.rstrip("日号")))
    found = _date(today.year, month, day)
    if found is not None and found < today:
        found = _date(today.year + 1, month, day)
    return Until(found)


def _day_only(text: str, today: date) -> Until:
    day = _number(re.sub("[日号]", "", text))
    here = _date(today.year, today.month, day)
    if here is not None and here >= today:
        return Until(here)
    following = today.replace(day=1) + timedelta(days=32)
    return Until(_date(following.year, following.month, day))


def _weekday(text: str, today: date) -> Until:
    weeks = text.count("下")
    named = _WEEKDAYS.find(text[-1].replace("天", "日").replace("末", "日"))
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=weeks, days=named)
    if not weeks and day <= today:
        day += timedelta(weeks=1)
    return Until(day)


def _month_end(text: str, today: date) -> Until:
    first = today.replace(day=1)
    for _ in range(1 + text.count("下")):
        first = (first + timedelta(days=32)).replace(day=1)
    return Until(first - timedelta(days=1))


def _soon(text: str, today: date) -> Until:
    return Until(
        today + timedelta(days={"明天": 1, "后天": 2, "大后天": 3, "明儿": 1, "后儿": 2}[text])
    )


def _workdays(text: str, _today: date) -> Until:
    return Until(workdays=_number(text.replace("工作日", "").replace("个", "")))


def _few(text: str, _today: date) -> Until:
    return Until(days=next(days for name, days in _FEW.items() if text.startswith(name)))


def _length(text: str, _today: date) -> Until:
    if text.startswith("半个月"):
        return Until(days=15)
    found = re.match(_NUMBER, text)
    count = _number(found.group()) if found else 0
    unit = re.sub(f"^(?:{_NUMBER})(?:个|)", "", text)[:1]
    return Until(days=count * _UNITS.get(unit, 1))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_FORMS: tuple[tuple[str, Callable[[str, date], Until]], ...] = (
    (r"\d{4}[年./-]\d{1,2}[月./-]\d{1,2}[日号]?", _full),
    (f"{_NUMBER}月{_NUMBER}[日号]?|\\d{{1,2}}[./-]\\d{{1,2}}[日号]?", _month_day),
    (f"{_NUMBER}号", _day_only),
    ("(?:下下|下|这|本)?(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]", _weekday),
    ("(?:下个?|这个?|本)?月(?:底|末)", _month_end),
    ("大后天|后天|明天|明儿|后儿", _soon),
    (f"{_NUMBER}(?:个|)工作日", _workdays),
    (f"(?:{'|'.join(_FEW)})(?:天|日)", _few),
    (f"半个月|{_NUMBER}(?:天|日(?!前))|{_NUMBER}(?:周|个?星期|个?礼拜)|{_NUMBER}个月", _length),
)
_NAMED = 6  # of the forms those that name a day
