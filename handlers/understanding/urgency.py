"""How urgent one matter is: the leaf's default, raised or lowered by what is said with it."""

import re

from handlers.understanding.categories import Leaf
from handlers.understanding.heard import Heard
from storage.codes import Urgency

_LADDER = (Urgency.U3, Urgency.U2, Urgency.U1)
_AFTER_DARK = frozenset({"streetlight", "noise"})
_SAFE_TO_WAIT = frozenset(
    {"manhole", "streetlight", "sewer_blockage", "public_facility", "water_supply"}
)
_CROWD = re.compile(
    r"(?<!\d)(?:[5-9]|\d{2,4}|[五六七八九十]|[二三四五六七八九]?十[几多余来]?|几十|上百|几百)[多余来]?\s?(?:户|个人|口人|家人|人)"
)
_SUGGESTION = re.compile(r"^\W*(?:建议|能不能|可不可以|可以考虑|希望能|是否可以)")
_RAISED_FROM = 3
_HURRY = ("really_hurt", "worse", "many", "vulnerable", "night", "weather", "medicine")


def urgency_of(leaf: Leaf, heard: Heard) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency, and why it differs from the leaf's own."""
    if leaf.is_emergency or leaf.urgency is Urgency.U0:
        return Urgency.U0, ()
    weight, reasons = _weight(leaf, heard)
    if weight >= _RAISED_FROM and leaf.urgency in _LADDER[:2]:
        return _LADDER[_LADDER.index(leaf.urgency) + 1], reasons
    if weight < _RAISED_FROM and _is_minor(leaf, heard):
        return Urgency.U3, ("问题轻微",)
    if leaf.urgency is Urgency.U2 and leaf.is_public and _SUGGESTION.search(heard.plain):
        return Urgency.U3, ("是建议",)
    return leaf.urgency, ()


def _weight(leaf: Leaf, heard: Heard) -> tuple[int, tuple[str, ...]]:
    """How much speaks for hurry."""
    if not heard.has(*_HURRY) and not (leaf.is_public and _is_crowd(heard)):
        return 0, ()
    facts: list[tuple[int, bool, str]] = [
        (3, heard.has("really_hurt") and not heard.has("near_miss", "unhurt"), "有人受伤"),
        (2, heard.has("worse"), "正在扩大"),
        (2, leaf.is_public and _is_crowd(heard), "涉及多人"),
        (1, heard.has("vulnerable"), "有老人小孩"),
        (1, heard.has("night") and leaf.id not in _AFTER_DARK, "夜间"),
        (1, heard.has("weather"), "雨雪大风"),
        (1, heard.has("medicine"), "关系用药"),
    ]
    if not leaf.is_public:
        facts = facts[:2]
    return sum(weight for weight, holds, _ in facts if holds), tuple(
        reason for _, holds, reason in facts if holds
    )


def _is_crowd(heard: Heard) -> bool:
    return heard.has("many") or _CROWD.search(heard.plain) is not None


def _is_minor(leaf: Leaf, heard: Heard) -> bool:
    return leaf.id in _SAFE_TO_WAIT and heard.has("minor_fault")
