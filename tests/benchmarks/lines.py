"""What people say in the measurements: varied lines by hand, never one line repeated."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Line:
    """One thing said in one group; `leaf` is what it should be taken for, if for anything."""

    group: str
    text: str
    leaf: str = ""


@cache
def chit_chat() -> tuple[Line, ...]:
    """Talk that asks nothing of anybody."""
    return tuple(Line(group, text) for group, text in _rows("chit_chat.txt"))


@cache
def reports() -> tuple[Line, ...]:
    """Reports of many kinds, over every group, the groups taking turns."""
    found = [Line(group, text, leaf) for group, leaf, text in _rows("reports.txt")]
    place = {id(line): n for lines in _by_group(found) for n, line in enumerate(lines)}
    return tuple(sorted(found, key=lambda line: place[id(line)]))


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [
        [part.strip() for part in line.split("|")]
        for line in lines
        if line and not line.startswith("#")
    ]


def _by_group(lines: list[Line]) -> list[list[Line]]:
    groups = dict.fromkeys(line.group for line in lines)
    return [[line for line in lines if line.group == group] for group in groups]
