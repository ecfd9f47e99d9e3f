"""From what was heard to leaves: totals, how sure, and why."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from handlers.understanding.categories import Categories
from handlers.understanding.heard import Evidence

_EARLY, _MIDDLE = 100, 300  # what is said first says most of what a letter is about


class Ranked(NamedTuple):
    """A leaf, how much speaks for it, and the words that do."""

    leaf: str
    total: float
    strong: float
    start: int
    words: tuple[str, ...]
    has_noun: bool = False  # named by a telling word that says nothing of trouble
    share: float = 0.0  # 0..1, of all belief; zero where only words were asked
    is_felt: bool = False  # a danger that a model finds though no word tells it
    is_faint: bool = False  # so little is found of it that nobody is asked
    is_much: bool = False  # so much that it is asked about though it sounds like a tale


def rank(evidence: Iterable[Evidence]) -> list[Ranked]:
    """The leaves that were heard of, best first."""
    heard: dict[str, dict[str, Evidence]] = {}
    for one in evidence:
        heard.setdefault(one.leaf, {}).setdefault(one.word, one)
    ranked = [_ranked(leaf, list(words.values())) for leaf, words in heard.items()]
    ranked.sort(key=_best_first)
    return ranked


def _best_first(ranked: Ranked) -> tuple[float, int, str]:
    return -ranked.total, ranked.start, ranked.leaf


def _ranked(leaf: str, words: list[Evidence]) -> Ranked:
    total = strong = 0.0
    for one in words:
        weight = one.weight * _emphasis(one.start)
        total += weight
        strong += weight if one.kind in {"strong", "broad"} else 0.0
    return Ranked(
        leaf,
        total,
        strong,
        words[0].start,
        tuple(one.word for one in words),
        any(one.kind == "noun" for one in words),
    )


def _emphasis(position: int) -> float:
    if position < _EARLY:
        return 1.0
    return 0.5 if position < _MIDDLE else 0.25


def confidence(ranked: Sequence[Ranked], categories: Categories) -> float:
    """How sure the first leaf is: its share, else how much speaks for it and how far ahead it is.

    A leaf that is counted under the same standard one is no rival.
    """
    if ranked and ranked[0].share:
        return _share_of_standard(ranked, categories)
    if not ranked or ranked[0].total <= 0:
        return 0.0
    best = ranked[0].total
    own = categories.standard(ranked[0].leaf)
    rivals = (one.total for one in ranked[1:] if categories.standard(one.leaf) != own)
    rival = next(rivals, 0.0)
    enough = 0.92 - 0.72 * math.exp(-best / 0.75)
    ahead = min(1.0, max(0.0, best - rival) / best / 0.6)
    return round(enough * (0.6 + 0.4 * ahead), 3)


def _share_of_standard(ranked: Sequence[Ranked], categories: Categories) -> float:
    own = categories.standard(ranked[0].leaf)
    share = sum(one.share for one in ranked if categories.standard(one.leaf) == own)
    return round(min(share, _SUREST), 3)


_SUREST = 0.99
_CATCH_ALL = "policy_legal_consult"


def unknown_leaf(categories: Categories) -> list[Ranked]:
    """For a report of which no word is known: the leaf for questions, and nothing sure about it."""
    leaf = _CATCH_ALL if _CATCH_ALL in categories.leaves else next(iter(categories.leaves))
    return [Ranked(leaf, 0.1, 0.0, 0, ())]
