"""What residents write to the customer-service account is fetched once, whatever breaks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.loop import StepFailedError
from storage.codes import MessageKind
from storage.db import Database
from tests.service.wecom_kf_room import (
    ACCOUNT,
    AT,
    AUNTIE,
    JPEG,
    UNCLE,
    FakeDesk,
    Room,
    a_room,
    event,
    item,
    seed,
    text,
)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
async def base(desk: FakeDesk, aiohttp_server: Any) -> str:
    return str((await aiohttp_server(desk.app())).make_url(""))


@pytest.fixture
async def room(
    sqlite_database: Database, tmp_path: Path, desk: FakeDesk, base: str
) -> AsyncIterator[Room]:
    await seed(sqlite_database)
    async with a_room(sqlite_database, tmp_path, desk, base) as room:
        yield room


# ---- pages and the cursor --------------------------------------------------------------------


async def test_what_was_written_is_fetched_page_by_page(room: Room) -> None:
    room.desk.page = 2
    rows = await room.pull(*(text(f"第{n}句") for n in range(5)))
    assert [row.text for row in rows] == [f"第{n}句" for n in range(5)]
    assert [pull.get("cursor") for pull in room.desk.pulls] == [None, "C2", "C4"]
    assert await room.cursor() == "C5"
    assert room.desk.pulls[0] == {
        "open_kfid": ACCOUNT,
        "limit": 200,
        "voice_format": 0,
        "token": "ENC1",
    }


async def test_the_next_fetch_goes_on_where_the_last_one_ended(room: Room) -> None:
    await room.pull(text("路灯不亮"))
    await room.pull(text("3号楼门口"))
    assert [pull.get("cursor") for pull in room.desk.pulls] == [None, "C1"]
    assert [row.text for row in await room.stored()] == ["路灯不亮", "3号楼门口"]


async def test_a_crash_between_pages_loses_nothing_and_doubles_nothing(room: Room) -> None:
    room.desk.page = 2
    room.desk.pulling.extend([0, -1])  # the second page does not come
    await room.pull(*(text(f"第{n}句") for n in range(5)))
    assert len(await room.stored()) == 2
    assert await room.cursor() == "C2"
    room.later(10)
    rows = await room.pull()
    assert [row.text for row in rows] == [f"第{n}句" for n in range(5)]
    assert room.desk.pulls[2]["cursor"] == "C2"


async def test_messages_and_cursor_are_stored_together_or_not_at_all(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the process dies here")

    monkeypatch.setattr("bot.channels.wecom_kf.pulling.cursors.move", breaks)
    with pytest.raises(StepFailedError):
        await room.pull(text("路灯不亮"))
    assert await room.stored() == []
    monkeypatch.undo()
    assert [row.text for row in await room.pull()] == ["路灯不亮"]


async def test_the_same_message_on_two_pages_is_one_message(room: Room) -> None:
    again = text("路灯不亮")
    assert len(await room.pull(again, again)) == 1


async def test_an_item_that_cannot_be_read_holds_up_nobody(room: Room) -> None:
    odd: list[Any] = [
        {},
        "路灯",
        item("text", "no content"),
        text("x", msgid=""),
        text("y", msgid=7),
    ]
    odd += [
        item("location", {"latitude": 91, "longitude": 0}),
        event("msg_send_fail", fail_msgid=[]),
    ]
    rows = await room.pull(*odd, text("路灯不亮"))
    assert [row.text for row in rows] == ["y", "路灯不亮"]
    assert await room.cursor() == f"C{len(odd) + 1}"


async def test_an_answer_without_a_list_or_a_cursor_ends_the_fetch(room: Room) -> None:
    room.desk.page = 0  # the platform says "more" and gives nothing
    await room.pull(text("路灯不亮"))
    assert len(room.desk.pulls) == 2


async def test_the_first_fetch_ever_leaves_old_talk_to_those_who_had_it(room: Room) -> None:
    old = text("三天前的话", send_time=AT - 86400)
    assert [row.text for row in await room.pull(old, text("现在的话"))] == ["现在的话"]
    late = text("停机时的话", send_time=AT - 7200)
    assert [row.text for row in await room.pull(late)] == ["现在的话", "停机时的话"]


# ---- when it looks ---------------------------------------------------------------------------


async def test_it_looks_at_the_start_then_when_told_then_now_and_then(room: Room) -> None:
    assert await room.kf.puller.step() == 1
    assert await room.kf.puller.step() == 0
    room.kf.puller.tell("ENC2")
    assert await room.kf.puller.step() == 1
    room.later(599)
    assert await room.kf.puller.step() == 0
    room.later(1)
    assert await room.kf.puller.step() == 1
    assert len(room.desk.pulls) == 3


async def test_a_token_that_is_too_old_is_left_out(room: Room) -> None:
    room.desk.pulling.append(95007)
    assert [row.text for row in await room.pull(text("路灯不亮"))] == ["路灯不亮"]
    assert "token" not in room.desk.pulls[1]


@pytest.mark.parametrize(("code", "seconds"), [(-1, 5), (45009, 60), (60020, 300), (99999, 2)])
async def test_after_a_refusal_it_waits_before_it_asks_again(
    room: Room, code: int, seconds: float
) -> None:
    room.desk.pulling.append(code)
    assert await room.pull(text("路灯不亮")) == []
    room.later(seconds - 0.1)
    assert await room.kf.puller.step() == 0
    room.later(0.1)
    assert await room.kf.puller.step() == 1
    assert len(await room.stored()) == 1


# ---- files -----------------------------------------------------------------------------------


async def test_a_picture_is_kept_when_it_comes(room: Room, tmp_path: Path) -> None:
    room.desk.files["M1"] = JPEG
    (row,) = await room.pull(item("image", {"media_id": "M1"}))
    assert row.kind is MessageKind.IMAGE
    assert row.data["media_id"] == "M1"
    assert row.data["mime"] == "image/jpeg"
    assert (tmp_path / row.data["file"][:2] / row.data["file"]).read_bytes() == JPEG


@pytest.mark.parametrize("content", [None, b"", b"MZ not a picture", b"\xff\xd8\xff" * 8_000_000])
async def test_a_file_that_cannot_be_kept_loses_no_message(
    room: Room, content: bytes | None
) -> None:
    if content is not None:
        room.desk.files["M1"] = content
    await room.pull(item("image", {"media_id": "M1"}))
    await asyncio.gather(*room.kf._late.fetching)
    (row,) = await room.stored()
    assert row.data.items() >= {"media_id": "M1", "mime": "image/jpeg"}.items()
    assert row.data["not_kept"]
    assert "file" not in row.data
    assert await room.cursor() == "C1"


async def test_words_do_not_wait_for_another_ones_picture(room: Room) -> None:
    room.desk.files["M1"] = JPEG
    room.desk.file_gate = asyncio.Event()
    pulled = asyncio.create_task(
        room.pull(
            item("image", {"media_id": "M1"}, AUNTIE),
            text("着火了", UNCLE),
            text("就是这个", AUNTIE),
        )
    )
    while not (rows := await room.stored()):
        await asyncio.sleep(0.01)
    assert [row.text for row in rows] == ["着火了"]
    assert await room.cursor() == ""
    room.desk.file_gate.set()
    rows = await pulled
    assert [(row.chat_id, row.text) for row in rows[1:]] == [(AUNTIE, ""), (AUNTIE, "就是这个")]


async def test_a_slow_file_is_not_waited_for_without_end(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom_kf.pulling._FILES_WITHIN", 0.05)
    room.desk.file_gate = asyncio.Event()
    (row,) = await room.pull(item("image", {"media_id": "M1"}))
    assert "file" not in row.data
    room.desk.file_gate.set()


async def test_a_file_that_cannot_be_had_any_more_is_said_to_be_missing(room: Room) -> None:
    await room.pull(item("image", {"media_id": "gone"}))
    await asyncio.gather(*room.kf._late.fetching)
    (row,) = await room.stored()
    assert "已经过期" in row.data["not_kept"]
