"""A place sent on the map: to the draft, to one's own case, to nothing at all."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.coordinates import Point, metres_between, to_gcj02
from handlers.dialogue import flow
from handlers.directory import Directory
from handlers.effects import AddReport, ChangeCase, Effect, Judge, KeepDraft, OpenCase, Say
from handlers.intake import drafts
from handlers.situation import CaseView, Situation, World
from handlers.understanding.reading import Around, Intent, Matter, PlaceGuess, Reading
from storage.codes import MessageKind, Urgency
from storage.tables.conversation import Conversation, Draft
from storage.tables.message import InboundMessage
from storage.tables.person import Person
from storage.tables.region import County, Place, Region
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY,
    DEPARTMENTS,
    GRID,
    GROUP,
    MONDAY,
    NEXT_GRID,
    POSTS,
    REGIONS,
    VILLAGE,
)
from tests.decisions.scene import a_case, a_world, speaker
from tests.decisions.told import listeners, of, one, words

AT_HOME, NEXT_DOOR, ELSEWHERE = Point(113.205, 33.965), Point(113.215, 33.965), Point(121.4, 31.2)
ON_THE_VILLAGE_ROAD = Point(113.225, 33.965)
NOTHING = Reading(Intent.CHIT_CHAT, 1.0)


def _square(west: float, east: float) -> list[list[float]]:
    return [[west, 33.96], [west, 33.97], [east, 33.97], [east, 33.96]]


SHAPES = {
    COUNTY: _square(113.10, 113.30),
    VILLAGE: _square(113.20, 113.23),
    GRID: _square(113.20, 113.21),
    NEXT_GRID: _square(113.21, 113.22),
}
LAMP = Place(
    county_id=1, region_id=NEXT_GRID, name="9号楼", kind="building",
    longitude=113.2151, latitude=33.965,
)  # fmt: skip


class LampReader:
    """Hears of a lamp in whatever is said, and no place."""

    def read(self, text: str, around: Around) -> Reading:
        """A report of a dark lamp; nothing of an empty text."""
        if not text:
            return NOTHING
        matter = Matter("streetlight", 0.9, Urgency.U2, text)
        return Reading(Intent.REPORT, 0.9, (matter,))


def _drawn(shapes: dict[int, list[list[float]]]) -> World:
    regions = [
        Region(
            **region.model_dump() | {"polygon": [shapes[region.id]] if region.id in shapes else []}
        )
        for region in REGIONS
    ]
    county = County(id=1, code="QH", name="青河县", centre_name="中心")
    directory = Directory(county, regions, DEPARTMENTS, POSTS, (GROUP,), (LAMP,))
    return replace(a_world(directory), reader=LampReader())


DRAWN = _drawn(SHAPES)


def sent(
    point: Point, label: str = "", *, in_group: bool = False, world: World = DRAWN, **other: Any
) -> Situation:
    """王大妈 sends this point as her phone shows it."""
    longitude, latitude = to_gcj02(point)
    message = InboundMessage(
        id=9, county_id=1, channel="webchat", key="k", chat_id="c", sender_id="p:王大妈",
        is_group=in_group, kind=MessageKind.LOCATION,
        data={"longitude": longitude, "latitude": latitude, "label": label},
        sent_at=MONDAY, received_at=MONDAY, next_attempt_at=MONDAY,
    )  # fmt: skip
    chat = Conversation(id=1, county_id=1, channel="webchat", chat_id="c")
    group = GROUP if in_group else None
    return Situation(MONDAY, world, message, speaker(AUNT_WANG), chat, group, **other)


def a_draft(text: str = "路灯不亮", asked: str = "", **other: Any) -> Draft:
    return Draft(
        id=5, county_id=1, conversation_id=1, person_id=AUNT_WANG.id or 0, message_ids=[8],
        text=text, asked=asked, started_at=MONDAY, settle_at=MONDAY, **other,
    )  # fmt: skip


def decided(s: Situation) -> list[Effect]:
    return flow.decide(s, NOTHING)


def opened(effects: list[Effect]) -> OpenCase:
    return one(effects, OpenCase)


def test_the_point_that_was_asked_for_registers_the_matter_where_it_lies() -> None:
    case = opened(decided(sent(NEXT_DOOR, "阳光花园东门", draft=a_draft(asked="place"))))
    assert (case.region_id, case.place, case.message_ids) == (NEXT_GRID, "阳光花园东门", (8, 9))
    assert case.point is not None
    assert metres_between(case.point, NEXT_DOOR) < 1
    assert "地点：位置落在阳光花园" in case.reasons


def test_a_point_without_a_name_is_called_by_what_stands_there() -> None:
    near = opened(decided(sent(NEXT_DOOR, draft=a_draft(asked="place"))))
    bare = opened(decided(sent(AT_HOME, draft=a_draft(asked="place"))))
    assert (near.place, bare.place) == ("9号楼附近", "发来的位置")


def test_a_label_that_comes_as_words_is_no_report() -> None:
    s = sent(NEXT_DOOR, "阳光花园东门", draft=a_draft(asked="place"))
    s.message.text = "阳光花园东门"
    assert opened(decided(s)).words == "路灯不亮"


def test_a_draft_that_still_waits_keeps_the_point_until_it_settles() -> None:
    kept = one(decided(sent(NEXT_DOOR, "东门", draft=a_draft())), KeepDraft)
    assert kept.text == "路灯不亮"
    later = sent(NEXT_DOOR, draft=a_draft(position=dict(kept.position or {})))
    assert opened(drafts.settle(later)).region_id == NEXT_GRID


def test_outside_of_every_grid_the_village_is_meant_and_not_the_home() -> None:
    wang = Person(**AUNT_WANG.model_dump() | {"home_region_id": GRID})
    s = replace(sent(ON_THE_VILLAGE_ROAD, draft=a_draft(asked="place")), speaker=speaker(wang))
    assert opened(decided(s)).region_id == VILLAGE


def test_with_nothing_open_the_point_begins_a_draft_and_the_matter_is_asked_for() -> None:
    effects = decided(sent(AT_HOME))
    kept = one(effects, KeepDraft)
    assert (kept.asked, kept.text, kept.message_ids) == ("matter", "", (9,))
    assert "东关家属院" in words(one(effects, Say))


def test_in_a_group_a_point_that_belongs_to_nothing_is_kept_in_silence() -> None:
    kept, judged = decided(sent(AT_HOME, in_group=True))
    assert isinstance(kept, KeepDraft)
    assert (kept.text, kept.asked, kept.position is not None) == ("", "", True)
    assert judged == Judge("chit_chat")
    assert decided(sent(ELSEWHERE, in_group=True)) == [Judge("chit_chat")]


def test_in_a_group_nobody_has_bound_nothing_is_listened_to() -> None:
    s = replace(sent(AT_HOME, in_group=True), group=None)
    assert decided(s) == [Judge("chit_chat")]


@pytest.mark.parametrize("draft", [None, a_draft(asked="place")])
def test_a_point_outside_of_the_county_is_told_and_nothing_is_guessed(draft: Draft | None) -> None:
    said, judged = decided(sent(ELSEWHERE, "上海", draft=draft))
    assert isinstance(said, Say)
    assert "不在青河县范围内" in words(said)
    assert judged == Judge("chit_chat")


def own(**other: Any) -> tuple[CaseView, ...]:
    return (a_case(leaf_id="streetlight", **other),)


def test_ones_own_case_without_a_place_gets_it() -> None:
    effects = decided(sent(NEXT_DOOR, "东门", mine=own(place="", region_id=VILLAGE)))
    changes = one(effects, ChangeCase).changes
    assert (changes["place"], changes["region_id"]) == ("东门", NEXT_GRID)
    assert changes["longitude"] == pytest.approx(NEXT_DOOR.longitude, abs=1e-5)
    assert one(effects, AddReport).message_ids == (9,)
    assert "已补到<number>：东门" in words(one(effects, Say))


def test_a_spot_that_was_told_keeps_its_words_and_its_grid() -> None:
    changes = one(decided(sent(NEXT_DOOR, "东门", mine=own())), ChangeCase).changes
    assert set(changes) == {"longitude", "latitude"}


def test_in_a_group_the_point_is_added_to_ones_own_case_without_a_word() -> None:
    effects = decided(sent(AT_HOME, in_group=True, mine=own(place="")))
    assert of(effects, ChangeCase)
    assert not of(effects, Say)


def test_whoever_is_on_the_way_to_a_danger_learns_the_point_at_once() -> None:
    fire = a_case(leaf_id="gas_leak", place="", region_id=None)
    effects = decided(sent(AT_HOME, "3号楼下", mine=(fire,)))
    assert {"county_duty", "township_duty", "grid_member"} <= {*listeners(effects, DRAWN)}
    assert "东关家属院（3号楼下）" in words(of(effects, Say)[0])


def test_of_what_was_told_in_confidence_only_that_it_was_added_is_said() -> None:
    told = a_case(leaf_id="official_conduct", place="")
    effects = decided(sent(AT_HOME, "村委会", mine=(told,)))
    assert [say.text.key for say in of(effects, Say)] == ["intake.supplemented_confidential"]


def test_a_point_far_from_a_case_of_the_same_grid_is_another_spot() -> None:
    def registered(longitude: float) -> list[Effect]:
        known = a_case(
            leaf_id="streetlight", place="发来的位置", longitude=longitude, latitude=33.965
        )
        return decided(sent(AT_HOME, draft=a_draft(asked="place"), nearby=(known,)))

    assert of(registered(113.2095), OpenCase)
    assert not of(registered(113.2052), OpenCase)


def test_a_county_without_shapes_takes_the_words_and_keeps_the_point() -> None:
    s = sent(AT_HOME, "老槐树", world=_drawn({}), draft=a_draft(asked="place"), in_group=True)
    case = opened(decided(s))
    assert (case.region_id, case.place) == (GRID, "老槐树")
    assert case.point is not None


def test_words_that_name_a_spot_stay_with_the_point() -> None:
    class SpotReader(LampReader):
        def read(self, text: str, around: Around) -> Reading:
            place = PlaceGuess("3号楼后头", GRID, 0.9, is_specific=True)
            reading = super().read(text, around)
            return replace(reading, matters=(replace(reading.matters[0], place=place),))

    world = replace(DRAWN, reader=SpotReader())
    case = opened(decided(sent(NEXT_DOOR, "东门", world=world, draft=a_draft(asked="place"))))
    assert (case.region_id, case.place) == (NEXT_GRID, "3号楼后头")


@pytest.mark.parametrize("data", [{}, {"label": "东关"}, {"latitude": "x", "longitude": None}])
def test_a_place_without_a_point_is_taken_like_a_picture(data: dict[str, Any]) -> None:
    s = sent(AT_HOME)
    s.message.data = data
    assert "这是什么事、在哪里" in words(one(decided(s), Say))


def test_a_place_taken_back_leaves_the_draft() -> None:
    place = sent(NEXT_DOOR, draft=a_draft(asked="place"))
    place.message.id = 8
    recall = InboundMessage(
        **place.message.model_dump()
        | {"id": 10, "key": "r", "kind": MessageKind.RECALL, "data": {"key": place.message.key}}
    )
    kept = a_draft()
    kept.message_ids = [7, 8]
    s = replace(place, message=recall, draft=kept, recent=(place.message,))
    left = one(decided(s), KeepDraft)
    assert (left.message_ids, left.position) == ((7,), {})
