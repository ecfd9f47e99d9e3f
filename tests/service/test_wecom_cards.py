"""What is posted to members: whole cards, words before cards, words alone; and nothing cut off."""

from typing import Any

import pytest

from bot.channels.base import SendRefused
from bot.channels.platform.cards import row_of, task_id
from bot.channels.wecom.bodies import LONGEST, bodies
from storage.tables.message import OutboundMessage
from tests.platform.wecom.cards import read_card
from tests.service.wecom_room import a_word

WHISTLE = (
    "【吹哨】#00012 下水道堵塞\n地点：3号楼前边\n情况：下水道又堵了，臭水流一地\n角色：主办\n"
    "报到截止今天16:10，办结截止明天18:00\n请回复“报到”。"
)


def card(*labels: str) -> dict[str, Any]:
    keys = [f"report_in:{number}" for number in range(12, 12 + len(labels))]
    buttons = [{"key": k, "label": name} for k, name in zip(keys, labels, strict=True)]
    return {"title": "吹哨", "buttons": buttons}


def row(text: str, **more: Any) -> OutboundMessage:
    return a_word(text, 7, **({"id": 7, "attempts": 1} | more))


def test_a_short_matter_is_one_card_that_says_everything() -> None:
    (body,) = bodies(row(WHISTLE, card=card("报到", "退回")), 1000002)
    drawn = body["template_card"]
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("guo", 1000002, "template_card")
    assert drawn["main_title"] == {"title": "吹哨 #00012 下水道堵塞"}
    assert [one["keyname"] for one in drawn["horizontal_content_list"]] == ["地点", "情况", "角色"]
    assert drawn["button_list"][0] == {"text": "报到", "key": "report_in:12", "style": 1}
    read = read_card(drawn)
    assert all(words in read for words in ("3号楼前边", "今天16:10", "请回复“报到”", "退回"))


@pytest.mark.parametrize(
    "text",
    [
        WHISTLE.replace("臭水流一地", "臭水流一地，" * 20),
        WHISTLE + "\n" + "确实不归您单位的，在时限内回复“退回”加权责依据。" * 5,
        "【吹哨】#00012 " + "下水道堵塞、井盖破损" * 3,
    ],
)
def test_what_has_no_room_on_the_card_goes_before_it_in_words(text: str) -> None:
    words, drawn = bodies(row(text, card=card("报到")), 1)
    assert words["text"]["content"] == text
    assert drawn["template_card"]["main_title"]["title"].startswith("吹哨 #00012")
    assert len(drawn["template_card"]["main_title"]["title"]) <= 26
    assert read_card(drawn["template_card"])


@pytest.mark.parametrize("labels", [("一二三四五六七八九十一",), tuple("甲乙丙丁戊己庚")])
def test_buttons_that_no_card_can_carry_are_named_in_words(labels: tuple[str, ...]) -> None:
    (body,) = bodies(row("请审批。", card=card(*labels)), 1)
    assert body["msgtype"] == "text"
    assert all(f"“{label}”" in body["text"]["content"] for label in labels)


def test_a_card_without_words_shows_its_title() -> None:
    *_, drawn = bodies(row("", card=card("报到")), 1)
    assert drawn["template_card"]["main_title"]["title"] == "吹哨"


def test_long_words_go_in_pieces_of_at_most_2048_bytes() -> None:
    pieces = bodies(row("第一件事已经办好了，请您放心。" * 100), 1)
    assert len(pieces) == 3
    assert all(len(one["text"]["content"].encode()) <= LONGEST for one in pieces)


@pytest.mark.parametrize("more", [{"text": " "}, {"text": "漏。" * 5000}, {"is_group": True}])
def test_what_can_never_be_sent_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(SendRefused):
        bodies(row(**({"text": "好"} | more)), 1)


def test_every_card_has_an_id_of_its_own_that_names_its_row() -> None:
    ids = {
        task_id(row("甲")),
        task_id(row("甲", id=8)),
        task_id(row("甲", key="say:other")),
    }
    assert len(ids) == 3
    assert task_id(row("甲", attempts=2)) == task_id(row("甲"))
    assert {row_of(one) for one in ids} == {7, 8}
    assert all(one.replace("-", "").isalnum() for one in ids)


@pytest.mark.parametrize(
    "given", ["", "t7@1", "o-1-abc", f"o{'9' * 30}-aaaaaaaaaaaa", "o1-AAAAAAAAAAAA"]
)
def test_an_id_that_is_not_ours_names_no_row(given: str) -> None:
    assert row_of(given) is None
