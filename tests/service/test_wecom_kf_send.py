"""What the account says: in order, once, never into a person's conversation."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import SendLater, SendRefused, WindowClosed
from storage.db import Database
from tests.service.wecom_kf_room import (
    ACCOUNT,
    AUNTIE,
    FakeDesk,
    Room,
    a_room,
    event,
    seed,
    text,
    words_to,
)


@pytest.fixture
async def room(
    sqlite_database: Database, tmp_path: Path, aiohttp_server: Any
) -> AsyncIterator[Room]:
    await seed(sqlite_database)
    desk = FakeDesk()
    server = await aiohttp_server(desk.app())
    async with a_room(sqlite_database, tmp_path, desk, str(server.make_url(""))) as room:
        yield room


async def later(room: Room, **more: Any) -> SendLater:
    with pytest.raises(SendLater) as caught:
        await room.kf.send(words_to(AUNTIE, "收到。", **more))
    return caught.value


async def test_words_reach_the_resident_under_an_id_of_ours(room: Room) -> None:
    receipt = await room.kf.send(words_to(AUNTIE, "收到，网格员马上来看。😷"))
    assert room.desk.said == [
        {
            "touser": AUNTIE,
            "open_kfid": ACCOUNT,
            "msgid": f"{receipt}-0",
            "msgtype": "text",
            "text": {"content": "收到，网格员马上来看。😷"},
        }
    ]
    assert len(receipt) <= 30


async def test_a_long_text_goes_in_pieces_of_2048_bytes(room: Room) -> None:
    words = "".join(f"第{number}件事已经办好了，请您放心。" for number in range(100))
    await room.kf.send(words_to(AUNTIE, words))
    assert "".join(room.desk.words) == words
    assert all(len(piece.encode()) <= 2048 for piece in room.desk.words)
    assert len({one["msgid"] for one in room.desk.said}) == 3


async def test_a_question_is_a_menu_to_tap(room: Room) -> None:
    asked = "请问问题解决了吗？回复1已解决、2部分解决、3没解决，也可以直接打字。"
    await room.kf.send(words_to(AUNTIE, asked))
    assert room.desk.said[0]["msgmenu"] == {
        "head_content": "请问问题解决了吗？请点一下，也可以直接打字。",
        "list": [
            {"type": "click", "click": {"id": "say:1", "content": "已解决"}},
            {"type": "click", "click": {"id": "say:2", "content": "部分解决"}},
            {"type": "click", "click": {"id": "say:3", "content": "没解决"}},
        ],
    }


async def test_a_question_too_long_for_a_menu_is_asked_in_words(room: Room) -> None:
    asked = f"{'说来话长。' * 80}回复1已解决、2部分解决、3没解决。"
    await room.kf.send(words_to(AUNTIE, asked))
    assert room.desk.words == [asked]


async def test_buttons_are_a_menu_too_unless_they_are_too_many(room: Room) -> None:
    buttons = [{"key": f"accept:{n}", "label": f"接单{n}"} for n in range(11)]
    card = {"title": "新事件", "buttons": buttons[:2]}
    await room.kf.send(words_to(AUNTIE, "请接单。", card=card))
    assert [one["click"]["id"] for one in room.desk.said[0]["msgmenu"]["list"]] == [
        "accept:0",
        "accept:1",
    ]
    card = {"title": "新事件", "buttons": buttons}
    await room.kf.send(words_to(AUNTIE, "", key="say:2", card=card))
    assert room.desk.words[0].startswith("新事件\n")
    assert "“接单10”" in room.desk.words[0]


@pytest.mark.parametrize("more", [{"text": " "}, {"text": "漏。" * 5000}, {"is_group": True}])
async def test_what_cannot_be_said_here_is_refused_before_a_word_is_said(
    room: Room, more: dict[str, Any]
) -> None:
    message = words_to(AUNTIE, "收到。")
    for name, value in more.items():
        setattr(message, name, value)
    with pytest.raises(SendRefused):
        await room.kf.send(message)
    assert room.desk.said == []


# ---- windows and sessions --------------------------------------------------------------------


@pytest.mark.parametrize(("code", "words"), [(95001, "5条"), (95002, "48小时")])
async def test_a_closed_window_waits_for_the_resident(room: Room, code: int, words: str) -> None:
    room.desk.saying.append(code)
    with pytest.raises(WindowClosed) as caught:
        await room.kf.send(words_to(AUNTIE, "收到。"))
    assert words in caught.value.reason


@pytest.mark.parametrize("state", [2, 3])
async def test_nobody_is_talked_into_while_a_person_has_the_conversation(
    room: Room, state: int
) -> None:
    room.desk.state = state
    room.desk.saying.extend([95018, 95018])
    assert (await later(room)).seconds == 300
    with pytest.raises(SendRefused):  # an alarm looks for another way at once
        await room.kf.send(words_to(AUNTIE, "请马上撤离。", urgent=True))
    await room.kf.send(words_to(AUNTIE, "收到。"))
    assert room.desk.words == ["收到。"]


async def test_an_ended_session_waits_for_the_resident(room: Room) -> None:
    room.desk.state = 4
    room.desk.saying.append(95013)
    with pytest.raises(WindowClosed):
        await room.kf.send(words_to(AUNTIE, "收到。"))


@pytest.mark.parametrize(("code", "seconds"), [(-1, 5), (45009, 60), (60020, 600), (99999, None)])
async def test_a_passing_no_is_tried_later(room: Room, code: int, seconds: float | None) -> None:
    room.desk.saying.append(code)
    assert (await later(room)).seconds == seconds


async def test_a_piece_that_had_arrived_unknown_to_us_is_not_said_twice(room: Room) -> None:
    room.desk.saying.extend([40058])
    await room.kf.send(words_to(AUNTIE, "收到。", attempts=2))
    room.desk.saying.extend([40058])
    with pytest.raises(SendRefused):  # at the first try it is a fault of the message
        await room.kf.send(words_to(AUNTIE, "收到。", attempts=1))


async def test_pieces_keep_their_ids_when_they_are_tried_again(room: Room) -> None:
    words = "\n".join(f"第{number}件事办好了。" * 60 for number in range(3))
    room.desk.saying.extend([0, -1])
    with pytest.raises(SendLater):
        await room.kf.send(words_to(AUNTIE, words, attempts=1))
    first = room.desk.said[0]["msgid"]
    room.desk.saying.append(40058)  # the platform knows that one
    await room.kf.send(words_to(AUNTIE, words, attempts=2))
    assert [one["msgid"] for one in room.desk.said].count(first) == 1
    assert "".join(room.desk.words) == words.replace("\n", "")


# ---- greeting --------------------------------------------------------------------------------


async def entered(room: Room) -> int:
    (row,) = await room.pull(event("enter_session", scene_param="grid_G12", welcome_code="W1"))
    return row.id or 0


async def test_who_opens_the_chat_is_greeted_by_the_code_of_that(room: Room) -> None:
    cause = await entered(room)
    await room.kf.send(words_to(AUNTIE, "您好，有事请说。", cause_id=cause))
    assert [(one["code"], one["text"]["content"]) for one in room.desk.greeted] == [
        ("W1", "您好，有事请说。")
    ]
    assert room.desk.said == []


async def test_a_code_that_was_spent_or_is_too_old_leaves_the_usual_way(room: Room) -> None:
    cause = await entered(room)
    room.desk.greeting.append(95007)
    await room.kf.send(words_to(AUNTIE, "您好。", cause_id=cause))
    room.later(20)
    await room.kf.send(words_to(AUNTIE, "您好。", key="say:2", cause_id=cause))
    assert room.desk.greeted == []
    assert room.desk.words == ["您好。", "您好。"]


async def test_what_answers_words_spends_no_code(room: Room) -> None:
    (row,) = await room.pull(text("路灯不亮"))
    await room.kf.send(words_to(AUNTIE, "收到。", cause_id=row.id))
    await room.kf.send(words_to(AUNTIE, "收到。", key="say:2", cause_id=999))
    assert room.desk.greeted == []
    assert len(room.desk.said) == 2
