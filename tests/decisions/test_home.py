"""The home a resident made known by scanning a code: used one to one, when nothing is known better."""

from dataclasses import replace

import pytest

from handlers.coordinates import Point
from handlers.dialogue import flow
from handlers.effects import BindHome
from handlers.intake.account import around, region_ids, region_of
from handlers.situation import Situation
from handlers.understanding.gazetteer import Gazetteer
from handlers.understanding.normalise import normalise
from handlers.understanding.place import locate
from handlers.understanding.reading import Intent, PlaceGuess, Reading
from storage.codes import MessageKind
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from storage.tables.person import Person
from tests.decisions.county import AUNT_WANG, GRID, GROUP, MONDAY, NEXT_GRID
from tests.decisions.scene import WORLD, speaker
from tests.decisions.told import one

NAMES = WORLD.directory.names


def said(*, home: int | None, in_group: bool = False) -> Situation:
    """王大妈 speaks; she lives in this region, if she ever told."""
    message = InboundMessage(
        id=1, county_id=1, channel="webchat", key="1", chat_id="c", is_group=in_group,
        sender_id="p:王大妈", kind=MessageKind.TEXT, text="路灯不亮",
        sent_at=MONDAY, received_at=MONDAY, next_attempt_at=MONDAY,
    )  # fmt: skip
    person = Person(**AUNT_WANG.model_dump() | {"home_region_id": home})
    chat = Conversation(id=1, county_id=1, channel="webchat", chat_id="c")
    group = GROUP if in_group else None
    return Situation(MONDAY, WORLD, message, speaker(person), chat, group)


def placed(s: Situation, text: str) -> PlaceGuess:
    return locate(normalise(text), Gazetteer(NAMES), around(s))


def test_one_to_one_the_home_is_used_when_the_words_tell_nothing() -> None:
    s = said(home=NEXT_GRID)
    guess = placed(s, "路灯不亮")
    assert (region_of(s, guess), guess.evidence) == (NEXT_GRID, ("按登记的住处",))


def test_in_a_group_the_home_is_never_used() -> None:
    s = said(home=NEXT_GRID, in_group=True)
    assert region_ids(s) == (GRID,)
    assert region_of(s, placed(s, "路灯不亮")) == GRID


@pytest.mark.parametrize("text", ["东关家属院的路灯不亮", "东关家暑院的路灯不亮"])
def test_what_the_words_tell_is_known_better(text: str) -> None:
    s = said(home=NEXT_GRID)
    assert region_of(s, placed(s, text)) == GRID


def test_a_point_on_the_map_is_known_better() -> None:
    s = said(home=NEXT_GRID)
    assert region_of(s, PlaceGuess("村口", GRID, 0.95, point=Point(113.2, 33.9))) == GRID


def test_who_never_told_a_home_is_placed_nowhere() -> None:
    s = said(home=None)
    assert region_ids(s) == ()
    assert region_of(s, placed(s, "路灯不亮")) is None


def test_only_a_scanned_code_tells_a_home() -> None:
    s = said(home=None)
    s.message.kind = MessageKind.FOLLOW
    nothing = Reading(Intent.CHIT_CHAT, 1.0)
    plain = flow.decide(s, nothing)
    assert not [effect for effect in plain if isinstance(effect, BindHome)]
    scanned = replace(
        s, message=InboundMessage(**s.message.model_dump() | {"data": {"scene": "grid_R4"}})
    )
    assert one(flow.decide(scanned, nothing), BindHome).region_id == GRID


def test_a_buildings_code_tells_its_grid_and_keeps_no_building() -> None:
    s = said(home=None)
    row = s.message.model_dump() | {"kind": MessageKind.FOLLOW, "data": {"scene": "grid_R4_p7"}}
    scanned = replace(s, message=InboundMessage(**row))
    assert one(flow.decide(scanned, Reading(Intent.CHIT_CHAT, 1.0)), BindHome).region_id == GRID
