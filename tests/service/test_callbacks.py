"""The gate in front of every callback: seal, signature, freshness, repetition."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpy.crypto import PKCS7Encoder, WeChatCipher

from bot.channels.base import CallbackError
from bot.channels.platform.callbacks import Gate, Seal
from bot.channels.platform.fields import FieldsError
from bot.channels.platform.seal import signature
from bot.channels.platform.xml_fields import read_xml
from storage.clock import SetClock
from tests.service.fake_wechat import AES_KEY, APP_ID, TOKEN, Callback, Sender, text_xml

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "callback_vectors.json").read_text("utf-8")
)
NAMES = [vector["name"] for vector in VECTORS]
NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())


def a_gate(clock: SetClock | None = None, *, clear: bool = False) -> Gate:
    seal = None if clear else Seal(AES_KEY, APP_ID)
    return Gate(TOKEN, seal, clock or SetClock(NOW))


async def refusal(gate: Gate, callback: Callback) -> tuple[str, int]:
    with pytest.raises(CallbackError) as caught:
        await gate.open(callback.query, callback.body)
    return caught.value.reason, caught.value.status


# ---- published vectors -----------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_a_published_seal_opens(vector: dict[str, Any]) -> None:
    seal = Seal(vector["aes_key"], vector["receiver"])
    assert seal.open(vector["sealed"]).decode() == vector["text"]


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_a_published_seal_is_for_its_receiver_only(vector: dict[str, Any]) -> None:
    with pytest.raises(CallbackError, match="foreign"):
        Seal(vector["aes_key"], "wx0000000000000000").open(vector["sealed"])


@pytest.mark.parametrize("vector", [one for one in VECTORS if one["signature"]])
def test_a_published_signature_is_ours(vector: dict[str, Any]) -> None:
    signed = (vector["token"], vector["timestamp"], vector["nonce"], vector["sealed"])
    assert signature(*signed) == vector["signature"]


@pytest.mark.parametrize("vector", [one for one in VECTORS if "random16" in one])
def test_a_published_text_is_sealed_to_the_last_bit(vector: dict[str, Any]) -> None:
    seal = Seal(vector["aes_key"], vector["receiver"])
    assert seal.close(vector["text"], vector["random16"].encode()) == vector["sealed"]


@pytest.mark.parametrize("vector", [one for one in VECTORS if "body" in one])
async def test_a_published_callback_passes_the_gate_at_its_time(vector: dict[str, Any]) -> None:
    clock = SetClock(datetime.fromtimestamp(int(vector["timestamp"]), UTC))
    gate = Gate(vector["token"], Seal(vector["aes_key"], vector["receiver"]), clock)
    query = {
        "msg_signature": vector["signature"],
        "timestamp": vector["timestamp"],
        "nonce": vector["nonce"],
    }
    opened = await gate.open(query, vector["body"].encode())
    assert opened is not None
    assert opened.fields.text("MsgType") == "text"
    assert opened.fields.text("Content") in vector["text"]


# ---- the seal --------------------------------------------------------------------------------


@pytest.mark.parametrize("length", range(64))
def test_what_is_sealed_opens_again_at_every_padding(length: int) -> None:
    seal = Seal(AES_KEY, APP_ID)
    words = "路" + "x" * length
    assert seal.open(seal.close(words)).decode() == words


def test_the_same_words_are_never_sealed_alike() -> None:
    seal = Seal(AES_KEY, APP_ID)
    assert seal.close("路灯不亮") != seal.close("路灯不亮")


def sealed_raw(plain: bytes) -> str:
    cipher = WeChatCipher(base64.b64decode(f"{AES_KEY}="))
    return base64.b64encode(cipher.encrypt(plain)).decode()


DAMAGED = {
    "nothing": "",
    "not base64": "路灯",
    "base64 of nothing": "====",
    "a space inside": "AAAA AAAA",
    "half a block": base64.b64encode(b"12345678").decode(),
    "no padding": sealed_raw(b"\x00" * 32),
    "padding too long": sealed_raw(b"\x21" * 64),
    "padding uneven": sealed_raw(b"\x01" * 31 + b"\x03"),
    "only padding": sealed_raw(b"\x20" * 32),
    "length cut off": sealed_raw(PKCS7Encoder.encode(b"r" * 18)),
    "length beyond the end": sealed_raw(PKCS7Encoder.encode(b"r" * 16 + b"\xff" * 4 + b"<xml/>")),
}


@pytest.mark.parametrize("sealed", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_seal_is_unreadable(sealed: str) -> None:
    with pytest.raises(CallbackError, match="unreadable") as caught:
        Seal(AES_KEY, APP_ID).open(sealed)
    assert caught.value.status == 400


def test_a_seal_without_a_receiver_opens_only_without_one() -> None:
    sealed = Seal(AES_KEY, "").close("你好")
    assert Seal(AES_KEY, "").open(sealed).decode() == "你好"
    with pytest.raises(CallbackError, match="foreign"):
        Seal(AES_KEY, APP_ID).open(sealed)


# ---- freshness -------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [-600, -1, 0, 600])
async def test_a_callback_of_the_last_ten_minutes_is_fresh(offset: int) -> None:
    callback = Sender().safe(text_xml("路灯不亮", AT), AT + offset)
    assert await a_gate().open(callback.query, callback.body) is not None


@pytest.mark.parametrize("offset", [-601, 601, -86400, 10**10])
async def test_an_old_or_a_future_callback_is_refused(offset: int) -> None:
    callback = Sender().safe(text_xml("路灯不亮", AT), AT + offset)
    assert await refusal(a_gate(), callback) == ("stale", 403)


@pytest.mark.parametrize("stamp", ["", "1e9", "-5", "٣٤", "9" * 400])
async def test_a_time_stamp_that_is_no_number_is_refused(stamp: str) -> None:
    sender = Sender()
    query = sender.safe("", AT).query | {"timestamp": stamp}
    signed = sender.sign(stamp, query["nonce"], "AAAA")
    body = b"<xml><Encrypt>AAAA</Encrypt></xml>"
    reason, status = await refusal(a_gate(), Callback(query | {"msg_signature": signed}, body))
    assert reason in {"stale", "not_signed"}
    assert status == 403


async def test_the_signature_comes_before_the_time() -> None:
    callback = Sender(token="anotherToken").safe(text_xml("路灯不亮", AT), AT - 9999)
    assert await refusal(a_gate(), callback) == ("not_signed", 403)


# ---- repetition ------------------------------------------------------------------------------


async def test_a_callback_that_was_dealt_with_is_nothing_any_more() -> None:
    gate, callback = a_gate(), Sender().safe(text_xml("路灯不亮", AT), AT)
    opened = await gate.open(callback.query, callback.body)
    assert opened is not None
    gate.done(opened)
    assert await gate.open(callback.query, callback.body) is None


async def test_a_callback_whose_storing_failed_goes_all_the_way_again() -> None:
    gate, callback = a_gate(), Sender().safe(text_xml("路灯不亮", AT), AT)
    assert await gate.open(callback.query, callback.body) is not None
    assert await gate.open(callback.query, callback.body) is not None


async def test_a_retry_with_a_new_signature_has_the_same_digest() -> None:
    gate, sender = a_gate(), Sender()
    first, again = (sender.safe(text_xml("路灯不亮", AT), AT + late) for late in (0, 5))
    opened, repeated = [await gate.open(one.query, one.body) for one in (first, again)]
    assert opened is not None
    assert repeated is not None
    assert opened.digest == repeated.digest


async def test_in_clear_mode_a_signature_serves_one_content_only() -> None:
    gate, sender = a_gate(clear=True), Sender()
    genuine = sender.clear(text_xml("路灯不亮", AT), AT)
    assert await gate.open(genuine.query, genuine.body) is not None
    forged = Callback(genuine.query, text_xml("天下太平", AT, 7).encode())
    assert await refusal(gate, forged) == ("forged", 403)


async def test_a_signature_is_remembered_until_it_is_stale_anyway() -> None:
    clock = SetClock(NOW)
    gate = a_gate(clock, clear=True)
    genuine = Sender().clear(text_xml("路灯不亮", AT), AT + 599)
    assert await gate.open(genuine.query, genuine.body) is not None
    forged = Callback(genuine.query, b"<xml/>")
    clock.set(NOW + timedelta(seconds=1199))
    assert await refusal(gate, forged) == ("forged", 403)
    clock.set(NOW + timedelta(seconds=1201))
    assert await refusal(gate, forged) == ("stale", 403)


async def test_the_memory_of_signatures_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.platform.callbacks._REMEMBERED", 10)
    gate, sender = a_gate(clear=True), Sender()
    callbacks = [sender.clear(text_xml("路灯不亮", AT, number), AT) for number in range(50)]
    opened = [await gate.open(callback.query, callback.body) for callback in callbacks]
    for callback in opened:
        assert callback is not None
        gate.done(callback)
    assert len(gate._seen) == 10


async def test_old_signatures_are_forgotten() -> None:
    clock, sender = SetClock(NOW), Sender()
    gate = a_gate(clock)
    for number in range(5):
        callback = sender.safe(text_xml("路灯不亮", AT, number), AT)
        await gate.open(callback.query, callback.body)
    later = NOW + timedelta(hours=1)
    clock.set(later)
    fresh = sender.safe(text_xml("路灯不亮", AT, 9), int(later.timestamp()))
    assert await gate.open(fresh.query, fresh.body) is not None
    assert len(gate._seen) == 1


# ---- XML -------------------------------------------------------------------------------------


def test_fields_are_read_with_and_without_cdata() -> None:
    fields = read_xml(b"<xml>\n<A><![CDATA[ <b> ]]></A><B> 1&amp;2 </B><C/></xml>")
    assert [fields.text(name) for name in "ABCD"] == ["<b>", "1&2", "", ""]


HOSTILE_XML = {
    "nothing": b"",
    "no XML": b"hello",
    "another root": b"<html><xml/></html>",
    "two roots": b"<xml/><xml/>",
    "a document type": b"<!DOCTYPE xml><xml/>",
    "an entity": b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
    "an outside entity": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
    "an unknown entity": b"<xml>&a;</xml>",
    "a document type in UTF-16": "<!DOCTYPE xml><xml/>".encode("utf-16"),
    "NUL": b"<xml>\x00</xml>",
    "NUL as a reference": b"<xml>&#0;</xml>",
    "broken UTF-8": b"<xml>\xff</xml>",
    "deep nesting": b"<xml>" + b"<a>" * 50_000,
    "deep and closed": b"<xml>" + b"<a>" * 20 + b"</a>" * 20 + b"</xml>",
    "a crowd": b"<xml>" + b"<a/>" * 200_000 + b"</xml>",
    "unclosed": b"<xml><a>",
}


@pytest.mark.parametrize("document", HOSTILE_XML.values(), ids=HOSTILE_XML.keys())
def test_other_xml_is_refused(document: bytes) -> None:
    with pytest.raises(FieldsError):
        read_xml(document)


@pytest.mark.parametrize(
    "document", [b"<xml><A>1</A><A>2</A><A>3</A></xml>", b"<xml><A><B/></A></xml>"]
)
def test_a_repeated_or_nested_field_is_no_text(document: bytes) -> None:
    with pytest.raises(FieldsError, match=re.escape("<A>")):
        read_xml(document).text("A")
