"""The parts of a calendar file in YAML, each read from its node into its values."""

from collections.abc import Iterator
from datetime import date

from yaml.nodes import Node

from storage.calendar.checks import each_day
from storage.calendar.reading import are_in_order, parse_day, parse_hours, parse_month_day
from storage.calendar.values import SUMMER, CalendarFile, DayEntry, HoursEntry
from storage.county.nodes import Fields, Problems, line_of

_LONGEST = 15  # days off in a row; more is a slip of the pen
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def read_tree(root: Node, file: str, problems: Problems) -> CalendarFile:
    """Everything that can be read; what cannot is noted with its line."""
    fields = Fields(root, "文件", problems)
    year = _year(fields)
    notice = [*_holidays(fields, problems), *_workdays(fields, problems)]
    own = [day for node in fields.nodes("own") for day in _own(node, problems)]
    hours = list(_hours(fields, problems))
    fields.close()
    if notice and year is None:
        fields.wrong("写了放假或调休，就要写 year")
    return CalendarFile(file, year, (*notice, *own), tuple(hours))


def _year(fields: Fields) -> int | None:
    year = fields.number("year")
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        fields.wrong(f"{year} 不像年份", "year")
        return None
    return year


def _holidays(fields: Fields, problems: Problems) -> Iterator[DayEntry]:
    for node in fields.nodes("holidays"):
        holiday = Fields(node, "假期", problems)
        name = holiday.text("name", required=True)
        first = _day(holiday, "from")
        last = _day(holiday, "until") if holiday.node("until") else first
        holiday.close()
        if first is None or last is None:
            continue
        if not 0 <= (last - first).days < _LONGEST:
            holiday.wrong(f"{name}从 {first} 到 {last}，天数不对")
            continue
        for day in each_day(first, last):
            yield DayEntry(day, is_work=False, name=name, line=holiday.line)


def _workdays(fields: Fields, problems: Problems) -> Iterator[DayEntry]:
    for node in fields.nodes("workdays"):
        day = parse_day(str(node.value)) if isinstance(node.value, str) else None
        if day is None:
            problems.add(line_of(node), "workdays 里要写日期，如 2027-01-24")
        else:
            yield DayEntry(day, is_work=True, line=line_of(node))


def _own(node: Node, problems: Problems) -> Iterator[DayEntry]:
    fields = Fields(node, "本县的日子", problems)
    day, is_work, name = _day(fields, "date"), fields.flag("work"), fields.text("name")
    fields.close()
    if day is not None:
        yield DayEntry(day, is_work, name, is_own=True, line=fields.line)


def _day(fields: Fields, key: str) -> date | None:
    words = fields.text(key, required=True)
    day = parse_day(words) if words else None
    if words and day is None:
        fields.wrong(f"{key} 写的“{words}”不是日期，要写成 2027-01-01 的样子", key)
    return day


def _hours(fields: Fields, problems: Problems) -> Iterator[HoursEntry]:
    node = fields.node("hours")
    if node is not None:
        county = Fields(node, "hours", problems)
        yield _entry(county, "", "usual", problems)
        county.close()
    for one in fields.nodes("departments"):
        department = Fields(one, "部门", problems)
        name = department.text("name", required=True)
        yield _entry(department, name, "hours", problems)
        department.close()


def _entry(fields: Fields, name: str, key: str, problems: Problems) -> HoursEntry:
    usual = _spans(fields, key)
    if not usual:
        fields.wrong(f"{fields.what}缺少 {key}", key)
    every_day = fields.flag("every_day")
    summer, first, last = (), "06-01", "09-30"  # type: tuple[str, ...], str, str
    node = fields.node("summer")
    if node is not None:
        season = Fields(node, "summer", problems)
        summer = _spans(season, "hours") or SUMMER
        first, last = _month_day(season, "from", first), _month_day(season, "until", last)
        season.close()
    return HoursEntry(name, usual, summer, first, last, every_day, fields.line)


def _month_day(fields: Fields, key: str, usual: str) -> str:
    words = fields.text(key)
    found = parse_month_day(words) if words else usual
    if found is None:
        fields.wrong(f"{key} 要写成 06-01 的样子，现在是“{words}”", key)
    return found or usual


def _spans(fields: Fields, key: str) -> tuple[str, ...]:
    texts = fields.texts(key)
    spans = [(text, parse_hours(text)) for text in texts]
    for text, span in spans:
        if span is None:
            fields.wrong(f"“{text}”不是上班时间，要写成 08:30-12:00 的样子", key)
    known = tuple(span for _, span in spans if span is not None)
    if not are_in_order(known):
        fields.wrong(f"{key} 的几段时间要从早到晚，不能重叠", key)
    return tuple(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in known)
