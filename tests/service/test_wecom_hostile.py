"""Strangers, damaged calls and settings that cannot be: nothing is stored, nothing falls over."""

import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.channels.base import CallbackError
from bot.channels.wecom.channel import PATH
from storage.db import Database
from tests.service.fake_wechat import Callback, Sender, event_xml
from tests.service.official_account_room import AT
from tests.service.test_official_account_hostile import (
    HOSTILE_BODIES,
    SIGNED_CONTENT,
    mutations,
)
from tests.service.wecom_calls import (
    CARD,
    CHOSEN,
    CORP,
    SAID,
    Room,
    a_room,
    opened,
    says,
    some_settings,
    tells,
)


@pytest.fixture
async def room(aiohttp_client: Any, sqlite_database: Database) -> AsyncIterator[Room]:
    async with a_room(aiohttp_client, sqlite_database) as found:
        yield found


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.WARNING)
    yield
    assert not caplog.records


@pytest.mark.parametrize("case", HOSTILE_BODIES.values(), ids=HOSTILE_BODIES.keys())
async def test_a_hostile_envelope_is_refused(room: Room, case: tuple[bytes, int]) -> None:
    body, status = case
    query = room.sender.safe(says("text", "<Content>a</Content>"), AT).query
    assert await room.post(Callback(query, body)) == (status, "")
    assert room.inbox.calls == 0
    assert room.rejected.total() == 1


ODD = {
    **SIGNED_CONTENT,
    "a choice without members": tells("template_card_event", CARD + "<SelectedItems>1</SelectedItems>").encode(),
    "two choices of words": tells("template_card_event", CARD + CHOSEN.format("cg")).encode(),
    "a card's key twice": tells("template_card_event", CARD + "<EventKey>b</EventKey>").encode(),
    "a place by menu that is none": tells("location_select", "<EventKey>a</EventKey>").encode(),
    "two users": event_xml("change_contact", AT, "<UserID>a</UserID><UserID>b</UserID>").encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
async def test_odd_content_under_a_good_signature_is_refused(room: Room, content: bytes) -> None:
    assert await room.hears(content) == (400, "")
    assert room.inbox.calls == 0
    assert room.rejected == {"unreadable": 1}


async def test_a_message_sealed_for_another_company_is_refused(room: Room) -> None:
    foreign = Sender(app_id="ww0000000000000000").safe(says("text", "<Content>a</Content>"), AT)
    assert await room.post(foreign) == (403, "")
    assert room.rejected == {"foreign": 1}


async def test_a_stale_callback_is_refused(room: Room) -> None:
    old = room.sender.safe(says("text", "<Content>a</Content>"), AT - 601)
    assert await room.post(old) == (403, "")
    assert room.rejected == {"stale": 1}


@given(content=mutations([case[0].encode() for case in SAID.values()]))
@settings(max_examples=400, deadline=None)
async def test_mutated_content_is_read_or_refused(content: bytes) -> None:
    with suppress(CallbackError):
        heard = await opened(content)
        assert heard.message is None or heard.message.sender_id


@given(body=mutations([Sender(app_id=CORP).safe(case[0], AT).body for case in SAID.values()]))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_mutated_envelope_stores_nothing(room: Room, body: bytes) -> None:
    query = Sender(app_id=CORP).safe("<xml/>", AT).query  # signed, but for another content
    status, _ = await room.post(Callback(query, body))
    assert status in {400, 403}
    assert room.inbox.calls == 0


@given(
    query=st.dictionaries(
        st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr", "signature"]),
        st.text(st.characters(codec="utf-8"), max_size=60),
    ),
    body=st.binary(max_size=300),
)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_stranger_is_refused(room: Room, query: dict[str, str], body: bytes) -> None:
    assert (await room.post(Callback(query, body)))[0] in {400, 403}
    assert (await room.client.get(PATH, params=query)).status in {400, 403}
    assert room.inbox.calls == 0


# ---- settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("corp_id", "ww 1"),
        ("agent_id", 0),
        ("secret", "两个字"),
        ("token", "T" * 33),
        ("aes_key", "short"),
        ("api_base", "qyapi.example"),
    ],
)
def test_a_setting_that_cannot_be_is_named_without_telling_it(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        some_settings(**{name: value})
    assert name in str(caught.value)
    assert name == "agent_id" or str(value) not in str(caught.value)
