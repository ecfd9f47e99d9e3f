"""Strangers, damaged calls and odd events at the account's address: nothing happens."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.channels.wecom_kf.channel import PATH
from storage.db import Database
from tests.service.fake_wechat import Callback, envelope
from tests.service.wecom_kf_room import AT, FakeDesk, Room, a_room

HOSTILE_BODIES = {
    "nothing": (b"", 400),
    "no XML": (b"hello", 400),
    "JSON": (b'{"encrypt": "AAAA"}', 400),
    "an empty envelope": (b"<xml></xml>", 403),
    "two seals": (b"<xml><Encrypt>A</Encrypt><Encrypt>B</Encrypt></xml>", 400),
    "a seal of a stranger": (envelope("A" * 64), 403),
    "a document type": (b"<!DOCTYPE xml>" + envelope("AAAA"), 400),
    "NUL": (envelope("\x00"), 400),
    "deep nesting": (b"<xml>" + b"<a>" * 300_000, 400),
    "too large": (b"<xml><Encrypt>" + b"A" * (1024 * 1024), 413),
}

ODD_EVENTS = {
    "another event": "<xml><MsgType>event</MsgType><Event>subscribe</Event></xml>",
    "a message": "<xml><MsgType>text</MsgType><Content>hello</Content></xml>",
    "no kind": "<xml><Token>T</Token></xml>",
    "another account": (
        "<xml><MsgType>event</MsgType><Event>kf_msg_or_event</Event>"
        "<Token>T</Token><OpenKfId>wkOTHER</OpenKfId></xml>"
    ),
}


@pytest.fixture
async def room(
    sqlite_database: Database, tmp_path: Path, aiohttp_server: Any
) -> AsyncIterator[Room]:
    server = await aiohttp_server(FakeDesk().app())
    desk = FakeDesk()
    async with a_room(sqlite_database, tmp_path, desk, str(server.make_url(""))) as room:
        await room.kf.puller.step()  # the look at the start is behind us
        yield room


@pytest.mark.parametrize("case", HOSTILE_BODIES.values(), ids=HOSTILE_BODIES.keys())
async def test_a_hostile_envelope_is_refused(room: Room, case: tuple[bytes, int]) -> None:
    body, status = case
    assert await room.post(Callback(room.callback().query, body)) == (status, "")
    assert room.rejected.total() == 1
    assert await room.kf.puller.step() == 0


@pytest.mark.parametrize("content", [b"hello", b"", b"<html/>", b"<xml>" + b"<a>" * 1000])
async def test_odd_content_under_a_good_signature_is_refused(room: Room, content: bytes) -> None:
    assert await room.post(room.sealed(content)) == (400, "")
    assert room.rejected == {"unreadable": 1}


@pytest.mark.parametrize("name", ["Event", "OpenKfId", "Token"])
async def test_a_field_with_members_is_refused(room: Room, name: str) -> None:
    fields = {"MsgType": "event", "Event": "kf_msg_or_event", "Token": "T"}
    from_us = {**fields, "OpenKfId": "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw", name: "<a>1</a>"}
    xml = "".join(f"<{one}>{value}</{one}>" for one, value in from_us.items())
    assert await room.post(room.sealed(f"<xml>{xml}</xml>")) == (400, "")
    assert await room.kf.puller.step() == 0


@pytest.mark.parametrize("xml", ODD_EVENTS.values(), ids=ODD_EVENTS.keys())
async def test_an_event_that_is_not_ours_is_let_pass(room: Room, xml: str) -> None:
    assert await room.post(room.sealed(xml)) == (200, "success")
    assert room.ignored.total() == 1
    assert await room.kf.puller.step() == 0


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", [None, "", "0", "路灯", "9" * 3000, "a&b=c"])
async def test_a_damaged_query_is_refused(room: Room, name: str, value: str | None) -> None:
    callback = room.callback()
    query = {key: one for key, one in callback.query.items() if key != name}
    if value is not None:
        query[name] = value
    assert await room.post(Callback(query, callback.body)) == (403, "")
    assert await room.kf.puller.step() == 0


async def test_another_corporations_event_is_refused(room: Room) -> None:
    room.sender._app_id = "ww_somebody_else"
    assert (await room.told(), room.rejected) == (403, {"foreign": 1})


async def test_a_genuine_event_is_answered_at_once_and_fetched_afterwards(room: Room) -> None:
    assert await room.told() == 200
    assert room.desk.pulls == []
    assert await room.kf.puller.step() == 1


async def test_the_same_event_again_is_answered_and_asks_for_nothing(room: Room) -> None:
    callback = room.callback()
    for _ in range(3):
        assert await room.post(callback) == (200, "success")
    assert await room.kf.puller.step() == 1
    assert await room.kf.puller.step() == 0


async def test_the_address_check_gets_the_sealed_echo_back_in_clear(room: Room) -> None:
    encrypt = room.sender._crypto.encrypt("5927782489442352469", room.sender._app_id).decode()
    query = room.sender._query(AT)
    signed = room.sender.sign(query["timestamp"], query["nonce"], encrypt)
    asked = {"msg_signature": signed, "timestamp": query["timestamp"], "nonce": query["nonce"]}
    assert room.client is not None
    answer = await room.client.get(PATH, params={**asked, "echostr": encrypt})
    assert (answer.status, await answer.text()) == (200, "5927782489442352469")
    damaged = {**asked, "echostr": encrypt[:-4] + "AAAA"}
    assert (await room.client.get(PATH, params=damaged)).status == 403
    assert (await room.client.get(URL(f"{PATH}?echostr=1"))).status == 403


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 0.999), byte=st.integers(0, 255), cut=st.integers(0, 3))
async def test_no_mutated_body_gets_through(room: Room, place: float, byte: int, cut: int) -> None:
    callback = room.callback()
    body = bytearray(callback.body)
    at = int(place * len(body))
    body[at : at + cut] = bytes([byte])
    status, _ = await room.post(Callback(callback.query, bytes(body)))
    assert status in {200, 400, 403}
    if status == 200:  # only what stands around the seal was touched
        assert callback.body.split(b"<Encrypt>")[1][:400] in bytes(body)
