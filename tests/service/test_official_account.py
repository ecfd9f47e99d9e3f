"""What residents do in the official account, as it reaches the inbox."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from yarl import URL

from bot.channels.official_account.channel import PATH
from bot.channels.platform.windows import TAP, opening_of
from storage.codes import MessageKind
from storage.db import Database
from tests.service.fake_wechat import (
    AUNTIE,
    Callback,
    event_xml,
    message_xml,
    text_xml,
)
from tests.service.official_account_room import AT, NOW, Room, a_room


@pytest.fixture
async def room(aiohttp_client: Any, sqlite_database: Database) -> AsyncIterator[Room]:
    room = a_room(sqlite_database)
    room.client = await aiohttp_client(room.app())
    yield room
    await room.account.stop()


# ---- the address check -----------------------------------------------------------------------


async def test_the_platform_gets_its_echo_back_as_it_came(room: Room) -> None:
    room.inbox.is_away = True  # the database has no part in it
    answer = await room.get(room.sender.check(AT, "5927782489442352469"))
    assert (answer.status, await answer.text()) == (200, "5927782489442352469")
    assert answer.content_type == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_plus_in_the_echo_does_not_become_a_space(room: Room) -> None:
    query = room.sender.check(AT, "")
    address = "&".join(f"{name}={value}" for name, value in query.items()) + "a+b%2Bc%20d"
    assert room.client is not None
    answer = await room.client.get(URL(f"{PATH}?{address}", encoded=True))
    assert await answer.text() == "a+b+c d"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"signature": "0" * 40}, 403),
        ({"signature": ""}, 403),
        ({"signature": "路灯"}, 403),
        ({"nonce": "1"}, 403),
        ({"timestamp": "abc"}, 403),
        ({"echostr": "路灯"}, 400),
    ],
)
async def test_a_stranger_gets_no_echo(room: Room, changes: dict[str, str], status: int) -> None:
    answer = await room.get(room.sender.check(AT, "123") | changes)
    assert (answer.status, await answer.text()) == (status, "")
    assert room.rejected.total() == 1


async def test_a_check_without_an_echo_is_refused(room: Room) -> None:
    query = room.sender.check(AT, "123")
    del query["echostr"]
    assert (await room.get(query)).status == 400
    assert (await room.get({})).status == 403


async def test_an_old_check_is_refused(room: Room) -> None:
    assert (await room.get(room.sender.check(AT - 3600, "123"))).status == 403
    assert room.rejected == {"stale": 1}


# ---- messages --------------------------------------------------------------------------------


async def test_a_text_is_stored_and_answered_success(room: Room) -> None:
    assert await room.hears(text_xml("3号楼东边路灯不亮了😷👨‍👩‍👧", AT - 2)) == (200, "success")
    message = room.inbox.only
    assert message.channel == "official_account"
    assert message.key == "6054768590064713728"
    assert message.chat_id == message.sender_id == AUNTIE
    assert message.is_group is False
    assert message.kind is MessageKind.TEXT
    assert message.text == "3号楼东边路灯不亮了😷👨‍👩‍👧"
    assert message.data == {}
    assert message.sent_at == NOW - timedelta(seconds=2)
    assert not room.rejected
    assert not room.ignored


MESSAGES: dict[str, tuple[str, str, MessageKind, str, dict[str, Any]]] = {
    "a tapped menu item": (
        "text",
        "<Content>满意</Content><bizmsgmenuid>101</bizmsgmenuid>",
        MessageKind.TEXT,
        "满意",
        {"menu_id": "101"},
    ),
    "a tapped answer to a survey": (
        "text",
        "<Content>已解决</Content><bizmsgmenuid>say:1</bizmsgmenuid>",
        MessageKind.TEXT,
        "1",
        {"menu_id": "say:1", "label": "已解决"},
    ),
    "an empty text": ("text", "<Content><![CDATA[]]></Content>", MessageKind.TEXT, "", {}),
    "markup in a text": (
        "text",
        "<Content><![CDATA[<!DOCTYPE x><b>&amp;]]]]><![CDATA[>]]></Content>",
        MessageKind.TEXT,
        "<!DOCTYPE x><b>&amp;]]>",
        {},
    ),
    "a picture": (
        "image",
        "<PicUrl><![CDATA[http://mmbiz.qpic.cn/1]]></PicUrl><MediaId>M1</MediaId>",
        MessageKind.IMAGE,
        "",
        {"media_id": "M1", "mime": "image/jpeg", "url": "http://mmbiz.qpic.cn/1"},
    ),
    "a recognised voice": (
        "voice",
        "<MediaId>V1</MediaId><Format>amr</Format><Recognition>下水道堵了。</Recognition>",
        MessageKind.VOICE,
        "下水道堵了。",
        {"media_id": "V1", "mime": "audio/amr"},
    ),
    "a voice without recognition": (
        "voice",
        "<MediaId>V2</MediaId><Format>Speex</Format>",
        MessageKind.VOICE,
        "",
        {"media_id": "V2", "mime": "audio/speex"},
    ),
    "a film": (
        "video",
        "<MediaId>F1</MediaId><ThumbMediaId>T1</ThumbMediaId>",
        MessageKind.VIDEO,
        "",
        {"media_id": "F1", "mime": "video/mp4", "thumb_media_id": "T1"},
    ),
    "a short film": (
        "shortvideo",
        "<MediaId>F2</MediaId><ThumbMediaId>T2</ThumbMediaId>",
        MessageKind.VIDEO,
        "",
        {"media_id": "F2", "mime": "video/mp4", "thumb_media_id": "T2"},
    ),
    "a place": (
        "location",
        "<Location_X>34.134521</Location_X><Location_Y>113.358803</Location_Y>{label}".format(
            label="<Scale>20</Scale><Label><![CDATA[幸福小区3号楼]]></Label>"
        ),
        MessageKind.LOCATION,
        "",
        {
            "latitude": 34.134521,
            "longitude": 113.358803,
            "label": "幸福小区3号楼",
            "datum": "gcj02",
        },
    ),
    "a link": (
        "link",
        "<Title>通知</Title><Description>停水</Description><Url>https://example.com/</Url>",
        MessageKind.LINK,
        "通知",
        {"url": "https://example.com/", "description": "停水"},
    ),
}


@pytest.mark.parametrize("case", MESSAGES.values(), ids=MESSAGES.keys())
async def test_every_kind_of_message_is_understood(
    room: Room, case: tuple[str, str, MessageKind, str, dict[str, Any]]
) -> None:
    kind, fields, expected, text, data = case
    xml = message_xml(kind, AT, f"{fields}<MsgId>77</MsgId>")
    assert await room.hears(xml) == (200, "success")
    message = room.inbox.only
    assert (message.key, message.kind, message.text) == ("77", expected, text)
    assert message.data == data


EVENTS: dict[str, tuple[str, str, MessageKind, dict[str, str]]] = {
    "following": ("subscribe", "<EventKey></EventKey>", MessageKind.FOLLOW, {"scene": ""}),
    "following by a code": (
        "subscribe",
        "<EventKey>qrscene_grid_G12</EventKey><Ticket>T</Ticket>",
        MessageKind.FOLLOW,
        {"scene": "grid_G12"},
    ),
    "scanning a code": (
        "SCAN",
        "<EventKey>grid_G12</EventKey><Ticket>T</Ticket>",
        MessageKind.FOLLOW,
        {"scene": "grid_G12"},
    ),
    "leaving": ("unsubscribe", "", MessageKind.UNFOLLOW, {}),
    "a menu click": ("CLICK", "<EventKey>report</EventKey>", MessageKind.BUTTON, {"key": "report"}),
}


@pytest.mark.parametrize("case", EVENTS.values(), ids=EVENTS.keys())
async def test_every_event_that_concerns_us_is_understood(
    room: Room, case: tuple[str, str, MessageKind, dict[str, str]]
) -> None:
    event, fields, expected, data = case
    assert await room.hears(event_xml(event, AT, fields)) == (200, "success")
    message = room.inbox.only
    assert (message.kind, message.text, message.data) == (expected, "", data)
    assert message.key.startswith("sha256:")


async def test_a_menu_click_says_the_words_behind_it(room: Room) -> None:
    await room.hears(event_xml("CLICK", AT, "<EventKey>查进度</EventKey>"))
    message = room.inbox.only
    assert (message.kind, message.text) == (MessageKind.TEXT, "查进度")
    assert opening_of(message.kind, message.data) is TAP


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "news_of_2030"])
async def test_other_events_are_acknowledged_and_counted(room: Room, event: str) -> None:
    assert await room.hears(event_xml(event, AT)) == (200, "success")
    assert not room.inbox.stored
    assert room.ignored == {event.lower(): 1}


async def test_a_kind_of_message_nobody_knows_is_acknowledged_and_counted(room: Room) -> None:
    assert await room.hears(message_xml("hologram", AT, "<MsgId>1</MsgId>")) == (200, "success")
    assert not room.inbox.stored
    assert room.ignored == {"hologram": 1}


async def test_in_compatible_mode_only_the_sealed_half_counts(room: Room) -> None:
    sealed = room.sender.safe(text_xml("路灯不亮", AT), AT)
    clear = text_xml("天下太平", AT).encode().removesuffix(b"</xml>")
    body = clear + sealed.body[sealed.body.index(b"<Encrypt>") :]
    assert await room.post(Callback(sealed.query, body)) == (200, "success")
    assert room.inbox.only.text == "路灯不亮"


async def test_characters_that_xml_forbids_do_not_lose_a_message(room: Room) -> None:
    xml = text_xml("路\x00灯\x08不\ufffe亮\x1f", AT)
    assert await room.hears(xml) == (200, "success")
    assert room.inbox.only.text == "路灯不亮"


async def test_letters_cut_in_half_do_not_lose_a_message(room: Room) -> None:
    xml = text_xml("路灯不亮HALF", AT).encode().replace(b"HALF", "了".encode()[:2])
    assert await room.hears(xml) == (200, "success")
    assert room.inbox.only.text == "路灯不亮\ufffd"


async def test_a_very_long_text_arrives_whole(room: Room) -> None:
    assert await room.hears(text_xml("漏" * 10_000, AT)) == (200, "success")
    assert len(room.inbox.only.text) == 10_000


async def test_a_message_without_a_usable_time_is_of_now(room: Room) -> None:
    xml = text_xml("路灯不亮", AT).replace(f"<CreateTime>{AT}<", "<CreateTime>soon<")
    assert await room.hears(xml) == (200, "success")
    assert room.inbox.only.sent_at == NOW


async def test_a_message_without_its_number_goes_by_its_content(room: Room) -> None:
    xml = message_xml("text", AT, "<Content>路灯不亮</Content>")
    await room.hears(xml)
    await room.hears(xml)
    assert room.inbox.only.key.startswith("sha256:")
