"""Every kind of message and event of a customer-service account, as it reaches the inbox."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.bounce import Bounce
from bot.channels.wecom_kf.pages import read_page
from bot.channels.wecom_kf.saying import bodies
from handlers.texts import keys, template
from storage.codes import MessageKind
from storage.db import Database
from tests.service.wecom_kf_room import (
    AT,
    AUNTIE,
    NOW,
    FakeDesk,
    Item,
    Room,
    a_room,
    event,
    item,
    seed,
    text,
    words_to,
)

PLACE = {"latitude": 23.1, "longitude": 113.3, "name": "幸福小区", "address": "东关街3号"}

MESSAGES: dict[str, tuple[Item, MessageKind, str, dict[str, Any]]] = {
    "words": (text("3号楼路灯不亮😷"), MessageKind.TEXT, "3号楼路灯不亮😷", {}),
    "a tap on a numbered answer": (
        item("text", {"content": "已解决", "menu_id": "say:1"}),
        MessageKind.TEXT,
        "1",
        {"menu_id": "say:1", "label": "已解决"},
    ),
    "a tap on a button": (
        item("text", {"content": "撤回", "menu_id": "withdraw:12"}),
        MessageKind.BUTTON,
        "撤回",
        {"key": "withdraw:12"},
    ),
    "a tap on somebody else's menu": (
        item("text", {"content": "转人工", "menu_id": "101"}),
        MessageKind.TEXT,
        "转人工",
        {"menu_id": "101"},
    ),
    "a place": (
        item("location", PLACE),
        MessageKind.LOCATION,
        "",
        {
            "latitude": 23.1,
            "longitude": 113.3,
            "label": "东关街3号幸福小区",
            "datum": "gcj02",
        },
    ),
    "a link": (
        item("link", {"title": "停水通知", "desc": "明天", "url": "https://x.cn/1"}),
        MessageKind.LINK,
        "停水通知",
        {"url": "https://x.cn/1", "description": "明天"},
    ),
    "a mini program": (
        item("miniprogram", {"title": "随手拍", "appid": "wx1", "pagepath": "a"}),
        MessageKind.LINK,
        "随手拍",
        {"program": "wx1"},
    ),
    "a picture": (
        item("image", {"media_id": "M1"}),
        MessageKind.IMAGE,
        "",
        {"media_id": "M1", "mime": "image/jpeg"},
    ),
    "a voice": (
        item("voice", {"media_id": "V1"}),
        MessageKind.VOICE,
        "",
        {"media_id": "V1", "mime": "audio/amr"},
    ),
    "a film": (
        item("video", {"media_id": "F1"}),
        MessageKind.VIDEO,
        "",
        {"media_id": "F1", "mime": "video/mp4"},
    ),
    "a file": (
        item("file", {"media_id": "D1"}),
        MessageKind.FILE,
        "",
        {"media_id": "D1", "mime": ""},
    ),
    "a card": (
        item("business_card", {"userid": "guo"}),
        MessageKind.FILE,
        "",
        {"type": "business_card"},
    ),
    "something new": (item("hologram", {}), MessageKind.FILE, "", {"type": "hologram"}),
    "something taken back": (
        event("user_recall_msg", recall_msgid="kfmsg000001"),
        MessageKind.RECALL,
        "",
        {"key": "kfmsg000001"},
    ),
    "somebody to be greeted": (
        event("enter_session", scene="123", scene_param="grid_G12", welcome_code="W1"),
        MessageKind.FOLLOW,
        "",
        {"scene": "grid_G12", "welcome_code": "W1"},
    ),
    "somebody who comes again by a grid's code": (
        event("enter_session", scene="grid_G12"),
        MessageKind.FOLLOW,
        "",
        {"scene": "grid_G12"},
    ),
}

IGNORED: dict[str, Item] = {
    "somebody who looks in again": event("enter_session", scene="oth_1"),
    "what a servicer says": text("您好，我是小李", origin=5, servicer_userid="li"),
    "a servicer's break": event("servicer_status_change", servicer_userid="li", status=2),
    "a session handed over": event("session_status_change", change_type=1),
    "what a servicer takes back": event("servicer_recall_msg", recall_msgid="1"),
    "a switch": event("reject_customer_msg_switch_change", reject_switch=1),
    "an origin nobody knows": text("?", origin=9),
}


@pytest.fixture
async def room(
    sqlite_database: Database, tmp_path: Path, aiohttp_server: Any
) -> AsyncIterator[Room]:
    await seed(sqlite_database)
    desk = FakeDesk()
    server = await aiohttp_server(desk.app())
    async with a_room(sqlite_database, tmp_path, desk, str(server.make_url(""))) as room:
        yield room


@pytest.mark.parametrize("case", MESSAGES.values(), ids=MESSAGES.keys())
def test_what_a_resident_does_is_heard(
    case: tuple[Item, MessageKind, str, dict[str, Any]],
) -> None:
    given_item, kind, words, data = case
    (heard,) = read_page({"msg_list": [given_item]}, NOW + timedelta(seconds=3)).heard
    assert (heard.kind, heard.text, heard.data) == (kind, words, data)
    assert (heard.channel, heard.key) == ("wecom_kf", given_item["msgid"])
    assert heard.chat_id == heard.sender_id == AUNTIE
    assert heard.sent_at == NOW
    assert not heard.is_group


@pytest.mark.parametrize("case", IGNORED.values(), ids=IGNORED.keys())
def test_what_asks_nothing_of_us_is_let_pass(case: Item) -> None:
    page = read_page({"msg_list": [case]}, NOW)
    assert (page.heard, page.bounced, len(page.ignored)) == ((), (), 1)


@pytest.mark.parametrize(
    ("code", "words"),
    [(4, "48小时"), (6, "5条"), (10, "拒绝"), (5, "结束"), (0, "没有送到"), (99, "没有送到")],
)
def test_a_failed_message_of_ours_is_known_by_its_receipt(code: int, words: str) -> None:
    failed = event("msg_send_fail", fail_msgid="0123456789abcdef01234567-1", fail_type=code)
    (bounce,) = read_page({"msg_list": [failed]}, NOW).bounced
    assert bounce.receipt == "0123456789abcdef01234567"
    assert (bounce.channel, bounce.chat_id) == ("wecom_kf", AUNTIE)
    assert words in bounce.reason


def test_a_moment_that_is_none_is_now() -> None:
    for odd in ("", "-5", "soon", 10**13):
        (heard,) = read_page({"msg_list": [text("路灯不亮", send_time=odd)]}, NOW).heard
        assert heard.sent_at == NOW


async def test_a_bounce_is_passed_on_with_the_page_that_tells_of_it(room: Room) -> None:
    receipt = await room.kf.send(words_to(AUNTIE, "已经派人去看了。"))
    await room.pull(event("msg_send_fail", fail_msgid=room.desk.said[0]["msgid"], fail_type=6))
    reason = "对方上次来消息以后，客服可发的5条已用完。"
    assert room.bounces == [Bounce("wecom_kf", AUNTIE, receipt, reason)]


def test_every_numbered_question_of_ours_becomes_a_menu_that_answers_it() -> None:
    numbered = [key for key in keys() if re.search(r"回复：?(?:1\D+、2|5\D+、4)", template(key))]
    assert len(numbered) >= 8
    for key in numbered:
        (body,) = bodies(words_to(AUNTIE, template(key)))
        menu = body["msgmenu"]
        assert "请点一下" in menu["head_content"]
        assert menu["head_content"].count("请") <= template(key).count("请") + 1
        for shown in menu["list"]:
            tap = shown["click"]
            said = item("text", {"content": tap["content"], "menu_id": tap["id"]})
            (heard,) = read_page({"msg_list": [said]}, NOW).heard
            assert heard.text in "12345"
            assert f"{heard.text}{tap['content']}" in template(key)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["origin", "msgtype", "event", "event_type", "text", "content", "msgid", "location",
             "latitude", "external_userid", "send_time", "image", "media_id", "fail_msgid"]
        ),
        inner,
        max_size=8,
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.lists(json_values, max_size=5), json_values, json_values)
def test_no_answer_whatever_breaks_the_reading(items: list[Any], more: Any, cursor: Any) -> None:
    page = read_page({"msg_list": items, "has_more": more, "next_cursor": cursor}, NOW)
    assert len(page.heard) + len(page.bounced) + len(page.ignored) == len(items)
    assert AT > 0
