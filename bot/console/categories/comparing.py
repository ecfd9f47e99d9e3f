"""What another category file would change, in sentences: leaves that come, go, or work otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.understanding.categories import Categories, Leaf
from handlers.wording import span
from storage.codes import Urgency


@dataclass(frozen=True)
class Change:
    """One leaf that would be otherwise."""

    leaf: Leaf
    what: tuple[str, ...]
    is_new: bool = False
    is_gone: bool = False
    still_open: int = 0  # cases of a leaf that would be gone


def changes(now: Categories, then: Categories, still_open: Mapping[str, int]) -> tuple[Change, ...]:
    """Every leaf that would come, go or be otherwise, in the order of the files."""
    gone = (
        Change(leaf, (), is_gone=True, still_open=still_open.get(leaf.id, 0))
        for leaf in now.leaves.values()
        if leaf.id not in then.leaves
    )
    new = (Change(one, (), is_new=True) for one in then.leaves.values() if one.id not in now.leaves)
    both = ((now.leaves[one.id], one) for one in then.leaves.values() if one.id in now.leaves)
    other = (Change(will, what) for was, will in both if (what := tuple(_otherwise(was, will))))
    return (*gone, *new, *other)


def _otherwise(was: Leaf, will: Leaf) -> Iterator[str]:
    pairs = {
        "全名": (was.name, will.name),
        "叫法": (was.short_name, will.short_name),
        "平台": (was.platform, will.platform),
        "缓急": (_urgency(was.urgency), _urgency(will.urgency)),
        "主办": (was.lead, will.lead),
        "协办": ("、".join(was.co_handlers), "、".join(will.co_handlers)),
        "受理": (span(was.accept), span(will.accept)),
        "报到": (span(was.report_in), span(will.report_in)),
        "办结": (span(was.resolve), span(will.resolve)),
        "网格先办": (was.self_handling.value, will.self_handling.value),
        "标记": (_marks(was), _marks(will)),
        "统计归到": (was.counts_as, will.counts_as),
    }
    for name, (before, after) in pairs.items():
        if before != after:
            yield f"{name}：{before or '（没有）'} → {after or '（没有）'}"
    if (was.wording, was.phrasings) != (will.wording, will.phrasings):
        yield "识别用的说法有改动"


def marks(leaf: Leaf) -> tuple[str, ...]:
    """How a leaf is marked, for people to read."""
    said = (
        ("险情", leaf.is_emergency),
        ("保密", leaf.is_confidential),
        ("不进群", leaf.is_private),
        ("结果不公开", not leaf.is_public),
    )
    return tuple(name for name, holds in said if holds)


def _marks(leaf: Leaf) -> str:
    return "、".join(marks(leaf))


def _urgency(urgency: Urgency) -> str:
    return urgency.value
