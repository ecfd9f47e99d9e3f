"""The gate for every platform: JSON as well as XML, address checks, and replicas that agree."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.channels.base import CallbackError
from bot.channels.platform.callbacks import Form, Gate, Opened, Seal
from bot.channels.platform.fields import Fields, FieldsError, read_json
from bot.channels.platform.replies import to_xml
from bot.channels.platform.seal import signature
from bot.channels.platform.signatures import Signatures
from bot.channels.platform.xml_fields import read_xml
from storage import purge
from storage.clock import SetClock
from storage.db import Database
from tests.service.fake_wechat import AES_KEY, TOKEN, Callback, Sender, text_xml

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "callback_vectors.json").read_text("utf-8")
)
NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())


def at_its_time(vector: dict[str, Any], form: Form = Form.XML) -> Gate:
    clock = SetClock(datetime.fromtimestamp(int(vector["timestamp"]), UTC))
    return Gate(vector["token"], Seal(vector["aes_key"], vector["receiver"]), clock, form=form)


def query_of(vector: dict[str, Any]) -> dict[str, str]:
    return {
        "msg_signature": vector["signature"],
        "timestamp": vector["timestamp"],
        "nonce": vector["nonce"],
    }


# ---- the address check -----------------------------------------------------------------------


@pytest.mark.parametrize("vector", [one for one in VECTORS if "address check" in one["name"]])
def test_a_sealed_check_is_answered_with_the_text_inside(vector: dict[str, Any]) -> None:
    query = query_of(vector) | {"echostr": vector["sealed"]}
    raw = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    assert at_its_time(vector).echo(query, raw) == vector["text"]
    unquoted = raw.replace("%2B", "+")  # a plus that was not written as %2B is still a plus
    assert at_its_time(vector).echo(query, unquoted) == vector["text"]


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce", "echostr"])
def test_a_changed_check_is_refused(name: str) -> None:
    vector = next(one for one in VECTORS if "address check" in one["name"])
    query = query_of(vector) | {"echostr": vector["sealed"]}
    query[name] = "x" + query[name][1:]
    raw = "&".join(f"{key}={quote(value, safe='')}" for key, value in query.items())
    with pytest.raises(CallbackError):
        at_its_time(vector).echo(query, raw)


# ---- JSON ------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", [one for one in VECTORS if "aibot" in one["name"]])
async def test_a_robots_callback_passes_without_a_receiver(vector: dict[str, Any]) -> None:
    body = json.dumps({"encrypt": vector["sealed"]}).encode()
    opened = await at_its_time(vector, Form.JSON).open(query_of(vector), body)
    assert opened is not None
    said = json.loads(vector["text"])
    assert opened.fields.text("msgid") == said["msgid"]
    assert opened.fields.inside("from").text("userid") == "zhangsan"


async def test_the_answer_in_json_is_sealed_and_carries_the_nonce() -> None:
    gate = Gate(TOKEN, Seal(AES_KEY, ""), SetClock(NOW), form=Form.JSON)
    answer = json.loads(gate.seal_answer('{"msgtype":"stream"}', "n1"))
    assert answer["nonce"] == "n1"
    assert answer["timestamp"] == AT
    signed = signature(TOKEN, str(AT), "n1", answer["encrypt"])
    assert answer["msgsignature"] == signed
    assert Seal(AES_KEY, "").open(answer["encrypt"]) == b'{"msgtype":"stream"}'


HOSTILE_JSON = {
    "nothing": b"",
    "a list": b"[]",
    "a text": b'"encrypt"',
    "no seal": b"{}",
    "an empty seal": b'{"encrypt": ""}',
    "a seal that is a number": b'{"encrypt": 7}',
    "a seal that is a list": b'{"encrypt": ["a"]}',
    "no number": b'{"encrypt": NaN}',
    "deep": b'{"encrypt": ' + b"[" * 100_000,
    "broken UTF-8": b'{"encrypt": "\xff"}',
    "Chinese": '{"encrypt": "路灯"}'.encode(),
    "XML": b"<xml><Encrypt>AAAA</Encrypt></xml>",
}


@pytest.mark.parametrize("body", HOSTILE_JSON.values(), ids=HOSTILE_JSON.keys())
async def test_hostile_json_is_refused(body: bytes) -> None:
    gate = Gate(TOKEN, Seal(AES_KEY, ""), SetClock(NOW), form=Form.JSON)
    query = Sender().safe("", AT).query
    with pytest.raises(CallbackError) as caught:
        await gate.open(query, body)
    assert caught.value.status in {400, 403}


def test_members_are_read_whether_they_stand_once_or_often() -> None:
    once = read_xml(b"<xml><L><A><B>1</B></A></L></xml>").inside("L")
    often = read_xml(b"<xml><L><A><B>1</B></A><A><B>2</B></A></L></xml>").inside("L")
    assert [one.text("B") for one in once.each("A")] == ["1"]
    assert [one.text("B") for one in often.each("A")] == ["1", "2"]
    assert read_json(b'{"a": ["x", 2], "b": "y"}').texts("a") == ["x", "2"]
    assert Fields({}).each("A") == []
    for wrong in (lambda: once.text("A"), lambda: Fields({"a": "x"}).inside("a")):
        with pytest.raises(FieldsError):
            wrong()
    with pytest.raises(FieldsError):
        Fields({"a": ["x"]}).each("a")
    with pytest.raises(FieldsError):
        Fields({"a": True}).text("a")


def test_xml_is_written_from_texts_numbers_mappings_and_lists() -> None:
    said = to_xml({"A": "x]]>y", "B": 7, "C": {"D": "1"}, "E": [{"F": "1"}, {"F": "2"}]})
    fields = read_xml(said.encode())
    assert (fields.text("A"), fields.text("B")) == ("x]]>y", "7")
    assert [one.text("F") for one in fields.each("E")] == ["1", "2"]
    with pytest.raises(TypeError):
        to_xml({"A": 1.5})


# ---- replicas --------------------------------------------------------------------------------


async def test_another_replica_refuses_other_content_under_a_seen_signature(
    database: Database, database_url: str
) -> None:
    other, clock = Database.open(database_url), SetClock(NOW)
    here, there = (Gate(TOKEN, None, clock, Signatures(one)) for one in (database, other))
    genuine = Sender().clear(text_xml("路灯不亮", AT), AT)
    assert await here.open(genuine.query, genuine.body) is not None
    assert await there.open(genuine.query, genuine.body) is not None  # a retry may land there
    forged = Callback(genuine.query, text_xml("天下太平", AT, 7).encode())
    with pytest.raises(CallbackError, match="forged"):
        await Gate(TOKEN, None, clock, Signatures(other)).open(forged.query, forged.body)
    await other.close()


async def test_what_is_done_once_is_done_by_one_replica(sqlite_database: Database) -> None:
    clock = SetClock(NOW)
    gates = [Gate(TOKEN, None, clock, Signatures(sqlite_database)) for _ in range(3)]
    callback = Sender().clear(text_xml("路灯不亮", AT), AT)
    opened: list[Opened | None] = [await gate.open(callback.query, callback.body) for gate in gates]
    firsts = [
        await gate.is_first(one) for gate, one in zip(gates, opened, strict=True) if one is not None
    ]
    assert firsts == [True, False, False]


async def test_signatures_are_forgotten_when_they_are_stale(sqlite_database: Database) -> None:
    signatures = Signatures(sqlite_database)
    until = NOW + timedelta(minutes=20)
    assert await signatures.first("a", "one", until) == "one"
    assert await signatures.first("a", "two", until) == "one"
    later = until + timedelta(seconds=1)
    await sqlite_database.tx(lambda session: purge.purge_counts(session, later))
    assert await signatures.first("a", "two", until) == "two"
