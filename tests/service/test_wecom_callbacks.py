"""What members' phones and the platform tell the application."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.platform.callbacks import Seal
from bot.channels.wecom.channel import PATH
from bot.channels.wecom.messages import Heard, Moved
from storage.codes import MessageKind
from storage.db import Database
from tests.service.fake_wechat import AES_KEY, event_xml
from tests.service.official_account_room import AT
from tests.service.wecom_calls import (
    CARD,
    CORP,
    SAID,
    Room,
    a_room,
    opened,
    says,
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


@pytest.mark.parametrize("case", SAID.values(), ids=SAID.keys())
async def test_whatever_a_member_does_is_read(
    room: Room, case: tuple[str, MessageKind, str, dict[str, Any]]
) -> None:
    xml, kind, text, data = case
    assert await room.hears(xml) == (200, "")
    heard = room.inbox.only
    assert (heard.channel, heard.sender_id, heard.chat_id) == ("wecom", "guowangge", "guowangge")
    assert (heard.kind, heard.text, heard.is_group) == (kind, text, False)
    assert data.items() <= heard.data.items()
    assert "RC" not in json.dumps(dict(heard.data))
    assert room.ignored == {}


@pytest.mark.parametrize(
    "event",
    [
        "enter_agent", "LOCATION", "view", "view_miniprogram", "scancode_push", "scancode_waitmsg",
        "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "batch_job_result", "inactive_alert",
        "open_approval_change", "share_agent_change", "share_chain_change", "close_inactive_agent",
        "reopen_inactive_agent", "low_active_alert", "low_active", "active_restored",
        "taskcard_click", "something_new",
    ],
)  # fmt: skip
async def test_an_event_that_asks_nothing_is_counted_and_answered(room: Room, event: str) -> None:
    assert await room.hears(tells(event, "<EventKey>http://x</EventKey>")) == (200, "")
    assert room.inbox.calls == 0
    assert room.ignored == {event.lower(): 1}


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        ("<ChangeType>delete_user</ChangeType><UserID>Li</UserID>", Moved("li")),
        (
            "<ChangeType>update_user</ChangeType><UserID>Li</UserID><NewUserID>Li2</NewUserID>",
            Moved("li", "li2"),
        ),
        (
            "<ChangeType>update_user</ChangeType><UserID>Li</UserID><Status>2</Status>",
            Moved("li"),
        ),
        (
            "<ChangeType>update_user</ChangeType><UserID>Li</UserID><Name>李</Name>",
            None,
        ),
        ("<ChangeType>create_user</ChangeType><UserID>Li</UserID>", None),
        ("<ChangeType>create_party</ChangeType><Id>2</Id>", None),
        ("<ChangeType>update_tag</ChangeType><TagId>1</TagId>", None),
    ],
)
async def test_of_the_directory_only_who_left_or_was_renamed_matters(
    fields: str, moved: Moved | None
) -> None:
    assert await opened(event_xml("change_contact", AT, fields, "sys")) == Heard(moved=moved)


async def test_two_presses_in_one_second_are_two_and_a_retry_is_none(room: Room) -> None:
    first = tells("template_card_event", CARD)
    await room.hears(first)
    await room.hears(first)
    await room.hears(tells("template_card_event", CARD.replace("report_in:12", "refuse:12")))
    assert [one.data["key"] for one in room.inbox.stored.values()] == ["report_in:12", "refuse:12"]


async def test_a_message_is_known_by_its_number(room: Room) -> None:
    await room.hears(says("text", "<Content>接单</Content>", 77))
    assert room.inbox.only.key == "77"


# ---- the address check -----------------------------------------------------------------------


async def test_the_address_check_gets_the_bare_words_inside(room: Room) -> None:
    sealed = Seal(AES_KEY, CORP).close("1616140317555161061")
    query = {"timestamp": str(AT), "nonce": "1372623149", "echostr": sealed}
    signed = room.sender.sign(str(AT), "1372623149", sealed)
    answer = await room.client.get(PATH, params={**query, "msg_signature": signed})
    assert (answer.status, await answer.text()) == (200, "1616140317555161061")
    answer = await room.client.get(PATH, params={**query, "msg_signature": signed[::-1]})
    assert (answer.status, await answer.text()) == (403, "")


async def test_a_file_under_an_id_that_no_platform_gives_is_not_asked_for(room: Room) -> None:
    await room.hears(says("image", f"<MediaId>{'[' * 4000}</MediaId><PicUrl>http://p/0</PicUrl>"))
    assert (room.inbox.only.kind, room.inbox.only.data["media_id"]) == (MessageKind.IMAGE, "")
