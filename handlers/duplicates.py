"""Is it the same matter? Leaf, place, time and words, with the reasons."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.situation import CaseView
from handlers.texts import render
from handlers.understanding.categories import Categories
from handlers.understanding.reading import Matter, PlaceGuess
from storage.codes import CaseState

_SPOT = re.compile(r"(\d+|[A-Da-d])\s*(号楼|幢|栋|座|组|单元|楼)")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_WIDE = frozenset({"utility", "emergency"})  # one cause reaches many doors
_STILL_OPEN = frozenset(CaseState) - {
    CaseState.ANSWERED,
    CaseState.SURVEYING,
    CaseState.CLOSED,
    CaseState.MERGED,
    CaseState.GUIDED,
    CaseState.FALSE_ALARM,
    CaseState.WITHDRAWN,
    CaseState.HANDED_OFF,
}
_SAME_EMERGENCY = timedelta(hours=2)


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
    """The open case of the same leaf at the same place, newest first; None when there is none.

    What was told in confidence is only ever joined by the one who told it.
    """
    for view in nearby:
        hidden = view.case.is_private or view.case.is_confidential
        if hidden and teller_id not in view.reporter_ids:
            continue
        reasons = _same(matter, region_id, view, now, categories)
        if reasons:
            return Match(view, reasons)
    return None


def _same(
    matter: Matter,
    region_id: int | None,
    view: CaseView,
    now: datetime,
    categories: Categories,
) -> tuple[str, ...]:
    case = view.case
    if case.leaf != matter.leaf or case.state not in _STILL_OPEN:
        return ()
    if case.is_private or case.is_confidential:
        return (render("reason.same_teller", title=case.title),)
    if region_id is not None and case.region_id != region_id:
        return ()
    if case.is_emergency and now - case.opened_at > _SAME_EMERGENCY:
        return ()
    top = categories.leaf(matter.leaf).top
    if top not in _WIDE and not may_be_one_spot(matter.place.text, case.place):
        return ()
    place = case.place or render("reason.same_grid")
    return (
        render("reason.same_kind", title=case.title),
        render("reason.same_place", place=place),
        render("reason.same_day"),
    )


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
