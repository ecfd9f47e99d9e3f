"""What a visitor does on the demo page: talk, send pictures, take back, and do it wrong."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from storage.codes import MessageKind
from storage.tables.message import InboundMessage
from tests.service.webchat_room import GAO, GROUP, GUO, LI, PNG, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


def inbox(session: Session) -> list[InboundMessage]:
    return list(session.exec(select(InboundMessage).order_by(col(InboundMessage.id))))


# ---- talking --------------------------------------------------------------------------------


async def test_what_is_said_is_in_the_inbox_and_on_the_page(room: Room) -> None:
    message = await room.say("3号楼前下水道堵了")
    rows = await room.db.read(inbox)
    assert [(r.chat_id, r.sender_id, r.sender_name, r.is_group) for r in rows] == [
        (GROUP, GAO, "高叔", True)
    ]
    assert message["from"] == {"id": GAO, "name": "高叔"}
    told = await room.get("start")
    assert [one["id"] for one in told["messages"]] == [message["id"]]


async def test_a_double_click_is_stored_once(room: Room) -> None:
    first = await room.say("路灯不亮", id="the-same-act")
    second = await room.say("路灯不亮", id="the-same-act")
    assert first == second
    assert len(await room.db.read(inbox)) == 1


async def test_two_people_may_use_the_same_act_id(room: Room) -> None:
    await room.say("路灯不亮", id="the-same-act")
    await room.say("路灯不亮", id="the-same-act", seat=LI)
    assert len(await room.db.read(inbox)) == 2


async def test_a_place_and_a_button_arrive_with_their_data(room: Room) -> None:
    place = {"latitude": 33.96, "longitude": 113.2, "label": "东关家属院3号楼"}
    await room.say("", kind="location", place=place, id="act-place-1")
    await room.say(
        "接单", seat=GUO, chat=GUO, kind="button", button={"key": "accept:12"}, id="act-button-1"
    )
    located, pressed = await room.db.read(inbox)
    assert (located.kind, located.data, located.text) == (
        MessageKind.LOCATION, place, "东关家属院3号楼",
    )  # fmt: skip
    assert (pressed.kind, pressed.data) == (MessageKind.BUTTON, {"key": "accept:12"})


async def test_a_picture_is_kept_sent_and_shown(room: Room) -> None:
    answer = await room.client.post(
        "/chat/api/pictures", data=PNG, headers={"Content-Type": "image/png"}
    )
    picture = await answer.json()
    message = await room.say("", kind="image", picture=picture, id="act-picture-1")
    shown = await room.client.get(message["picture"]["url"])
    assert await shown.read() == PNG
    assert shown.content_type == "image/png"
    assert "immutable" in shown.headers["Cache-Control"]
    assert (await room.db.read(inbox))[0].data["file"] == picture["file"]


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"text": ""}, 400, "还没有写字"),
    ({"text": " \0 \n"}, 400, "还没有写字"),
    ({"text": "长" * 10_001}, 413, "太长"),
    ({"text": 5}, 400, "还没有写字"),
    ({"id": ""}, 400, "编号"),
    ({"id": "a b c d e f"}, 400, "编号"),
    ({"seat": "p:没有这个人"}, 404, "席位"),
    ({"chat": "工作群_城管局"}, 403, "不在这个聊天里"),
    ({"chat": LI}, 403, "不在这个聊天里"),
    ({"kind": "video"}, 400, "不能发"),
    ({"kind": "image", "picture": {"file": "../../etc/passwd"}}, 400, "没有传上来"),
    ({"kind": "image", "picture": None}, 400, "没有传上来"),
    ({"kind": "location", "place": {"latitude": "33", "longitude": 113}}, 400, "位置不对"),
    ({"kind": "location", "place": {"latitude": 91, "longitude": 113}}, 400, "位置不对"),
    ({"kind": "location"}, 400, "位置没有发全"),
    ({"kind": "button", "button": {"key": "接单 '; --"}}, 400, "按钮"),
    ({"kind": "button", "button": "accept:1"}, 400, "按钮"),
]


@pytest.mark.parametrize(("wrong", "status", "words"), REFUSED)
async def test_what_cannot_be_sent_is_refused_in_chinese(
    room: Room, wrong: dict[str, Any], status: int, words: str
) -> None:
    given = {"seat": GAO, "chat": GROUP, "id": "act-00000001", "kind": "text", "text": "你好"}
    told = await room.post("messages", status=status, **(given | wrong))
    assert words in told["error"]
    assert await room.db.read(inbox) == []


async def test_ten_thousand_characters_emoji_and_bidi_marks_are_taken(room: Room) -> None:
    await room.say("长" * 10_000, id="act-long-0001")
    await room.say("😀😭🙏", id="act-emoji-001")
    await room.say("\u202e井盖\u2066翻了\0", id="act-bidi-0001")
    assert [len(row.text) for row in await room.db.read(inbox)] == [10_000, 3, 6]


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff\xfe"])
async def test_a_body_that_is_not_json_is_refused(room: Room, body: bytes) -> None:
    answer = await room.client.post(
        "/chat/api/messages", data=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status == 400
    assert "JSON" in (await answer.json())["error"]


async def test_another_site_cannot_speak_for_a_visitor(room: Room) -> None:
    for path in ("messages", "clock", "recall", "pictures"):
        answer = await room.client.post(
            f"/chat/api/{path}", json={}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status == 403
    plain = await room.client.post("/chat/api/messages", data="{}")
    assert plain.status == 415


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 415, ""),
        (b"<svg onload=alert(1)>", 415, "收不了"),
        (b"%PDF-1.7 paper", 415, "只收图片"),
        (PNG * 500_000, 413, "太大"),
    ],
)
async def test_what_is_not_a_picture_is_not_kept(
    room: Room, content: bytes, status: int, words: str
) -> None:
    answer = await room.client.post(
        "/chat/api/pictures", data=BytesIO(content), headers={"Content-Type": "image/png"}
    )
    assert answer.status == status
    assert words in (await answer.json())["error"]
    assert not list(room.media_root.rglob("*.*"))


@pytest.mark.parametrize("name", ["nothing.png", "..%2f..%2fetc%2fpasswd", "a" * 64 + ".png"])
async def test_a_picture_that_is_not_there_is_not_found(room: Room, name: str) -> None:
    assert (await room.client.get(f"/chat/pictures/{name}")).status == 404


# ---- taking back ----------------------------------------------------------------------------


async def test_ones_own_message_can_be_taken_back_once(room: Room) -> None:
    message = await room.say("发错了")
    for _ in range(2):
        await room.post("recall", seat=GAO, message=message["id"])
    rows = await room.db.read(inbox)
    assert [row.kind for row in rows] == [MessageKind.TEXT, MessageKind.RECALL]
    assert rows[1].data == {"key": rows[0].key}
    shown = (await room.get("start"))["messages"]
    assert [(one["recalled"], one["text"]) for one in shown] == [(True, "")]


@pytest.mark.parametrize(
    ("seat", "message", "status"),
    [(LI, "i1", 403), (GAO, "i99", 404), (GAO, "o1", 404), (GAO, "", 404), (GAO, "i²", 404)],
)
async def test_nobody_takes_back_what_is_not_theirs(
    room: Room, seat: str, message: str, status: int
) -> None:
    await room.say("井盖翻了")
    await room.post("recall", status=status, seat=seat, message=message)
    assert len(await room.db.read(inbox)) == 1


# ---- trouble --------------------------------------------------------------------------------


async def test_without_its_database_the_page_says_that_nothing_was_taken(room: Room) -> None:
    path = Path(str(room.db.url.database))
    path.rename(path.with_suffix(".away"))
    given: dict[str, Any] = {"seat": GAO, "chat": GROUP, "kind": "text", "text": "路灯不亮"}
    given["id"] = "act-00000001"
    for told in (await room.post("messages", status=503, **given), await room.get("start", 503)):
        assert "数据库" in told["error"]
    path.with_suffix(".away").rename(path)
    await room.post("messages", **given)
    assert len(await room.db.read(inbox)) == 1
