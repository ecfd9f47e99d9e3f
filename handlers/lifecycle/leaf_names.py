"""Which kind of matter staff mean when they name one in their own words."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from handlers.understanding.categories import Categories, Leaf

_LEADING = re.compile(r".*(?:应该是|应当是|应该|应当|属于|改成|改为|归到|归为|算作|而是|是|:)")
_BESIDE = re.compile(r"分类(?:错了?|不对|有误|有问题)|不是[^,。; ]+")
_AROUND = " ,。.;、!?“”\"'「」【】[]()《》-"
_TRAILING = re.compile(r"(?:这?(?:一|个)?类(?:别|型)?|的|吧|才对|呀|啊)+$")
_PARTS = re.compile(r"[/()、→(]")
_MOST = 4


def named_in(note: str) -> str:
    """The name itself: "应该是噪音才对" names 噪音."""
    words = _BESIDE.sub(" ", _plain(note)).strip(_AROUND)
    return _TRAILING.sub("", _LEADING.sub("", words)).strip(_AROUND)


def find(name: str, categories: Categories) -> Leaf | None:
    """The one leaf that goes by this name; None when there is none, or more than one."""
    best = _best(name, categories)
    return best[0] if len(best) == 1 else None


def nearest(name: str, categories: Categories) -> tuple[Leaf, ...]:
    """The leaves that may be meant, the likeliest first: those named alike, else written alike."""
    best = _best(name, categories)
    if best:
        return tuple(best[:_MOST])
    alike = sorted(
        categories.leaves.values(),
        key=lambda leaf: -max(SequenceMatcher(None, name, one).ratio() for one in _names(leaf)),
    )
    return tuple(alike[: _MOST - 1])


def _best(name: str, categories: Categories) -> list[Leaf]:
    """All leaves that the name fits best; empty when it fits none."""
    scored = [(_fit(name, leaf), leaf) for leaf in categories.leaves.values()] if name else []
    top = max((score for score, _ in scored), default=0)
    return [leaf for score, leaf in scored if score == top] if top else []


def _fit(name: str, leaf: Leaf) -> int:
    names = _names(leaf)
    if name == leaf.id or name in (_plain(leaf.name), leaf.short_name):
        return 4
    if name in names:
        return 3
    if any(_overlaps(name, one) for one in names):
        return 2
    heard = leaf.wording
    known = f"{heard.strong} {heard.topic} {heard.bare}".split()
    return int(name in known or name in leaf.phrasings)


def _overlaps(name: str, other: str) -> bool:
    return min(len(name), len(other)) > 1 and (name in other or other in name)


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words)


def _names(leaf: Leaf) -> tuple[str, ...]:
    parts: Iterable[str] = (part.rstrip(") ") for part in _PARTS.split(_plain(leaf.name)))
    return tuple(dict.fromkeys((leaf.short_name, *(part for part in parts if part))))
