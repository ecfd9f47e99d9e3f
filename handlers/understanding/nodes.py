"""A YAML file read so that every complaint can name its line."""

from collections.abc import Iterable
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TaxonomyError(ValueError):
    """A category file that cannot be used; the message names file, line and reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path} 第{line}行：{reason}")
        self.path = path
        self.line = line
        self.reason = reason


class Source:
    """One file and what is read from its nodes; anything unexpected raises TaxonomyError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def root(self) -> Node:
        """The outermost node of the file."""
        try:
            text = self.path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=_LOADER)
        except OSError as error:
            raise TaxonomyError(self.path, 1, f"读不到文件（{error.strerror}）") from error
        except UnicodeDecodeError as error:
            raise TaxonomyError(self.path, 1, "文件不是 UTF-8 编码") from error
        except yaml.YAMLError as error:
            raise TaxonomyError(self.path, _line_of(error), "格式不对，不是合法的 YAML") from error
        if node is None:
            raise TaxonomyError(self.path, 1, "文件是空的")
        return node

    def fail(self, node: Node, reason: str) -> TaxonomyError:
        """The error that names the line of `node`."""
        return TaxonomyError(self.path, node.start_mark.line + 1, reason)

    def fields(self, node: Node, known: Iterable[str]) -> dict[str, Node]:
        """The fields of a mapping; refuses unknown and repeated ones. All are known if none is."""
        if not isinstance(node, MappingNode):
            raise self.fail(node, "这里应当是“name: 路灯不亮”的形式")
        allowed = frozenset(known)
        found: dict[str, Node] = {}
        for key, value in node.value:
            if allowed and key.value not in allowed:
                raise self.fail(key, f"不认识的字段“{key.value}”")
            if key.value in found:
                raise self.fail(key, f"字段“{key.value}”写了两遍")
            found[key.value] = value
        return found

    def need(self, owner: Node, fields: dict[str, Node], name: str) -> Node:
        """The field called `name`."""
        if name not in fields:
            raise self.fail(owner, f"缺少字段“{name}”")
        return fields[name]

    def text(self, node: Node) -> str:
        """A single value that is not empty."""
        if not isinstance(node, ScalarNode) or not node.value.strip():
            raise self.fail(node, "这里应当有一个不为空的值")
        return str(node.value).strip()

    def items(self, node: Node) -> list[Node]:
        """The items of a list."""
        if not isinstance(node, SequenceNode):
            raise self.fail(node, "这里应当是一个列表")
        return list(node.value)

    def number(self, node: Node) -> int:
        """A whole number."""
        text = self.text(node)
        if not text.isdecimal():
            raise self.fail(node, f"“{text}”不是整数")
        return int(text)


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return 1 if mark is None else int(mark.line) + 1
