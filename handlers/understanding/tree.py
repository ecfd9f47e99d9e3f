"""The category file → `Categories`; a broken one is refused with file, line and reason."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from yaml.nodes import Node, SequenceNode

from handlers.understanding.categories import (
    Categories,
    Groups,
    Leaf,
    SelfHandling,
    Span,
    Wording,
    Words,
)
from handlers.understanding.nodes import Source, TaxonomyError
from handlers.understanding.spans import parse_span
from storage.codes import Urgency

__all__ = ["SHIPPED", "TaxonomyError", "load_categories"]

SHIPPED = Path(__file__).with_name("taxonomy.yaml")

_FILE_FIELDS = ("version", "reach", "groups", "tops")
_TOP_FIELDS = ("id", "name", "platform", "leaves")
_LEAF_FIELDS = [
    "id",
    "name",
    "short",
    "counts_as",
    "lead",
    "co",
    "urgency",
    "accept",
    "report_in",
    "resolve",
    "self_handling",
    "phone",
    "marks",
    "phrasings",
    "words",
]
_WORD_FIELDS = ("strong", "broad", "topic", "weak", "bare", "both", "unless", "plights", "harmless")
_MARKS = frozenset({"emergency", "private", "confidential", "closed"})
_PLATFORMS = frozenset({"综治", "便民", "执法", "应急"})

Code = TypeVar("Code", bound=StrEnum)


def load_categories(path: Path | None = None) -> Categories:
    """The tree of the county's file, or the shipped one; raises TaxonomyError for a broken one."""
    source = Source(path or SHIPPED)
    root = source.root()
    fields = source.fields(root, _FILE_FIELDS)
    reach = source.number(fields["reach"]) if "reach" in fields else Wording.reach
    reader = _Reader(source, _groups(source, fields.get("groups")), reach)
    for node in source.items(source.need(root, fields, "tops")):
        reader.read_top(node)
    if not reader.leaves:
        raise source.fail(root, "一个类别也没有")
    reader.check_standards()
    return Categories(leaves=reader.leaves, tops=reader.tops)


@cache
def _shipped_standards() -> frozenset[str]:
    """The ids that every county understands alike; a county may have renamed its own."""
    shipped = load_categories(SHIPPED).leaves.values()
    return frozenset(leaf.id for leaf in shipped if not leaf.counts_as)


def _groups(source: Source, node: Node | None) -> dict[str, tuple[str, ...]]:
    if node is None:
        return {}
    return {
        name: tuple(source.text(value).split()) for name, value in source.fields(node, ()).items()
    }


