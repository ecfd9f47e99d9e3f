"""A county file (县情文件, YAML) read into checked values, with every mistake named at once.

The file has these parts; docs/county-file.md shows them at length:

    version: 1
    county:      {code, name, centre_name, gas_repair_phone, duty_phone, aliases, polygon, places}
    counters:    {case: 100}            the last number given so far
    regions:     - {code, level: township|village|grid, parent, name, aliases, households,
                    polygon: [[longitude, latitude], …], places: [{name, kind, aliases, at}]}
    departments: - {name, kind, region, aliases, responsibilities, on_desk, phone}
    people:      - {name, id, phone, home, posts: [{role, region | department, rank}]}
    groups:      - {id, name, kind: residents|staff|department, region | department}

A township needs no parent, a department without region is the county's, a person without id gets
"p:" and the name, a post without rank comes after those named before it. Unknown keys are mistakes.
"""

import re
from collections.abc import Collection
from pathlib import Path

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import Node

from storage.county.checks import check
from storage.county.nodes import Fields, Problem, Problems
from storage.county.parts import Parts
from storage.county.values import CountyFile

DEMO = Path(__file__).with_name("qinghe.yaml")
DEEPEST = 20
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class CountyFileError(Exception):
    """The county file cannot be used; the message lists every line that must be put right."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        lines = [f"{file} 第 {p.line} 行：{p.reason}。" for p in problems]
        super().__init__(
            "\n".join([f"县情文件有 {len(problems)} 处要改，什么都没有写入。", *lines])
        )


def load_county_file(path: Path, leaves: Collection[str] | None = None) -> CountyFile:
    """The county at `path`; raises CountyFileError. `leaves` are the ids a 权责清单 may name."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CountyFileError(path.name, (Problem(line, "不是 UTF-8 编码"),)) from error
    except OSError as error:
        reason = f"打不开这个文件（{path}），看看路径和权限"
        raise CountyFileError(path.name, (Problem(1, reason),)) from error
    return parse_county_file(text, path.name, leaves)


def demo_county_file(leaves: Collection[str] | None = None) -> CountyFile:
    """青河县, the county to try things out in."""
    return load_county_file(DEMO, leaves)


def parse_county_file(text: str, file: str, leaves: Collection[str] | None = None) -> CountyFile:
    """The county that `text` describes; raises CountyFileError."""
    problems = Problems()
    county_file = _read(_tree(_visible(text, problems), file, problems), file, problems)
    check(county_file, leaves, problems)
    if problems.listed():
        raise CountyFileError(file, problems.listed())
    return county_file


def _visible(text: str, problems: Problems) -> str:
    # Such characters are taken out first, so that the rest of the file can still be checked.
    for number, line in enumerate(text.split("\n"), start=1):
        if INVISIBLE.search(line):
            problems.add(number, "有看不见的控制字符，请删掉重打")
    return INVISIBLE.sub("", text)


def _tree(text: str, file: str, problems: Problems) -> Node:
    try:
        root = None if _is_too_deep(text, problems) else yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = "这里看不懂，请检查缩进、冒号后的空格，引号和括号是否成对"
        problems.add(mark.line + 1 if mark else 1, reason)
        raise CountyFileError(file, problems.listed()) from error
    if root is None:
        if not problems.listed():
            problems.add(1, "是个空文件")
        raise CountyFileError(file, problems.listed())
    return root


def _is_too_deep(text: str, problems: Problems) -> bool:
    # The C loader composes by recursion and would take the whole process down with it.
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            problems.add(line, f"一层套一层，超过 {DEEPEST} 层了")
            return True
    return False


def _read(root: Node, file: str, problems: Problems) -> CountyFile:
    fields = Fields(root, "文件", problems)
    parts = Parts(problems)
    if fields.text("version", required=True) not in {"", "1"}:
        fields.wrong("只认得 version: 1", "version")
    county = parts.county(fields.node("county"), fields.line)
    for node in fields.nodes("regions"):
        parts.region(node)
    for node in fields.nodes("departments"):
        parts.department(node)
    for node in fields.nodes("people"):
        parts.person(node)
    for node in fields.nodes("groups"):
        parts.group(node)
    counters = parts.counters(fields.node("counters"))
    fields.close()
    return CountyFile(
        file=file,
        county=county,
        regions=tuple(parts.regions),
        places=tuple(parts.places),
        departments=tuple(parts.departments),
        people=tuple(parts.people),
        posts=tuple(parts.posts),
        groups=tuple(parts.groups),
        counters=counters,
    )
