"""Is it the same matter? Leaf, place, time and words, with the reasons."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.coordinates import metres_between, parse_point
from handlers.permissions import is_hidden
from handlers.situation import CaseView
from handlers.texts import render
from handlers.understanding.categories import Categories
from handlers.understanding.likeness import Likeness, likeness, words_of
from handlers.understanding.reading import Matter, PlaceGuess
from handlers.wording import number
from storage.codes import ANSWERED_STATES, FINAL_STATES, CaseState

_SPOT = re.compile(r"(\d+|[A-Da-d])\s*(号楼|幢|栋|座|组|单元|楼)")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_WIDE = frozenset({"utility", "emergency"})  # one cause reaches many doors
# who lies in another building is somebody else; a fire there may be the same fire
_OF_ONE_BODY = frozenset({"medical_emergency", "violence", "drowning", "missing_person"})
_AT_WORK = frozenset(CaseState) - {*ANSWERED_STATES, *FINAL_STATES}
_SAME_EMERGENCY = timedelta(hours=2)
_ONE_SPOT = 300.0  # metres; two points farther apart are two spots


# What one resident calls by the first name another may call by the second.
_RELATED = (
    frozenset({"sewer_blockage", "waterlogging", "sewage_discharge"}),
    frozenset({"irrigation", "waterlogging"}),
    frozenset({"sewer_blockage", "waterlogging", "manhole", "road_damage"}),
    frozenset({"garbage", "smoke_dust", "open_burning", "sewage_discharge"}),
    frozenset({"street_vending", "smoke_dust", "noise"}),
    frozenset({"parking", "fire_lane", "road_traffic", "street_vending"}),
    frozenset({"property_mgmt", "fire_lane", "elevator_fault", "ebike_charging", "parking"}),
    frozenset({"dangerous_house", "illegal_building", "work_safety"}),
    frozenset({"consumer_rights", "food_safety", "agri_inputs"}),
    frozenset({"consumer_rights", "market_price", "transport_fare", "public_transport"}),
    frozenset({"industrial_pollution", "sewage_discharge", "smoke_dust", "quarry_damage"}),
    frozenset({"greening", "public_facility", "property_mgmt", "planning_proposal"}),
    frozenset({"electricity_price", "power_outage"}),
)
_LIKELY_FROM = 0.5


@dataclass(frozen=True)
class Match:
    """An open case that a new account most likely speaks of, and why."""

    view: CaseView
    reasons: tuple[str, ...]


def find(
    matter: Matter,
    region_id: int | None,
    nearby: Iterable[CaseView],
    now: datetime,
    categories: Categories,
    teller_id: int = 0,
) -> Match | None:
    """The open case that the account most likely speaks of; None when there is none.

    Of the same leaf at the same place it is the one told in the likest words, then the newest;
    of a related leaf only one at the same numbered spot, told in almost the same words. In doubt
    there is none: a second number costs a visit, a wrong one hides what somebody reported.
    What was told in confidence is only ever joined by the one who told it.
    """
    told = [view for view in nearby if _may_join(view, teller_id)]
    same = [(view, _same(matter, region_id, view, now, categories)) for view in told]
    found = [(view, *one) for view, one in same if one is not None]
    if found:
        view, _, reasons = max(found, key=lambda one: round(one[1], 1))
        return Match(view, reasons)
    return next(filter(None, (_by_words(matter, region_id, view) for view in told)), None)


def resembling(
    matter: Matter, region_id: int | None, nearby: Iterable[CaseView]
) -> tuple[str, ...]:
    """For whoever handles the new case: open cases here that may be the same after all."""
    return tuple(
        render("reason.may_be_same", number=number(view.case.number), title=view.case.title)
        for view in nearby
        if _is_plain(view, region_id)
        and (view.case.leaf == matter.leaf or are_related(view.case.leaf, matter.leaf))
        and _likeness(matter, view).score >= _LIKELY_FROM
    )


def _may_join(view: CaseView, teller_id: int) -> bool:
    hidden = is_hidden(view.case)
    return view.case.state in _AT_WORK and (not hidden or teller_id in view.reporter_ids)


def _is_plain(view: CaseView, region_id: int | None) -> bool:
    """True for an open case of this region that anybody may join and that is no alarm."""
    case = view.case
    told_openly = not (is_hidden(case) or case.is_emergency)
    return told_openly and case.state in _AT_WORK and case.region_id == region_id


def _same(
    matter: Matter,
    region_id: int | None,
    view: CaseView,
    now: datetime,
    categories: Categories,
) -> tuple[float, tuple[str, ...]] | None:
    """How like the case of the same leaf is and why it is the same; None when it is not."""
    case = view.case
    if case.leaf != matter.leaf:
        return None
    if is_hidden(case):
        return 1.0, (render("reason.same_teller", title=case.title),)
    if region_id is not None and case.region_id != region_id:
        return None
    if case.is_emergency and now - case.opened_at > _SAME_EMERGENCY:
        return None
    like = _likeness(matter, view)
    is_wide = categories.leaf(matter.leaf).top in _WIDE and case.leaf not in _OF_ONE_BODY
    if not is_wide and (like.is_elsewhere or _are_apart(matter.place, view)):
        return None
    place = case.place or render("reason.same_grid")
    reasons = (
        render("reason.same_kind", title=case.title),
        render("reason.same_place", place=place),
        render("reason.same_day"),
    )
    return like.score, reasons


def _by_words(matter: Matter, region_id: int | None, view: CaseView) -> Match | None:
    """The case of a related leaf that was told of the same spot in almost the same words."""
    case = view.case
    if not (_is_plain(view, region_id) and are_related(case.leaf, matter.leaf)):
        return None
    if matter.is_emergency or not spots(matter.place.text) & spots(case.place):
        return None
    like = _likeness(matter, view)
    if not like.is_same or like.is_elsewhere:
        return None
    place = render("reason.same_place", place=case.place)
    return Match(view, (render("reason.told_alike", title=case.title), place, *like.reasons))


def are_related(one: str, other: str) -> bool:
    """True for two leaves that residents take for each other."""
    return one != other and any(one in group and other in group for group in _RELATED)


def _likeness(matter: Matter, view: CaseView) -> Likeness:
    case = view.case
    new = words_of(matter.words, matter.leaf, matter.place.text)
    return likeness(new, words_of(case.summary, case.leaf, case.place))


def _are_apart(place: PlaceGuess, view: CaseView) -> bool:
    """True when the words name two spots, or both were sent on the map and lie far apart."""
    case = view.case
    if not may_be_one_spot(place.text, case.place):
        return True
    known = parse_point(case.longitude, case.latitude)
    if place.point is None or known is None:
        return False
    return metres_between(place.point, known) > _ONE_SPOT


def may_be_one_spot(one: str, other: str) -> bool:
    """True unless both texts name a building, 组 or unit and none of them is the same."""
    left, right = spots(one), spots(other)
    shared_kinds = {kind for _, kind in left} & {kind for _, kind in right}
    if not shared_kinds:
        return True
    return any(spot in right for spot in left)


def spots(text: str) -> frozenset[tuple[str, str]]:
    """The numbered spots a text names, e.g. {("3", "号楼")}."""
    found = _SPOT.findall(text.translate(_DIGITS))
    return frozenset((n.upper(), "号楼" if kind in "幢栋" else kind) for n, kind in found)


def is_at(place: PlaceGuess, view: CaseView) -> bool:
    """True when a place said later may be the place of the case."""
    return may_be_one_spot(place.text, view.case.place)