class _Reader:
    """Collects tops and leaves in the order of the file."""

    def __init__(self, source: Source, groups: Mapping[str, tuple[str, ...]], reach: int) -> None:
        self.source = source
        self.groups = groups
        self.reach = reach
        self.tops: dict[str, str] = {}
        self.leaves: dict[str, Leaf] = {}
        self._finer: dict[str, Node] = {}
        self._same: dict[Words, Words] = {}

    def read_top(self, node: Node) -> None:
        """Add a top and all its leaves."""
        fields = self.source.fields(node, _TOP_FIELDS)
        top = self._new_id(node, fields, self.tops)
        self.tops[top] = self._text(node, fields, "name")
        platform = self._text(node, fields, "platform")
        if platform not in _PLATFORMS:
            raise self.source.fail(fields["platform"], f"不认识的平台“{platform}”")
        for leaf in self.source.items(self.source.need(node, fields, "leaves")):
            self._read_leaf(leaf, top, platform)

    def _read_leaf(self, node: Node, top: str, platform: str) -> None:
        fields = self.source.fields(node, _LEAF_FIELDS)
        leaf_id = self._new_id(node, fields, self.leaves)
        marks = self._marks(fields)
        self.leaves[leaf_id] = Leaf(
            id=leaf_id,
            name=self._text(node, fields, "name"),
            short_name=self._text(node, fields, "short"),
            top=top,
            platform=platform,
            urgency=self._code(node, fields, "urgency", Urgency),
            lead=self._text(node, fields, "lead"),
            co_handlers=self._texts(fields, "co"),
            accept=self._span(node, fields, "accept"),
            report_in=self._span(node, fields, "report_in"),
            resolve=self._span(node, fields, "resolve"),
            self_handling=self._code(node, fields, "self_handling", SelfHandling),
            phrasings=self._texts(fields, "phrasings"),
            emergency_phone=self.source.text(fields["phone"]) if "phone" in fields else "",
            is_emergency="emergency" in marks,
            is_private="private" in marks,
            is_confidential="confidential" in marks,
            is_public="closed" not in marks,
            counts_as=self._counts_as(leaf_id, fields),
            wording=self._wording(fields),
        )

    def _counts_as(self, leaf_id: str, fields: dict[str, Node]) -> str:
        if "counts_as" not in fields:
            return ""
        self._finer[leaf_id] = fields["counts_as"]
        return self.source.text(fields["counts_as"])

    def check_standards(self) -> None:
        """Every finer leaf counts under a standard one, of this file or as shipped."""
        for leaf_id, node in self._finer.items():
            standard = self.leaves[leaf_id].counts_as
            if standard in self._finer:
                reason = f"“{standard}”自己也归到别的类别，不能再归到它"
                raise self.source.fail(node, reason)
            if standard not in self.leaves and standard not in _shipped_standards():
                raise self.source.fail(node, f"没有编号为“{standard}”的标准类别")

    def _new_id(self, node: Node, fields: dict[str, Node], taken: Mapping[str, object]) -> str:
        found = self._text(node, fields, "id")
        if found in taken:
            raise self.source.fail(fields["id"], f"编号“{found}”重复了")
        return found

    def _text(self, node: Node, fields: dict[str, Node], name: str) -> str:
        return self.source.text(self.source.need(node, fields, name))

    def _texts(self, fields: dict[str, Node], name: str) -> tuple[str, ...]:
        if name not in fields:
            return ()
        return tuple(self.source.text(item) for item in self.source.items(fields[name]))

    def _span(self, node: Node, fields: dict[str, Node], name: str) -> Span:
        text = self._text(node, fields, name)
        try:
            return parse_span(text)
        except ValueError:
            reason = f"时限“{text}”看不懂，应当像 30m、2h、4wh、3wd、15d"
            raise self.source.fail(fields[name], reason) from None

    def _code(self, node: Node, fields: dict[str, Node], name: str, codes: type[Code]) -> Code:
        text = self._text(node, fields, name)
        try:
            return codes(text)
        except ValueError:
            reason = f"“{text}”不对，{name} 只能是 {'、'.join(codes)}"
            raise self.source.fail(fields[name], reason) from None

    def _marks(self, fields: dict[str, Node]) -> frozenset[str]:
        marks = self._texts(fields, "marks")
        for mark in marks:
            if mark not in _MARKS:
                raise self.source.fail(fields["marks"], f"不认识的标记“{mark}”")
        return frozenset(marks)

    def _wording(self, fields: dict[str, Node]) -> Wording:
        if "words" not in fields:
            return Wording(reach=self.reach)
        words = self.source.fields(fields["words"], _WORD_FIELDS)
        return Wording(
            strong=self._words(words, "strong"),
            broad=self._words(words, "broad"),
            topic=self._words(words, "topic"),
            weak=self._words(words, "weak"),
            bare=self._words(words, "bare"),
            both=self._groups(words, "both"),
            unless=self._words(words, "unless"),
            plights=self._groups(words, "plights"),
            harmless=self._groups(words, "harmless"),
            reach=self.reach,
        )

    def _words(self, fields: dict[str, Node], name: str) -> Words:
        return self._spread(fields[name]) if name in fields else ""

    def _groups(self, fields: dict[str, Node], name: str) -> tuple[Groups, ...]:
        if name not in fields:
            return ()
        return tuple(
            tuple(self._spread(group) for group in self.source.items(groups))
            for groups in self.source.items(fields[name])
            if isinstance(groups, SequenceNode) or self.source.items(groups)
        )

    def _spread(self, node: Node) -> Words:
        """The words of a list, each once, with every "$name" replaced by the group of that name."""
        found: dict[str, None] = {}
        for word in self.source.text(node).split():
            if not word.startswith("$"):
                found[word] = None
            elif word[1:] in self.groups:
                found.update(dict.fromkeys(self.groups[word[1:]]))
            else:
                raise self.source.fail(node, f"没有叫“{word[1:]}”的词组")
        words = " ".join(found)
        return self._same.setdefault(words, words)
