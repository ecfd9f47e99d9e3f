"""A calendar file (日历文件, YAML or CSV) read into checked values, with every mistake named at once.

docs/calendar-file.md shows both forms at length. As YAML:

    year: 2027
    holidays:    - {name: 元旦, from: 2027-01-01, until: 2027-01-03}
    workdays:    - 2027-01-24                    weekend days worked in exchange (调休)
    own:         - {date: 2027-07-08, work: false, name: 古会}
    hours:       {usual: [08:30-12:00, 14:30-18:00],
                  summer: {from: 06-01, until: 09-30, hours: [08:30-12:00, 15:00-18:30]}}
    departments: - {name: 供电公司, hours: [00:00-24:00], every_day: true}

Without a year only the county's own days and hours are changed. A CSV file is one year's notice.
"""

from pathlib import Path

import yaml

from storage.calendar.checks import check
from storage.calendar.parts import read_tree
from storage.calendar.rows import read_rows
from storage.calendar.values import CalendarFile
from storage.county.nodes import Problem, Problems

_ENCODINGS = ("utf-8-sig", "gb18030")


class CalendarFileError(Exception):
    """The calendar file cannot be used; the message lists every line that must be put right."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = [f"{file} 第 {p.line} 行：{p.reason}。" for p in problems]
        super().__init__(
            "\n".join([f"日历文件有 {len(problems)} 处要改，什么都没有写入。", *lines])
        )


def load_calendar_file(path: Path) -> CalendarFile:
    """The calendar at `path`; raises CalendarFileError."""
    try:
        text = decoded(path.read_bytes())
    except OSError:
        raise CalendarFileError(
            path.name, (Problem(1, "打不开这个文件，看看路径和权限"),)
        ) from None
    if text is None:
        raise CalendarFileError(path.name, (Problem(1, "不是文本文件（要 UTF-8 或 GBK 编码）"),))
    return parse_calendar_file(text, path.name)


def parse_calendar_file(text: str, file: str) -> CalendarFile:
    """The calendar that `text` describes, CSV by its file's name; raises CalendarFileError."""
    problems = Problems()
    if file.lower().endswith((".csv", ".tsv")):
        found = read_rows(text, file, problems)
    else:
        found = _read_yaml(text, file, problems)
    check(found, problems)
    if problems.listed():
        raise CalendarFileError(file, problems.listed())
    return found


def _read_yaml(text: str, file: str, problems: Problems) -> CalendarFile:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problems.add(mark.line + 1 if mark else 1, "这里看不懂，请检查缩进、冒号后的空格和括号")
        return CalendarFile(file)
    if root is None:
        problems.add(1, "是个空文件")
        return CalendarFile(file)
    return read_tree(root, file, problems)


def decoded(data: bytes) -> str | None:
    """The text of a file in UTF-8 or GBK; None when it is neither."""
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
