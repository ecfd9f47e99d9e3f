"""What the demo page shows: seats and chats, talk old and new, its own files and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.channels.webchat.stream import Hub
from handlers.coordinates import Point, metres_between, to_wgs84
from storage.codes import OutboxState
from storage.tables.message import OutboundMessage
from tests.fakes import to_say
from tests.service.webchat_room import (
    COUNTY_DUTY,
    GAO,
    GROUP,
    GUO,
    LI,
    TUESDAY,
    URBAN,
    Room,
    open_room,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


async def put_said(room: Room, **changes: Any) -> OutboundMessage:
    given: dict[str, Any] = {
        "key": "message:1:1",
        "chat_id": GAO,
        "state": OutboxState.SENT,
        "sent_at": TUESDAY,
    }
    row = to_say(**(given | changes))

    def add(session: Session) -> OutboundMessage:
        session.add(row)
        session.flush()
        return row

    return await room.db.tx(add)


# ---- seats and chats ------------------------------------------------------------------------


async def test_the_cast_comes_first_and_everybody_knows_their_chats(room: Room) -> None:
    told = await room.get("start")
    seats = {seat["id"]: seat for seat in told["seats"]}
    assert [seat["name"] for seat in told["seats"]][:3] == ["高叔", "郭网格", "城管局值班"]
    assert seats[GAO]["kind"] == "resident"
    assert seats[GAO]["chats"] == [GROUP, GAO]
    assert seats[GUO]["chats"][0] == GUO
    assert {GROUP, "工作群_城关街道"} <= set(seats[GUO]["chats"])
    assert seats[URBAN]["chats"] == ["工作群_城管局", URBAN]
    assert "工作群_县中心" in seats[COUNTY_DUTY]["chats"]
    assert told["county"]["name"] == "青河县"


async def test_a_residents_group_holds_residents_and_grid_staff_only(room: Room) -> None:
    told = await room.get("start")
    members = next(chat["members"] for chat in told["chats"] if chat["id"] == GROUP)
    assert {GAO, LI, GUO} <= set(members)
    assert URBAN not in members
    assert COUNTY_DUTY not in members


async def test_without_a_county_the_page_says_what_to_do(room: Room) -> None:
    await room.db.tx(_empty)
    told = await room.get("start", status=503)
    assert "gridwhistle init" in told["error"]


def _empty(session: Session) -> None:
    tables = ["identity", "post", "chatgroup", "place", "person", "department", "region"]
    for table in tables:
        session.connection().exec_driver_sql(f"DELETE FROM {table}")
    session.connection().exec_driver_sql("DELETE FROM county")


# ---- what is shown --------------------------------------------------------------------------


async def test_only_what_was_sent_is_shown(room: Room) -> None:
    await put_said(room, text="已登记 #00101")
    await put_said(
        room, key="message:1:2", text="还没到时候", state=OutboxState.WAITING, sent_at=None
    )
    await put_said(room, key="message:1:3", text="没送到", state=OutboxState.REFUSED, sent_at=None)
    shown = (await room.get("start"))["messages"]
    assert [one["text"] for one in shown] == ["已登记 #00101"]
    assert shown[0]["from"]["id"] == "bot"


async def test_earlier_messages_come_page_by_page_and_none_twice(room: Room) -> None:
    for number in range(120):
        await room.say(f"第{number}句", id=f"act-{number:08d}")
    everything = [one["id"] for one in (await room.get("start"))["messages"]]
    before = (await room.get("start"))["messages"][-1]["order"]
    found = everything[-1:]
    while messages := (await room.get("messages", chat=GROUP, before=before))["messages"]:
        found = [one["id"] for one in messages] + found
        before = messages[0]["order"]
    assert found == everything


async def test_a_wrong_page_mark_is_refused(room: Room) -> None:
    for mark in ("yesterday", "", "2026-04-14T01:05:00.000000Z x1", "never i1"):
        told = await room.get("messages", status=400, chat=GROUP, before=mark)
        assert "往前看" in told["error"]


async def test_an_open_page_hears_what_is_said_and_what_the_bot_says(room: Room) -> None:
    async with room.client.get("/chat/api/stream") as stream:
        await room.say("路灯不亮")
        row = await put_said(room, text="收到")
        assert await room.channel.send(row) == f"o{row.id}"
        heard = b""
        while "收到".encode() not in heard:
            heard += await stream.content.read(4096)
    assert stream.content_type == "text/event-stream"
    assert heard.count(b"event: say") == 2


async def test_stopping_the_channel_lets_every_page_go(room: Room) -> None:
    async with room.client.get("/chat/api/stream") as stream:
        await room.channel.stop()
        assert b"event" not in await stream.content.read()


async def test_places_are_those_around_the_seat(room: Room) -> None:
    at_home = (await room.get("places", seat=GAO))["places"]
    assert "东关家属院3号楼" in [place["label"] for place in at_home]
    for seat in (COUNTY_DUTY, URBAN):
        assert "青河" in [
            place["region"][:2] for place in (await room.get("places", seat=seat))["places"]
        ]
    await room.get("places", status=404, seat="p:没有这个人")


async def test_a_place_is_offered_as_a_phone_would_send_it(room: Room) -> None:
    offered = (await room.get("places", seat=GAO))["places"]
    gate = next(place for place in offered if place["label"] == "东关家属院3号楼")
    point = to_wgs84(Point(gate["longitude"], gate["latitude"]))
    assert metres_between(point, Point(113.20720, 33.96869)) < 1


async def test_somebody_without_a_home_has_no_places_to_send(room: Room) -> None:
    def move_out(session: Session) -> None:
        session.connection().exec_driver_sql("UPDATE person SET home_region_id = NULL")

    await room.db.tx(move_out)
    assert (await room.get("places", seat=GAO))["places"] == []


async def test_a_page_too_far_behind_is_let_go(room: Room) -> None:
    hub = Hub()
    async with room.client.get("/chat/api/stream"):
        hub.publish("say", {})  # nobody listens
    line: asyncio.Queue[Any] = asyncio.Queue(1)
    hub._lines.add(line)
    hub.publish("say", 1)
    hub.publish("say", 2)
    assert line.qsize() == 1
    hub._lines.add(line)
    hub.close()
    assert line.get_nowait() is None


# ---- the page itself ------------------------------------------------------------------------


async def test_the_front_door_leads_to_the_page(room: Room) -> None:
    for path in ("/", "/chat"):
        answer = await room.client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, "/chat/")
    page = await room.client.get("/chat/")
    assert "哨到" in await page.text()


async def test_the_page_takes_nothing_from_elsewhere_and_nothing_inline(room: Room) -> None:
    page = await room.client.get("/chat/")
    text = await page.text()
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert "<style" not in text
    assert "://" not in text
    assert text.count("<script") == text.count('<script type="module" src="/chat/static/')


async def test_only_the_pages_own_files_are_served(room: Room) -> None:
    assert (await room.client.get("/chat/static/js/main.js")).status == 200
    assert (await room.client.get("/chat/static/mark.svg")).content_type == "image/svg+xml"
    for path in ("js", "nothing.css", "..%2fdesk.py", "%2e%2e/desk.py"):
        assert (await room.client.get(f"/chat/static/{path}")).status == 404


async def test_a_county_without_the_storys_people_has_no_story(room: Room) -> None:
    def rename(session: Session) -> None:
        session.connection().exec_driver_sql("UPDATE person SET name = '老王' WHERE name = '高叔'")

    await room.db.tx(rename)
    assert not (await room.get("start"))["has_story"]
    told = await room.get("story", status=404)
    assert "演示县" in told["error"]


async def test_the_story_names_people_and_chats_that_are_there(room: Room) -> None:
    assert (await room.get("start"))["has_story"]
    start, story = await room.get("start"), await room.get("story")
    seats = {seat["id"]: seat for seat in start["seats"]}
    for step in story["steps"]:
        for one in (step, step.get("expect", {})):
            if "seat" in one:
                assert one["chat"] in seats[one["seat"]]["chats"]
        assert step["caption"]
        if "picture" in step:
            name = f"/chat/static/story/{step['picture']}"
            assert (await room.client.get(name)).status == 200
