"""Strangers, damaged calls and broken connections: nothing is stored, nothing falls over."""

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import CallbackError
from bot.channels.official_account.channel import PATH
from bot.channels.official_account.messages import read_message
from bot.channels.platform.callbacks import Gate, Seal
from storage.clock import SetClock
from storage.db import Database
from tests.service.fake_wechat import (
    AES_KEY,
    APP_ID,
    TOKEN,
    Callback,
    Sender,
    envelope,
    event_xml,
    message_xml,
    text_xml,
)
from tests.service.official_account_room import AT, NOW, Room, a_room

HOSTILE_BODIES = {
    "nothing": (b"", 400),
    "no XML": (b"hello", 400),
    "JSON": (b'{"encrypt": "AAAA"}', 400),
    "another root": (b"<html></html>", 400),
    "an empty envelope": (b"<xml></xml>", 403),
    "an empty seal": (envelope(""), 403),
    "two seals": (b"<xml><Encrypt>A</Encrypt><Encrypt>B</Encrypt></xml>", 400),
    "a seal of a stranger": (envelope("A" * 64), 403),
    "a document type": (b"<!DOCTYPE xml>" + envelope("AAAA"), 400),
    "a billion laughs": (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
        400,
    ),
    "an outside entity": (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>',
        400,
    ),
    "NUL": (envelope("\x00"), 400),
    "deep nesting": (b"<xml>" + b"<a>" * 300_000, 400),
    "a crowd of elements": (b"<xml>" + b"<a/>" * 200_000 + b"</xml>", 400),
    "too large": (b"<xml><Encrypt>" + b"A" * (1024 * 1024), 413),
    "far too large": (b"A" * (8 * 1024 * 1024), 413),
}

SIGNED_CONTENT = {
    "no XML": b"hello",
    "nothing": b"",
    "another root": b"<html/>",
    "an empty message": b"<xml></xml>",
    "no MsgType": b"<xml><FromUserName>o1</FromUserName></xml>",
    "no sender": b"<xml><MsgType>text</MsgType></xml>",
    "a sender without end": message_xml("text", AT, "", sender="o" * 200).encode(),
    "MsgType twice": message_xml("text", AT, "<MsgType>image</MsgType>").encode(),
    "Content twice": text_xml("a", AT, 1, "<Content>b</Content>").encode(),
    "Content with children": message_xml("text", AT, "<Content><a>1</a></Content>").encode(),
    "an event without a name": message_xml("event", AT, "").encode(),
    "a place that is none": message_xml("location", AT, "<Location_X>north</Location_X>").encode(),
    "a place off the earth": message_xml(
        "location", AT, "<Location_X>91</Location_X><Location_Y>nan</Location_Y>"
    ).encode(),
    "a document type": b"<!DOCTYPE xml>" + text_xml("a", AT).encode(),
    "deep nesting": b"<xml>" + b"<a>" * 1000,
}


@pytest.fixture
async def room(aiohttp_client: Any, sqlite_database: Database) -> AsyncIterator[Room]:
    room = a_room(sqlite_database)
    room.client = await aiohttp_client(room.app())
    yield room
    await room.account.stop()


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.WARNING)
    yield
    assert not caplog.records


@pytest.mark.parametrize("case", HOSTILE_BODIES.values(), ids=HOSTILE_BODIES.keys())
async def test_a_hostile_envelope_is_refused(room: Room, case: tuple[bytes, int]) -> None:
    body, status = case
    query = room.sender.safe(text_xml("a", AT), AT).query
    assert await room.post(Callback(query, body)) == (status, "")
    assert room.inbox.calls == 0
    assert room.rejected.total() == 1


@pytest.mark.parametrize("content", SIGNED_CONTENT.values(), ids=SIGNED_CONTENT.keys())
async def test_odd_content_under_a_good_signature_is_refused(room: Room, content: bytes) -> None:
    assert await room.hears(content) == (400, "")
    assert room.inbox.calls == 0
    assert room.rejected == {"unreadable": 1}


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", [None, "", "0", "路灯", "\ud800", "9" * 3000, "%00", "a&b=c"])
async def test_a_damaged_query_is_refused(room: Room, name: str, value: str | None) -> None:
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    query = {key: one for key, one in callback.query.items() if key != name}
    if value is not None:
        query[name] = value.encode("utf-8", "replace").decode()
    assert await room.post(Callback(query, callback.body)) == (403, "")
    assert room.inbox.calls == 0


async def test_a_changed_letter_of_the_seal_is_noticed(room: Room) -> None:
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    start = callback.body.index(b"<Encrypt><![CDATA[") + len("<Encrypt><![CDATA[")
    for place in range(start, callback.body.index(b"]]></Encrypt>")):
        body = bytearray(callback.body)
        body[place] ^= 1
        status, _ = await room.post(Callback(callback.query, bytes(body)))
        assert status in {400, 403}
    assert room.inbox.calls == 0


