"""Notices at the console: written by one, agreed to by another, counted by the ways they went."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from scheduler.due import sweep
from storage.clock import CHINA
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


# ---- at a moment of one's choosing -----------------------------------------------------------

NINE = "2026-04-15T09:00"
PARKING = "4月15日上午西门划车位，请把车挪开。"


async def planned(room: Room, **given: str) -> str:
    return await handed_in(room, **{"when": "then", "at": NINE, "text": PARKING} | given)


async def fired(room: Room, at: datetime) -> None:
    """The clock stands at this moment, and what was due until then has happened."""
    source = WorldSource(Policy(), load_categories())
    await room.db.tx(lambda s: sweep(s, at, source.current(s)))


async def test_what_is_planned_goes_at_its_moment_and_not_before(room: Room) -> None:
    shown = await send(
        room, "broadcasts/preview", region=await whole_county(room), kind="residents",
        text=PARKING, when="then", at=NINE,
    )  # fmt: skip
    assert "定在明天09:00发" in shown
    assert 'name="at" value="2026-04-15T09:00"' in shown
    await planned(room)
    await room.sit("何卫东")
    assert "通知定在明天09:00发往31个群" in await judged(room, "yes")
    (notice,) = await get(room, Broadcast)
    assert notice.state is BroadcastState.PLANNED
    groups = (OutboundMessage.broadcast_id == notice.id,)
    await fired(room, datetime(2026, 4, 15, 8, 59, tzinfo=CHINA))
    assert await get(room, OutboundMessage, *groups) == []
    await fired(room, datetime(2026, 4, 15, 9, 0, tzinfo=CHINA))
    assert len(await get(room, OutboundMessage, *groups)) == 31
    (notice,) = await get(room, Broadcast)
    assert (notice.state, notice.groups) == (BroadcastState.SENT, 31)


@pytest.mark.parametrize("who", ["县值班", "何卫东"])
async def test_until_then_its_writer_or_the_second_person_may_take_it_back(
    room: Room, who: str
) -> None:
    await planned(room)
    await room.sit("何卫东")
    await judged(room, "yes")
    await room.sit(who)
    assert "取消，不发了" in await page(room, "broadcasts")
    (notice,) = await get(room, Broadcast)
    said = await send(room, "broadcasts/cancel", notice=notice.key, key="k5")
    assert "好，这条通知不发了" in said
    assert "取消了，没发" in said
    await fired(room, datetime(2026, 4, 15, 9, 0, tzinfo=CHINA))
    assert await get(room, OutboundMessage, OutboundMessage.broadcast_id == notice.id) == []
    kinds = [one.kind for one in await get(room, AuditEntry)]
    assert AuditKind.BROADCAST_CANCELLED in kinds
    again = await send(room, "broadcasts/cancel", notice=notice.key, key="k6")
    assert "已经发出或者已经取消" in again


async def test_a_writer_takes_back_what_nobody_has_agreed_to_yet(room: Room) -> None:
    await handed_in(room)
    (notice,) = await get(room, Broadcast)
    assert "撤回，不发了" in await page(room, "broadcasts")
    await send(room, "broadcasts/cancel", notice=notice.key, key="k5")
    await room.sit("何卫东")
    assert "已经审过了" in await judged(room, "yes")
    assert await get(room, OutboundMessage, OutboundMessage.broadcast_id == notice.id) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"at": "2026-04-15T22:30"}, "不能定在夜里发，可以改到后天07:30"),
        ({"at": "2026-04-13T09:00"}, "没填对，或者已经过了"),
        ({"at": "明天九点"}, "没填对，或者已经过了"),
        ({"at": "2026-06-15T09:00"}, "最多提前30天"),
        ({"text": WATER}, "请把“明天”写成几月几日"),
    ],
)
async def test_a_moment_that_will_not_do_is_refused_with_the_reason(
    room: Room, given: dict[str, str], why: str
) -> None:
    assert why in await planned(room, **given)
    assert await get(room, Broadcast) == []


async def test_a_danger_may_be_planned_for_the_night(room: Room) -> None:
    assert "已提交" in await planned(
        room, at="2026-04-14T23:00", urgent="1", text="今晚泄洪，河滩别停车。"
    )


async def test_a_moment_of_working_time_is_suggested(room: Room) -> None:
    shown = await page(room, "broadcasts")
    found = re.search(r'name="at" value="2026-04-14T(\d\d):(00|30)"', shown)
    assert found is not None
