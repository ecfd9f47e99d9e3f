"""Those on their way to an emergency hear at once what is told after the alarm."""

from handlers import duplicates
from handlers.effects import CaseChanges, ChangeCase, Effect, Say
from handlers.intake.account import Account, only_says_where
from handlers.situation import CaseView, Situation
from handlers.speech import To, ToDepartment, ToRole
from handlers.texts import Text
from handlers.understanding.masking import mask
from storage.codes import Level, Role

_BUILDING, _WITHIN = "号楼", frozenset({"单元", "楼", "层", "室", "号"})


def told_where(s: Situation, account: Account, view: CaseView) -> list[Effect]:
    """A building, unit or spot named later goes at once to everybody who is on the way."""
    place = mask(account.reading.place.text)
    is_new_spot = only_says_where(account) and place not in view.case.place
    is_numbered = not duplicates.spots(place) <= duplicates.spots(view.case.place)
    if not account.reading.place.is_specific or not (is_numbered or is_new_spot):
        return []
    place = _behind_its_building(place, view.case.place)
    changes = CaseChanges(place=place)
    where = account.reading.place.region_id
    if where is not None and is_finer(s, view, where):
        changes["region_id"] = where
    told_at = changes.get("region_id", view.case.region_id)
    return [ChangeCase(view.id, changes), *tell_where(s, view, place, told_at)]


def _behind_its_building(told: str, known: str) -> str:
    """A unit, floor or room told later stands behind the building that is known, and never in its place."""
    finer = {kind for _, kind in duplicates.spots(told)}
    kinds = {kind for _, kind in duplicates.spots(known)}
    is_within = bool(finer) and finer <= _WITHIN and _BUILDING in kinds and not finer & kinds
    return known + told.removesuffix("那边") if is_within else told


def is_finer(s: Situation, view: CaseView, region_id: int) -> bool:
    """True for a region within the one that is known of the case, or where none is known."""
    known = s.world.directory.region(view.case.region_id)
    if known is None:
        return True
    below = s.world.directory.within(known.id or 0)
    return known.level is not Level.GRID and region_id != known.id and region_id in below


def tell_where(s: Situation, view: CaseView, place: str, where: int | None) -> list[Effect]:
    """Everybody on the way to a danger knows where exactly it is."""
    return told(s, view, Text("emergency.where_exactly", {"spot": place}), where)


def told(s: Situation, view: CaseView, text: Text, where: int | None = None) -> list[Effect]:
    """The duty officers, the grid and the departments hear it; of a hidden matter only the county.

    Of a child in need its own officer hears it as well.
    """
    region_id = view.case.region_id if where is None else where
    to: list[To] = [ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)]
    if view.case.leaf == "child_protection":
        to.append(ToRole(Role.CHILD_OFFICER, s.world.directory.top.id))
    if not view.case.is_private:
        to += [ToRole(Role.TOWNSHIP_DUTY, region_id), ToRole(Role.GRID_MEMBER, region_id)]
    to += [ToDepartment(w.department_id) for w in view.in_force]
    return [Say(one, text, view.id, urgent=True) for one in to]
