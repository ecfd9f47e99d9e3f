"""Which open case an account joins, and which it only resembles, by its words."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.duplicates import find, resembling
from handlers.situation import CaseView
from handlers.understanding.reading import Matter, PlaceGuess
from handlers.understanding.tree import load_categories
from storage.codes import CaseState, Urgency
from tests.decisions.county import AUNT_WANG, GRID, MONDAY, NEXT_GRID, UNCLE_GAO
from tests.decisions.scene import a_case

CATEGORIES = load_categories()
SOON = MONDAY + timedelta(minutes=20)


def told(words: str, leaf: str = "sewer_blockage", place: str = "") -> Matter:
    return Matter(leaf, 0.9, Urgency.U1, words, place=PlaceGuess(place))


def open_case(words: str, leaf: str = "sewer_blockage", place: str = "", **other: Any) -> CaseView:
    fields = {"summary": words, "place": place, "leaf": leaf, **other}
    return a_case(CaseState.REGISTERED, **fields)


def joined(matter: Matter, *views: CaseView, teller_id: int = 0) -> CaseView | None:
    found = find(matter, GRID, views, SOON, CATEGORIES, teller_id)
    return found.view if found else None


@pytest.mark.parametrize(
    ("leaf", "first", "then"),
    [
        ("street_vending", "张姐烧烤的桌子摆到路上", "老李烩面馆的桌子摆到路上"),
        ("road_damage", "新华东路有个大坑", "滨湖路有个大坑"),
        ("smoke_dust", "福满楼饭店油烟太大", "湘味轩饭店油烟太大"),
        ("noise", "金鼎广场工地半夜打桩", "御景湾旁边工地半夜打桩"),
        ("consumer_rights", "华康健身房不退钱", "美丽人生美容院不退钱"),
        ("public_transport", "16路公交车不停", "21路公交车不停"),
        ("streetlight", "柏树巷路灯不亮", "平安街路灯不亮"),
    ],
)
def test_two_things_of_one_kind_stay_two_though_no_spot_is_known(
    leaf: str, first: str, then: str
) -> None:
    assert joined(told(then, leaf), open_case(first, leaf)) is None


@pytest.mark.parametrize(
    ("leaf", "first", "then"),
    [
        ("street_vending", "张姐烧烤的桌子摆到路上", "张姐烧烤又占道"),
        ("sewer_blockage", "院里下水道又堵了", "污水都冒出来了"),
        ("noise", "半夜打桩吵死了", "工地施工睡不着"),
        ("streetlight", "路灯不亮", "张姐烧烤门口路灯不亮"),
        ("garbage", "垃圾没人清", "北门垃圾成堆"),
        ("smoke_dust", "楼下烧烤油烟呛人,我住3楼", "烧烤油烟飘到6楼来了"),
    ],
)
def test_what_may_be_one_thing_of_one_kind_is_joined(leaf: str, first: str, then: str) -> None:
    assert joined(told(then, leaf), open_case(first, leaf)) is not None


@pytest.mark.parametrize("leaf", ["water_supply", "power_outage"])
def test_what_reaches_many_doors_is_one_matter_whatever_places_are_named(leaf: str) -> None:
    assert joined(told("平安路停了", leaf), open_case("新华东路停了", leaf)) is not None


def test_of_several_cases_the_one_told_in_like_words_is_joined() -> None:
    newest = open_case("门口下水道堵了", id=2)
    likest = open_case("张姐烧烤把油倒进下水道,堵了", id=1)
    assert joined(told("张姐烧烤倒油,下水道堵了"), newest, likest) is likest


def test_of_cases_equally_like_the_newest_is_joined() -> None:
    newest, older = open_case("下水道堵了", id=2), open_case("下水道堵了", id=1)
    assert joined(told("下水道堵了"), newest, older) is newest


# ---- related leaves -------------------------------------------------------------------------


SAID = "3号楼前污水流了一地,臭得很"


def test_a_related_kind_at_the_same_spot_in_the_same_words_is_joined_with_reasons() -> None:
    view = open_case(SAID, "waterlogging", "3号楼前", title="积水")
    found = find(told(f"{SAID}没人管", place="3号楼前"), GRID, [view], SOON, CATEGORIES)
    assert found is not None
    assert found.view is view
    assert any("说法几乎一样" in reason for reason in found.reasons)
    assert any("3号楼前" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    "view",
    [
        open_case("3号楼前井盖坏了", "manhole", "3号楼前"),
        open_case(SAID, "waterlogging", "5号楼前"),
        open_case(SAID, "waterlogging"),
        open_case(SAID, "wage_arrears", "3号楼前"),
        open_case(SAID, "waterlogging", "3号楼前", region_id=NEXT_GRID),
        open_case(SAID, "waterlogging", "3号楼前", is_emergency=True),
        open_case(SAID, "waterlogging", "3号楼前", is_confidential=True),
    ],
    ids=["other words", "other spot", "no spot", "unrelated", "elsewhere", "alarm", "confidential"],
)
def test_of_a_related_kind_nothing_less_is_joined(view: CaseView) -> None:
    assert joined(told(SAID, place="3号楼前"), view) is None


def test_no_danger_is_hidden_in_a_related_case() -> None:
    view = open_case(SAID, "waterlogging", "3号楼前")
    danger = Matter(
        "sewer_blockage", 0.9, Urgency.U0, SAID, is_emergency=True, place=PlaceGuess("3号楼前")
    )
    assert joined(danger, view) is None


# ---- what only resembles --------------------------------------------------------------------


def test_who_handles_a_new_case_is_told_of_an_open_one_like_it() -> None:
    view = open_case(SAID, "waterlogging", title="积水")
    (reason,) = resembling(told(SAID), GRID, [view])
    assert "#00123" in reason
    assert "积水" in reason


@pytest.mark.parametrize(
    "view",
    [
        open_case("物业乱收费", "property_mgmt"),
        open_case(SAID, "waterlogging", region_id=NEXT_GRID),
        open_case(SAID, "waterlogging", is_private=True),
        a_case(CaseState.CLOSED, leaf="waterlogging", summary=SAID),
    ],
    ids=["other words", "elsewhere", "private", "closed"],
)
def test_nothing_else_is_called_alike(view: CaseView) -> None:
    assert resembling(told(SAID), GRID, [view]) == ()


# ---- as before ------------------------------------------------------------------------------


def test_what_was_told_in_confidence_is_joined_by_its_teller_only() -> None:
    view = open_case("老板欠俺三个月工资", "wage_arrears", is_confidential=True)
    again = told("那个工资还没给", "wage_arrears")
    assert joined(again, view, teller_id=AUNT_WANG.id or 0) is view
    assert joined(again, view, teller_id=UNCLE_GAO.id or 0) is None


def test_a_case_that_was_answered_is_not_joined() -> None:
    view = a_case(CaseState.ANSWERED, summary="下水道堵了")
    assert joined(told("下水道堵了"), view) is None
