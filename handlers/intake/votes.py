"""What a language model said of unsure words: a vote that may tip the reader's balance, no more."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.texts import render
from handlers.understanding.categories import Categories, Leaf
from handlers.understanding.reading import Matter, Reading

Vote = Mapping[str, Any]


def parse(said: object, categories: Categories) -> dict[str, Any]:
    """The vote as a draft keeps it: {"leaf": id or None, "is_report": …}; None for a leaf unknown."""
    given: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    leaf = given.get("leaf")
    known = isinstance(leaf, str) and leaf in categories.leaves
    return {"leaf": leaf if known else None, "is_report": given.get("is_report") is not False}


def leaf_of(vote: Vote | None, categories: Categories) -> Leaf | None:
    """The leaf voted for."""
    return categories.leaves.get(str((vote or {}).get("leaf")))


def is_open(leaf: Leaf) -> bool:
    """True for a leaf that a vote may speak for: no emergency, nothing private or confidential."""
    return not (leaf.is_emergency or leaf.is_private or leaf.is_confidential)


def weigh(reading: Reading, vote: Vote | None, categories: Categories, sure: float) -> Reading:
    """The reading with the vote joined: a leaf the reader thought of itself is lifted to `sure`.

    Where the reader thought of nothing else, the vote is what the resident is asked about.
    """
    leaf = leaf_of(vote, categories)
    if leaf is None or not is_open(leaf) or not _is_unsure(reading, sure):
        return reading
    lead, *rest = reading.matters
    if not is_open(categories.leaf(lead.leaf)):
        return reading
    if leaf.id == lead.leaf or leaf.id in {other for other, _ in lead.others}:
        lifted = _of(lead, leaf, "reason.model_agrees", max(lead.confidence, sure))
        return replace(reading, matters=(lifted, *rest), is_unsure=False)
    if lead.others:
        return reading
    guessed = _of(lead, leaf, "reason.model_guesses", lead.confidence)
    return replace(reading, matters=(guessed, *rest))


def _is_unsure(reading: Reading, sure: float) -> bool:
    if not reading.is_report or reading.emergency is not None:
        return False
    return reading.is_unsure or reading.matters[0].confidence < sure


def _of(lead: Matter, leaf: Leaf, reason: str, confidence: float) -> Matter:
    """The matter under this leaf; another leaf than the reader's brings its own urgency."""
    reasons = (*lead.reasons, render(reason, name=leaf.short_name))
    if leaf.id == lead.leaf:
        return replace(lead, confidence=confidence, reasons=reasons)
    others = tuple(pair for pair in lead.others if pair[0] != leaf.id)
    return replace(
        lead,
        leaf=leaf.id,
        confidence=confidence,
        urgency=leaf.urgency,
        reasons=reasons,
        others=others,
    )
