"""What the shared pieces of the life cycle must know of a case, open already or about to be."""

from dataclasses import dataclass, field

from handlers.effects import CaseRef
from handlers.permissions import CIRCLES, avoided, avoided_departments
from handlers.routing.exclusion import NOBODY, Exclusion
from handlers.situation import CaseView, World
from handlers.understanding.categories import Leaf
from storage.codes import Level, Urgency

UNSURVEYED = frozenset(
    # 3e: a person asks after these, and only when the reporter agreed
    ("domestic_violence", "suicide_risk", "child_protection", "crime_tip", "official_conduct")
)
_HURTFUL = frozenset(("manhole", "waterlogging"))
_LOOKED_AT = frozenset(("domestic_violence", "child_protection", "suicide_risk"))
SILENT = frozenset(("domestic_violence", "child_protection"))
"""Leaves whose reporters get no message of their own accord: somebody else may read the phone."""


@dataclass(frozen=True)
class Facts:
    """A case as far as opening and whistling it must know it."""

    ref: CaseRef
    leaf: Leaf
    urgency: Urgency
    region_id: int | None
    is_emergency: bool = False
    is_child: bool = False  # the parent's card has told the grid and the township of it
    goes_alone: bool = False  # a child the grid tries while a department leads the parent
    avoid: Exclusion = field(default=NOBODY)

    @property
    def is_closed_circle(self) -> bool:
        """True when only named roles may know of it."""
        return self.leaf.id in CIRCLES or self.leaf.is_confidential

    @property
    def is_safety(self) -> bool:
        """True where somebody may be hurt, so that one person's word does not end it."""
        return (
            self.is_emergency
            or self.leaf.id in _LOOKED_AT
            or self.leaf.top in ("emergency", "safety")
            or self.leaf.id in _HURTFUL
        )

    @property
    def is_urgent(self) -> bool:
        """True when it is said at any hour and sent before other things."""
        return self.is_emergency or self.urgency in (Urgency.U0, Urgency.U1)


def is_contacted(facts: Facts) -> bool:
    """True where the resident is to be reached soon; a danger and what is confided have own ways.

    What was told along with something else is contacted with it.
    """
    hidden = facts.is_closed_circle or facts.leaf.id in UNSURVEYED
    return not (facts.is_emergency or facts.is_child or hidden)


def facts_of(view: CaseView, world: World) -> Facts:
    """The facts of a case that is open already."""
    case = view.case
    return Facts(
        ref=view.id,
        leaf=world.categories.leaf(case.leaf),
        urgency=case.urgency,
        region_id=case.region_id,
        is_emergency=case.is_emergency,
        is_child=case.parent_id is not None,
        avoid=Exclusion(avoided(case), avoided_departments(case)),
    )


def level_above(level: Level) -> Level:
    """The level a matter rises to; a village is skipped, it must not lead (Beijing art. 17).

    Only a person puts it before the city, and what is there comes down no more.
    """
    if level is Level.CITY:
        return level
    return Level.TOWNSHIP if level in (Level.GRID, Level.VILLAGE) else Level.COUNTY


def not_lower(level: Level, than: Level) -> Level:
    """The higher of two levels: nothing comes down by itself (3c)."""
    return min(level, than, key=tuple(Level).index)
