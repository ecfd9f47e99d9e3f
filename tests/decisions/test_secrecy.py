"""Who asked one to one not to be named is not, whether they asked before the matter or with it."""

from dataclasses import replace

import pytest

from handlers.effects import OpenCase
from handlers.intake.account import of_message
from handlers.intake.registering import register
from handlers.permissions import secrecy
from handlers.situation import Situation
from handlers.understanding.cues import asks_secrecy
from handlers.understanding.reading import Cue, Intent, Matter, PlaceGuess, Reading
from handlers.understanding.tree import load_categories
from storage.codes import MessageKind, Urgency
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from tests.decisions.county import AUNT_WANG, GRID, GROUP, MONDAY
from tests.decisions.scene import WORLD, speaker

KNOWING = replace(WORLD, categories=load_categories())
TOLD = "3号楼后头天天夜里有人倒垃圾"
THERE = PlaceGuess("3号楼后头", GRID, 0.9, is_specific=True)
GARBAGE = Matter("garbage", 0.9, Urgency.U2, TOLD, place=THERE)


def _message(text: str, *, in_group: bool) -> InboundMessage:
    return InboundMessage(
        id=1, county_id=1, channel="webchat", key=text, chat_id="c", is_group=in_group,
        sender_id="p:王大妈", kind=MessageKind.TEXT, text=text,
        sent_at=MONDAY, received_at=MONDAY, next_attempt_at=MONDAY,
    )  # fmt: skip


def _tags(before: str, *, in_group: bool = False, cues: frozenset[Cue] = frozenset()) -> list[str]:
    chat = Conversation(id=1, county_id=1, channel="webchat", chat_id="c")
    scene = Situation(
        MONDAY,
        KNOWING,
        _message(TOLD, in_group=in_group),
        speaker(AUNT_WANG),
        chat,
        GROUP if in_group else None,
        recent=(_message(before, in_group=in_group),),
    )
    reading = Reading(Intent.REPORT, 0.9, (GARBAGE,), THERE, cues)
    opened = [
        one for one in register(scene, of_message(scene, reading)) if isinstance(one, OpenCase)
    ]
    return list(opened[0].tags)


@pytest.mark.parametrize("before", ["千万别说是我讲的", "我说个事，恁可别说是我说的"])
def test_a_promise_given_before_the_matter_is_kept(before: str) -> None:
    assert secrecy(AUNT_WANG.id or 0) in _tags(before)


def test_a_wish_in_the_same_words_is_kept() -> None:
    assert secrecy(AUNT_WANG.id or 0) in _tags("在吗", cues=frozenset({Cue.SECRECY}))


def test_in_a_group_everybody_has_read_who_spoke() -> None:
    assert secrecy(AUNT_WANG.id or 0) not in _tags("千万别说是我讲的", in_group=True)


def test_who_asked_for_nothing_may_be_named_to_whoever_handles_it() -> None:
    assert secrecy(AUNT_WANG.id or 0) not in _tags("在吗")


@pytest.mark.parametrize(
    "words",
    [
        "老板会不会知道是我",
        "这里说的话郭网格看得见吗",
        "他能查到是俺说的不",
        "能给保密不",
        "我怕被村里人知道",
        "会不会泄露出去啊",
        "我要是说了 支书会晓得是俺不",
        "不愿意让单位知道",
        "别跟我老公说",
        "都是老邻居 别提我名",
        "不要跟村里人讲",
        "别写我名字",
    ],
)
def test_who_asks_whether_it_gets_about_wants_that_it_does_not(words: str) -> None:
    assert asks_secrecy(words)


@pytest.mark.parametrize(
    "words",
    [
        "网格员看到了吗",
        "谁知道啥时候来电",
        "邻居都看见了 他家半夜倒垃圾",
        "你们知道我家在哪不",
        "老师没看见他打我",
        "怕孩子掉进去",
        "物业看到也不管",
        "会不会漏电啊",
        "别跟我说这些没用的",
        "跟他说了也不听",
    ],
)
def test_who_only_speaks_of_knowing_wants_no_secrecy(words: str) -> None:
    assert not asks_secrecy(words)
