"""What is done at the console: the moves of the chat, once each, answered on the page."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.codes import CaseState, WhistleState
from storage.tables.account import SavedView
from storage.tables.case import CaseEvent, Whistle
from storage.tables.click import Click
from storage.tables.message import OutboundMessage
from tests.service.console_room import get, send
from tests.service.test_console import page, put_case
from tests.service.webchat_room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def test_a_move_of_the_page_is_the_move_of_the_chat(room: Room) -> None:
    case_id = await put_case(room)
    text = await send(room, "cases/101/move", move="note", note="问过网格员了")
    assert "已办" in text
    events = await get(room, CaseEvent, CaseEvent.case_id == case_id)
    assert [(e.note, e.actor_role.value) for e in events] == [("问过网格员了", "county_duty")]


async def test_what_is_not_possible_is_refused_with_its_reason_and_changes_nothing(
    room: Room,
) -> None:
    case_id = await put_case(room)
    text = await send(room, "cases/101/move", move="report_in")
    assert "没有办成" in text
    assert await get(room, CaseEvent, CaseEvent.case_id == case_id) == []
    clicks = await get(room, Click)
    assert [(c.is_done, bool(c.answer)) for c in clicks] == [(False, True)]


async def test_a_form_that_is_sent_twice_is_done_once(room: Room) -> None:
    case_id = await put_case(room)
    for _ in range(2):
        await send(room, "cases/101/move", move="note", note="问过网格员了")
    assert len(await get(room, CaseEvent, CaseEvent.case_id == case_id)) == 1


async def test_whoever_acts_reads_the_answer_on_the_page_and_others_are_told(room: Room) -> None:
    await put_case(room)
    text = await send(room, "cases/101/move", move="whistle")
    assert "已办" in text
    said = await get(room, OutboundMessage)
    assert said
    assert all("县值班" not in one.chat_id for one in said)
    whistles = await get(room, Whistle)
    assert {w.state for w in whistles} == {WhistleState.WHISTLED}


async def test_what_somebody_was_answered_is_read_by_nobody_else(room: Room) -> None:
    await put_case(room)
    await send(room, "cases/101/move", move="report_in")
    done = (await get(room, Click))[0]
    assert done.answer.splitlines()[0] in await page(room, "cases/101", done=str(done.id))
    await room.sit("城关值班")
    assert done.answer.splitlines()[0] not in await page(room, "cases/101", done=str(done.id))


async def test_several_cases_move_at_once_and_each_tells_how_it_went(room: Room) -> None:
    first, second = await put_case(room), await put_case(room, 102, state=CaseState.CLOSED)
    form = {"form_token": await room.form_token(), "key": "k", "move": "whistle"}
    data = [*form.items(), ("case", str(first)), ("case", str(second)), ("case", "999999")]
    text = await (await room.client.post("/console/bulk", data=data)).text()
    assert re.search(r"<b>#00101</b> 已办。", text)
    assert re.search(r"<b>#00102</b> 没有办成：", text)
    assert {w.case_id for w in await get(room, Whistle)} == {first}


async def test_filters_are_kept_under_a_name_and_only_for_oneself(room: Room) -> None:
    await send(room, "views", name="要盯的", urgency="U1")
    assert "要盯的" in await page(room, "")
    await send(room, "views", name="要盯的", urgency="U0")
    kept = await get(room, SavedView)
    assert [(one.name, one.query) for one in kept] == [("要盯的", "urgency=U0")]
    await room.sit("城关值班")
    assert "要盯的" not in await page(room, "")
    await send(room, f"views/{kept[0].id}/drop")
    assert len(await get(room, SavedView)) == 1