# ---- broken connections ----------------------------------------------------------------------


async def raw_call(room: Room, head: str, body: bytes = b"") -> bytes:
    assert room.client is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", room.client.port)
    writer.write(f"{head}\r\nHost: x\r\n".encode("utf-8", "surrogateescape") + body)
    await writer.drain()
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return answer


def head_of(callback: Callback) -> str:
    query = "&".join(f"{name}={value}" for name, value in callback.query.items())
    return f"POST {PATH}?{query} HTTP/1.1"


BROKEN = {
    "no gzip": b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "an unknown coding": b"Content-Encoding: br2\r\nContent-Length: 5\r\n\r\nhello",
    "a bad chunk": b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_body_is_refused(room: Room, body: bytes) -> None:
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    answer = await raw_call(room, head_of(callback), body)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert room.inbox.calls == 0


async def test_a_packed_bomb_is_refused(room: Room) -> None:
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    bomb = zlib.compress(b"A" * 50_000_000)
    head = f"Content-Encoding: deflate\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    answer = await raw_call(room, head_of(callback), head + bomb)
    assert answer.split(b" ", 2)[1] in {b"400", b"413"}
    assert room.inbox.calls == 0


async def test_a_caller_who_is_too_slow_is_refused(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.platform.body._READ_SECONDS", 0.1)
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    answer = await raw_call(room, head_of(callback), b"Content-Length: 500\r\n\r\n<xml>")
    assert answer.startswith(b"HTTP/1.1 400")
    assert room.rejected == {"unreadable": 1}


async def test_a_caller_who_hangs_up_is_counted(sqlite_database: Database) -> None:
    room = a_room(sqlite_database)
    runner = web.AppRunner(room.app())  # the test server would cancel the handler instead
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, writer = await asyncio.open_connection(*runner.addresses[0])
    callback = room.sender.safe(text_xml("路灯不亮", AT), AT)
    head = f"{head_of(callback)}\r\nHost: x\r\nContent-Length: 500\r\n\r\n<xml>"
    writer.write(head.encode())
    await writer.drain()
    writer.close()
    for _ in range(100):
        await asyncio.sleep(0.01)
        if room.rejected:
            break
    await runner.cleanup()
    assert room.rejected == {"unreadable": 1}


async def test_a_query_of_raw_bytes_is_refused(room: Room) -> None:
    query = "&".join(f"{name}={value}" for name, value in room.sender.check(AT, "\udcff").items())
    answer = await raw_call(room, f"GET {PATH}?{query} HTTP/1.1", b"\r\n")
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))


# ---- mutations -------------------------------------------------------------------------------

GENUINE = [
    text_xml("3号楼东边路灯不亮了", AT),
    message_xml("voice", AT, "<MediaId>V</MediaId><Recognition>漏水</Recognition><MsgId>5</MsgId>"),
    message_xml(
        "location",
        AT,
        "<Location_X>34.1</Location_X><Location_Y>113.3</Location_Y><MsgId>6</MsgId>",
    ),
    event_xml("subscribe", AT, "<EventKey>qrscene_grid_G12</EventKey>"),
]


@st.composite
def mutations(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """One of the originals with a few bytes changed, removed, doubled or put in."""
    body = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 40)))
        body = (
            body[:start]
            + draw(st.one_of(st.binary(max_size=8), st.just(body[start:end] * 2)))
            + body[end:]
        )
    return body


@given(content=mutations([xml.encode() for xml in GENUINE]))
@settings(max_examples=400, deadline=None)
async def test_mutated_content_is_read_or_refused(content: bytes) -> None:
    gate = Gate(TOKEN, Seal(AES_KEY, APP_ID), SetClock(NOW))
    callback = Sender().safe(content, AT)
    with suppress(CallbackError):
        opened = await gate.open(callback.query, callback.body)
        assert opened is not None
        message = read_message(opened, NOW)
        assert message is None or message.sender_id


@given(body=mutations([Sender().safe(xml, AT).body for xml in GENUINE]))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_mutated_envelope_stores_nothing(room: Room, body: bytes) -> None:
    query = Sender().safe("<xml/>", AT).query  # signed, but for another content
    status, _ = await room.post(Callback(query, body))
    assert status in {400, 403}
    assert room.inbox.calls == 0


@given(
    query=st.dictionaries(
        st.sampled_from(
            ["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type"]
        ),
        st.text(st.characters(codec="utf-8"), max_size=60),
    ),
    body=st.binary(max_size=300),
)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_stranger_is_refused(room: Room, query: dict[str, str], body: bytes) -> None:
    assert (await room.post(Callback(query, body)))[0] in {400, 403}
    assert (await room.get(query)).status in {400, 403}
    assert room.inbox.calls == 0
