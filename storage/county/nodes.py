"""YAML nodes read key by key; every problem is kept with the line it stands on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LONGEST = 200
PHONE = re.compile(r"\+?[0-9][0-9 -]{2,19}")

C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a file, and the line it is on."""

    line: int
    reason: str


class Problems:
    """Everything found wrong so far."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, line: int, reason: str, key: str = "") -> None:  # noqa: ARG002 (a table tells its cell by the key)
        """One more problem is known, of what stands under `key`; the same one twice counts once."""
        self._found.add(Problem(line, reason))

    def listed(self) -> tuple[Problem, ...]:
        """All of them in the order of their lines."""
        return tuple(sorted(self._found))


def line_of(node: Node) -> int:
    """The line a node begins on, counted as editors do."""
    return int(node.start_mark.line) + 1


class Fields:
    """One mapping of the file: keys are asked for by name, `close` notes those nobody asked for."""

    def __init__(self, node: Node, what: str, problems: Problems) -> None:
        self.line = line_of(node)
        self.what = what
        self._problems = problems
        self._nodes: dict[str, Node] = {}
        self._key_lines: dict[str, int] = {}
        self._asked: set[str] = set()
        self._is_mapping = isinstance(node, MappingNode)
        if isinstance(node, MappingNode):
            self._take(node)
        else:
            self.wrong(f"{what}要写成“name: 青河县”的样子")

    def _take(self, node: MappingNode) -> None:
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in self._nodes:
                self._problems.add(line_of(key_node), f"{self.what}的 {key} 写了两遍")
            self._nodes[key] = value
            self._key_lines[key] = line_of(key_node)

    def wrong(self, reason: str, key: str = "") -> None:
        """The reason is noted at the line of `key`, or of the mapping."""
        self._problems.add(self._key_lines.get(key, self.line), reason)

    def node(self, key: str) -> Node | None:
        """What stands under `key`; None when nothing does."""
        self._asked.add(key)
        node = self._nodes.get(key)
        if isinstance(node, ScalarNode) and not str(node.value).strip():
            return None
        return node

    def text(self, key: str, *, required: bool = False) -> str:
        """The words under `key`, as written."""
        node = self.node(key)
        if node is None:
            if required and self._is_mapping:
                self.wrong(f"{self.what}缺少 {key}", key)
            return ""
        return self._words(node, key)

    def _words(self, node: Node, key: str) -> str:
        if not isinstance(node, ScalarNode):
            self._problems.add(line_of(node), f"{self.what}的 {key} 要写成一个词，不是一组")
            return ""
        words = str(node.value).strip()
        if len(words) > LONGEST:
            self._problems.add(line_of(node), f"{self.what}的 {key} 太长，最多 {LONGEST} 个字")
        return words[:LONGEST]

    def texts(self, key: str) -> tuple[str, ...]:
        """The words of the list under `key`, each once."""
        found: list[str] = []
        for node in self.nodes(key):
            words = self._words(node, key)
            if words in found:
                self._problems.add(line_of(node), f"{self.what}的 {key} 里“{words}”写了两遍")
            elif words:
                found.append(words)
        return tuple(found)

    def nodes(self, key: str) -> list[Node]:
        """The items of the list under `key`."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.wrong(f"{self.what}的 {key} 要写成一组，如 [甲, 乙]", key)
            return []
        return list(node.value)

    def number(self, key: str) -> int | None:
        """The whole number under `key`, not below zero."""
        words = self.text(key)
        if not words:
            return None
        if not (words.isascii() and words.isdigit() and len(words) < 10):
            self.wrong(f"{self.what}的 {key} 要写整数，现在是“{words}”", key)
            return None
        return int(words)

    def flag(self, key: str) -> bool:
        """Whether `key` says true."""
        words = self.text(key)
        if words not in {"", "true", "false"}:
            self.wrong(f"{self.what}的 {key} 要写 true 或 false，现在是“{words}”", key)
        return words == "true"

    def phone(self, key: str) -> str:
        """The telephone number under `key`."""
        words = self.text(key)
        if words and not PHONE.fullmatch(words):
            self.wrong(f"{self.what}的 {key} 不像电话号码：“{words}”", key)
        return words

    def choice(self, key: str, choices: Iterable[C]) -> C | None:
        """The one of `choices` under `key`; None, with the problem noted, for anything else."""
        words = self.text(key, required=True)
        known = {member.value: member for member in choices}
        if words in known:
            return known[words]
        if words:
            self.wrong(f"没有“{words}”这种 {key}{_meant(words, known)}", key)
        return None

    def close(self) -> None:
        """Keys that were never asked for are noted as problems."""
        for key, line in self._key_lines.items():
            if key not in self._asked:
                near = get_close_matches(key, self._asked, 1)
                hint = f"，是不是想写 {near[0]}" if near else ""
                self._problems.add(line, f"{self.what}里不认识 {key}{hint}")


def _meant(words: str, known: Iterable[str]) -> str:
    near = get_close_matches(words, list(known), 1)
    return f"，是不是想写 {near[0]}" if near else f"，可以写：{'、'.join(known)}"
