"""Several matters told at once: which leads, which hang under it, and who tries which."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.duplicates import may_be_one_spot
from handlers.effects import Effect, OpenCase
from handlers.intake.account import region_of
from handlers.routing.whistle import departments_for
from handlers.situation import Situation
from handlers.texts import render
from handlers.understanding.categories import SelfHandling
from handlers.understanding.reading import Matter, PlaceGuess
from storage.codes import CaseState, Level, Urgency

UMBRELLA_FROM = 3
_UMBRELLA_LEAF = "property_mgmt"


def family(s: Situation, matters: Sequence[Matter]) -> tuple[Matter, Sequence[Matter]]:
    """Parent and children; several things of a compound hang under one matter of the compound."""
    if not _needs_umbrella(s, matters):
        return matters[0], matters[1:]
    first = matters[0]
    umbrella = Matter(
        _UMBRELLA_LEAF,
        first.confidence,
        min((m.urgency for m in matters if m.urgency is not Urgency.U1), default=Urgency.U2),
        words=first.words,
        reasons=(render("reason.umbrella", count=len(matters)),),
        place=_shared_place(matters),
    )
    return umbrella, matters


def _shared_place(matters: Sequence[Matter]) -> PlaceGuess:
    """Where all of it lies: the point that was sent, else the region that is told of each."""
    first = matters[0].place
    if first.point:
        return first
    is_one = all(m.place.region_id == first.region_id for m in matters)
    return PlaceGuess(region_id=first.region_id if is_one else None)


def _needs_umbrella(s: Situation, matters: Sequence[Matter]) -> bool:
    """True for three things or more of a compound that several departments lead.

    A village has no property management, and what one department leads needs nobody above it:
    there the gravest matter leads the others.
    """
    if len(matters) < UMBRELLA_FROM or _UMBRELLA_LEAF not in s.world.categories.leaves:
        return False
    lineage = s.world.directory.lineage(region_of(s, matters[0].place) or 0)
    is_village = any(r.level is Level.VILLAGE and r.name.endswith("村") for r in lineage)
    return not is_village and are_for_several(s, matters)


def are_for_several(s: Situation, matters: Sequence[Matter]) -> bool:
    """True when not one department leads all of them."""
    return len({_lead_of(s, m) for m in matters}) > 1


def _lead_of(s: Situation, matter: Matter) -> int | None:
    leaf = s.world.categories.leaf(matter.leaf)
    lead = departments_for(leaf, region_of(s, matter.place), s.world.directory).lead
    return lead.id if lead is not None else None


def goes_with(s: Situation, parent: Matter, child: Matter) -> bool:
    """True when the same department goes to the same spot anyway: one whistle, one visit."""
    if parent.leaf == _UMBRELLA_LEAF:
        return False
    lead = _lead_of(s, parent)
    same_lead = lead is not None and lead == _lead_of(s, child)
    return same_lead and may_be_one_spot(parent.place.text, child.place.text)


def merged(opened: list[Effect]) -> list[Effect]:
    """Only the record of the child remains; its work is done with the parent's (3b#26)."""
    return [replace(e, state=CaseState.MERGED) for e in opened if isinstance(e, OpenCase)]


def tried_by_grid(s: Situation, matter: Matter) -> bool:
    """True where the grid member has a try before any department is called."""
    return s.world.categories.leaf(matter.leaf).self_handling is not SelfHandling.NO
