"""Residents ask for a code in words of their own; what only sounds like it is something else."""

import pytest

from handlers.dialogue import lookups
from handlers.effects import Effect, GiveCode, Say
from handlers.situation import CaseView, Situation
from storage.codes import CaseState, MessageKind
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from storage.tables.person import Person
from tests.decisions.county import AUNT_WANG, GROUP, GUO, MONDAY, UNCLE_GAO
from tests.decisions.scene import WORLD, at, speaker
from tests.decisions.told import of, one

OWN = at(CaseState.IN_PROGRESS)


def asked(
    text: str,
    *,
    who: Person = AUNT_WANG,
    in_group: bool = False,
    mine: tuple[CaseView, ...] = (OWN,),
    named: CaseView | None = None,
) -> list[Effect] | None:
    """What comes of these words."""
    message = InboundMessage(
        id=1, county_id=1, channel="webchat", key="1", chat_id="c", is_group=in_group,
        sender_id="p:王大妈", kind=MessageKind.TEXT, text=text,
        sent_at=MONDAY, received_at=MONDAY, next_attempt_at=MONDAY,
    )  # fmt: skip
    chat = Conversation(id=1, county_id=1, channel="webchat", chat_id="c")
    group = GROUP if in_group else None
    situation = Situation(MONDAY, WORLD, message, speaker(who), chat, group, mine=mine, named=named)
    return lookups.asked(situation)


@pytest.mark.parametrize(
    "text",
    [
        "查询码", "给我个查询码", "查询码过期了", "查询码用过了再发一个", "查询码 #00012", "查询密码是多少",
        "进度码发我一下", "我的查询码丢了", "网上咋看我那件事的进度", "手机上能看俺报的那个不", "发个链接看看办到哪了",
        "我那件事有没有网页能看", "扫码能查进度不", "我反映的事手机上咋查", "办到哪一步了，给个网址看看",
    ],
)  # fmt: skip
def test_words_for_a_code_are_understood(text: str) -> None:
    assert one(asked(text) or [], GiveCode).person_id == AUNT_WANG.id


@pytest.mark.parametrize(
    "text",
    [
        "二维码牌子掉了", "网上查不到社保缴费记录", "手机上查我那个社保查不到", "小区大门扫码进不去", "公示栏上的低保结果不对",
        "有人发链接骗老人钱", "到哪一步了", "网上办证的页面打不开", "路灯不亮好几天了",
    ],
)  # fmt: skip
def test_other_words_are_left_to_others(text: str) -> None:
    assert asked(text) is None


def test_in_a_group_only_the_word_itself_counts_and_the_answer_goes_to_one_person() -> None:
    effects = asked("查询码发我一个", in_group=True) or []
    assert one(effects, GiveCode).person_id == AUNT_WANG.id
    assert of(effects, Say) == []
    assert asked("网上咋看我那件事的进度", in_group=True) is None


def test_nobody_gets_a_code_for_what_others_told() -> None:
    effects = (
        asked(
            "查询码 #00001",
            who=Person(id=77, county_id=1, name="路人", created_at=MONDAY),
            named=OWN,
        )
        or []
    )
    assert of(effects, GiveCode) == []
    assert one(effects, Say).text.key == "progress.unknown"


@pytest.mark.parametrize("leaf", ["domestic_violence", "child_protection", "wage_arrears"])
def test_of_what_is_told_in_confidence_there_is_no_code(leaf: str) -> None:
    case = OWN.case.model_copy(update={"leaf": leaf, "is_confidential": True})
    kept = CaseView(case, OWN.reports, OWN.whistles)
    effects = asked("查询码", mine=(kept,)) or []
    assert of(effects, GiveCode) == []
    assert one(effects, Say).text.key == "lookup.kept"


def test_whoever_told_nothing_hears_how_to_begin_and_staff_use_the_console() -> None:
    assert one(asked("查询码", mine=()) or [], Say).text.key == "lookup.nothing"
    assert asked("查询码", who=GUO) is None
    assert asked("网上咋看我那件事的进度", who=UNCLE_GAO, mine=()) is None
