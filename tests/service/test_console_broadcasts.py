"""Notices at the console: written by one, agreed to by another, counted by the ways they went."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.codes import AuditKind, BroadcastState
from storage.tables.audit import AuditEntry
from storage.tables.broadcast import Broadcast
from storage.tables.message import OutboundMessage
from tests.service.console_room import get, send
from tests.service.test_console import page
from tests.service.webchat_room import Room, open_room

WATER = "明天上午8点到11点停水，请提前存水。"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def whole_county(room: Room) -> str:
    text = await page(room, "broadcasts")
    found = re.search(r'<option value="(\d+)">\s*青河县</option>', text)
    assert found is not None
    return found[1]


async def handed_in(room: Room, **given: str) -> str:
    form = {"region": await whole_county(room), "kind": "residents", "text": WATER}
    return await send(room, "broadcasts/hand-in", **form | given)


async def judged(room: Room, say: str, key: str = "k2") -> str:
    (notice,) = await get(room, Broadcast)
    return await send(room, "broadcasts/judge", notice=notice.key, say=say, key=key)


async def test_the_writer_sees_to_how_many_groups_it_would_go_and_nothing_is_kept(
    room: Room,
) -> None:
    shown = await send(
        room, "broadcasts/preview", region=await whole_county(room), kind="residents", text=WATER
    )
    assert "31个居民群" in shown
    assert "东关家属院邻里群" not in shown
    assert await get(room, Broadcast) == []


async def test_what_another_agreed_to_goes_to_the_groups(room: Room) -> None:
    assert "已提交，等何卫东" in await handed_in(room)
    assert "自己写的，要由别人同意" in await page(room, "broadcasts")
    await room.sit("何卫东")
    assert "通知已发往31个群" in await judged(room, "yes")
    (notice,) = await get(room, Broadcast)
    assert (notice.state, notice.groups) == (BroadcastState.SENT, 31)
    said = await get(room, OutboundMessage, OutboundMessage.broadcast_id == notice.id)
    assert len(said) == 31
    assert {one.is_group for one in said} == {True}
    assert "聊天页（试用）：等着发31个" in await page(room, "broadcasts")


async def test_the_writer_cannot_agree_and_is_told_so(room: Room) -> None:
    await handed_in(room)
    assert "要由另一位管这个地方的值守同志来审" in await judged(room, "yes")
    (notice,) = await get(room, Broadcast)
    assert notice.state is BroadcastState.WAITING


async def test_what_was_refused_is_not_sent_and_the_writer_hears_who_refused(room: Room) -> None:
    await handed_in(room)
    await room.sit("何卫东")
    assert "这条通知不发" in await judged(room, "no")
    said = [one.text for one in await get(room, OutboundMessage)]
    assert any("何卫东没有同意" in text for text in said)
    assert not any(WATER in text and "【通知】" in text for text in said)


async def test_a_form_sent_twice_is_one_notice(room: Room) -> None:
    await handed_in(room, key="once")
    await handed_in(room, key="once")
    assert len(await get(room, Broadcast)) == 1


async def test_a_number_that_is_a_persons_is_refused_as_in_chat(room: Room) -> None:
    shown = await handed_in(room, text="停水的事请打13812345678找老王")
    assert "不能发到群里" in shown
    assert await get(room, Broadcast) == []


async def test_a_township_writes_for_itself_and_neither_reads_nor_judges_for_others(
    room: Room,
) -> None:
    county = await whole_county(room)
    await handed_in(room)
    await room.sit("城关值班")
    assert WATER not in await page(room, "broadcasts")
    (notice,) = await get(room, Broadcast)
    form = {"form_token": await room.form_token(), "key": "k9", "notice": notice.key, "say": "yes"}
    assert (await room.client.post("/console/broadcasts/judge", data=form)).status == 404
    assert "要由管这个地方的值守人员来发" in await handed_in_by_township(room, county)


async def handed_in_by_township(room: Room, county: str) -> str:
    return await send(
        room, "broadcasts/hand-in", region=county, kind="residents", text=WATER, key="k8"
    )


@pytest.mark.parametrize("who", ["郭网格", "城管局值班"])
async def test_whoever_keeps_no_desk_does_not_come_in(room: Room, who: str) -> None:
    await room.sit(who)
    assert (await room.client.get("/console/broadcasts")).status == 403


async def test_the_audit_tells_who_wrote_and_who_agreed(room: Room) -> None:
    await handed_in(room)
    await room.sit("何卫东")
    await judged(room, "yes")
    kept = [(one.kind, one.details) for one in await get(room, AuditEntry)]
    assert kept == [
        (AuditKind.BROADCAST_WRITTEN, f"青河县：{WATER}"),
        (AuditKind.BROADCAST_AGREED, f"青河县：{WATER}"),
    ]
    await room.sit("向东阳")
    days: dict[str, Any] = {"first": "2026-04-01", "last": "2026-04-30"}
    told = await page(room, "audit", source="broadcasts", **days)
    assert "写了群发通知" in told
    assert "何卫东" in told
    assert "没有这样的记录" in await page(room, "audit", source="notes", **days)
