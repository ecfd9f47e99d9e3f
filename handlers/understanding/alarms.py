"""Lives in danger: which alarms a text raises, and what outranks what."""

from collections.abc import Sequence

from handlers.understanding.categories import Categories
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked

ENOUGH = 3.0
LIFT = "elevator_fault"
# What is meant by the second when the first is told.
_SWALLOWED = {
    "domestic_violence": frozenset({"violence", "missing_person"}),
    "suicide_risk": frozenset({"drowning", "medical_emergency"}),
    "gas_leak": frozenset({"serious_accident", "live_wire"}),
    "live_wire": frozenset({"collapse_hazard"}),
    "drowning": frozenset({"missing_person", "medical_emergency"}),
    "serious_accident": frozenset({"medical_emergency", "collapse_hazard"}),
    "violence": frozenset({"medical_emergency"}),
    "fire": frozenset({"collapse_hazard"}),
    "collapse_hazard": frozenset({"serious_accident"}),
}
_SCHOOL = (
    "同学",
    "男生",
    "女生",
    "班里",
    "班上",
    "年级",
    "放学",
    "学校",
    "老师",
    "宿舍",
    "初一",
    "初二",
    "初三",
)


def is_trapped(heard: Heard, ranked: Sequence[Ranked]) -> bool:
    """True when somebody sits in a lift that does not open."""
    if not any(one.leaf == LIFT for one in ranked):
        return False
    if heard.has("not_trapped") or not heard.has("trapped"):
        return False
    return heard.has("plea") or not _is_supposed(heard)


def _is_supposed(heard: Heard) -> bool:
    """万一…被困: a word of supposing stands before."""
    supposed = heard.signals.get("hypothetical")
    return supposed is not None and supposed[0].start < heard.signals["trapped"][0].start


def alarms_of(heard: Heard, ranked: Sequence[Ranked], categories: Categories) -> list[Ranked]:
    """The alarms, gravest words first; at most two."""
    found = [
        one for one in ranked if categories.leaves[one.leaf].is_emergency and one.strong >= ENOUGH
    ]
    if is_told_by_pupil(heard, ranked):
        found = [one for one in found if one.leaf not in {"violence", "domestic_violence"}]
    kept: list[Ranked] = []
    for one in found:
        swallowed = any(one.leaf in _SWALLOWED.get(other.leaf, ()) for other in found)
        if not swallowed:
            kept.append(one)
    return kept[:2]


def is_told_by_pupil(heard: Heard, ranked: Sequence[Ranked]) -> bool:
    """A pupil telling of others at school: child protection, not a brawl."""
    if not any(one.leaf == "child_protection" and one.strong >= ENOUGH for one in ranked):
        return False
    return heard.has("minor") or any(word in heard.plain for word in _SCHOOL)
