"""When a resident has not written for 48 hours, and when a survey can be tapped."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.base import SendLater, SendRefused, SendSpared, WindowClosed
from storage import inbox, outbox
from storage.codes import MessageKind, OutboxState
from storage.db import Database
from storage.tables.message import InboundMessage, OutboundMessage
from tests.service.fake_wechat import AUNTIE, FakePlatform
from tests.service.official_account_room import NOW, Room, a_room, some_settings, words_to


class Platform(FakePlatform):
    """It takes notices too, or refuses them with a code."""

    subscription = 0
    template = 0

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[tuple[str, dict[str, Any]]] = []

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/cgi-bin/message/subscribe/bizsend", self._subscription)
        app.router.add_post("/cgi-bin/message/template/send", self._template)
        return app

    async def _subscription(self, request: web.Request) -> web.Response:
        return await self._notice("subscription", self.subscription, request)

    async def _template(self, request: web.Request) -> web.Response:
        return await self._notice("template", self.template, request)

    async def _notice(self, way: str, code: int, request: web.Request) -> web.Response:
        if not code:
            self.notices.append((way, await request.json()))
        return web.json_response({"errcode": code, "errmsg": "", "msgid": 7})


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
async def base(aiohttp_server: Any, platform: Platform) -> str:
    server: TestServer = await aiohttp_server(platform.app())
    return str(server.make_url(""))


@pytest.fixture
async def room(base: str, sqlite_database: Database) -> AsyncIterator[Room]:
    settings = some_settings(api_base=base, template_id="TPL", subscription_id="SUB")
    room = a_room(sqlite_database, settings)
    yield room
    await room.account.stop()


async def wrote(database: Database, room: Room, key: str) -> None:
    now = room.clock.now()
    row = InboundMessage(
        county_id=1,
        channel="official_account",
        key=key,
        chat_id=AUNTIE,
        sender_id=AUNTIE,
        kind=MessageKind.TEXT,
        sent_at=now,
        received_at=now,
        next_attempt_at=now,
    )
    await database.tx(lambda session: inbox.put(session, [row]))


async def test_within_48_hours_the_words_themselves_are_sent(
    room: Room, platform: Platform, sqlite_database: Database
) -> None:
    await wrote(sqlite_database, room, "1")
    room.clock.set(NOW + timedelta(hours=47))
    await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))
    assert platform.words == ["您反映的事办好了。"]
    assert not platform.notices


async def test_after_48_hours_a_notice_is_given_and_the_words_wait(
    room: Room, platform: Platform, sqlite_database: Database
) -> None:
    await wrote(sqlite_database, room, "1")
    room.clock.set(NOW + timedelta(hours=48))
    for _ in range(3):
        with pytest.raises(SendLater) as caught:
            await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))
        assert caught.value.seconds == 7200
    ((way, notice),) = platform.notices  # one notice, however many messages wait
    assert (way, notice["template_id"], notice["touser"]) == ("subscription", "SUB", AUNTIE)
    assert set(notice["data"]) == {"thing1", "thing2", "time3"}
    assert notice["data"]["time3"] == {"value": "2025-03-05 09:00"}
    assert all(len(one["value"]) <= 20 for one in notice["data"].values())
    assert not platform.words
    await wrote(sqlite_database, room, "2")
    await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))
    assert platform.words == ["您反映的事办好了。"]


async def test_the_sixth_message_waits_for_the_resident(
    room: Room, platform: Platform, sqlite_database: Database
) -> None:
    await wrote(sqlite_database, room, "1")
    for number in range(5):
        await room.account.send(words_to(AUNTIE, "进展。", key=f"say:{number}"))
    with pytest.raises(SendLater):
        await room.account.send(words_to(AUNTIE, "进展。", key="say:6"))
    assert len(platform.words) == 5
    assert len(platform.notices) == 1


async def test_who_takes_no_subscription_gets_a_template_message(
    room: Room, platform: Platform
) -> None:
    platform.subscription = 43101
    with pytest.raises(SendLater):
        await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))
    assert [way for way, _ in platform.notices] == ["template"]


async def test_who_takes_no_notice_at_all_is_reached_another_way(
    room: Room, platform: Platform
) -> None:
    platform.subscription = platform.template = 43101
    with pytest.raises(SendRefused, match="不接收公众号的通知"):
        await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))


async def test_the_last_two_messages_are_kept_for_the_result_and_the_question(
    room: Room, platform: Platform, sqlite_database: Database
) -> None:
    await wrote(sqlite_database, room, "1")
    going = {"text_key": "told.accepted_reporter"}
    for number in range(3):
        said = words_to(AUNTIE, f"进展{number}", key=f"say:{number}", **going)
        await room.account.send(said)
    with pytest.raises(SendSpared, match="留给办理结果和回访"):
        await room.account.send(words_to(AUNTIE, "进展4", key="say:4", **going))
    await room.account.send(words_to(AUNTIE, "办好了。", key="say:5"))
    await room.account.send(words_to(AUNTIE, "解决了吗？", key="say:6"))
    assert platform.words == ["进展0", "进展1", "进展2", "办好了。", "解决了吗？"]


async def test_the_platform_knows_better_when_the_window_is_closed(
    room: Room, platform: Platform, sqlite_database: Database
) -> None:
    await wrote(sqlite_database, room, "1")
    platform.sending.append(45015)
    with pytest.raises(SendLater):
        await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))
    assert len(platform.notices) == 1


async def test_without_a_template_the_platform_is_asked_all_the_same(
    base: str, platform: Platform, sqlite_database: Database
) -> None:
    room = a_room(sqlite_database, some_settings(api_base=base))
    await room.account.send(words_to(AUNTIE, "您反映的事办好了。"))
    assert platform.words == ["您反映的事办好了。"]
    platform.sending.append(45047)
    with pytest.raises(WindowClosed, match="45047"):
        await room.account.send(words_to(AUNTIE, "还有一件。", key="say:2"))
    await room.account.stop()


async def test_what_waited_is_due_as_soon_as_the_resident_writes(
    room: Room, sqlite_database: Database
) -> None:
    row = words_to(AUNTIE, "您反映的事办好了。")
    message_id = await sqlite_database.tx(lambda session: outbox.put(session, row)) or 0

    def held(session: Any) -> None:
        outbox.claim(session, NOW, 10, timedelta(seconds=90))
        outbox.later(session, message_id, NOW + timedelta(hours=2), "", NOW)

    await sqlite_database.tx(held)
    await room.account._speaking.heard(AUNTIE)
    kept = await sqlite_database.read(lambda session: session.get_one(OutboundMessage, message_id))
    assert (kept.state, kept.not_before) == (OutboxState.WAITING, NOW)


# ---- surveys ---------------------------------------------------------------------------------

QUESTION = (
    "您好，您反映的“路灯不亮”，城管局反馈：已修好。请问问题解决了吗？"
    "回复1已解决、2部分解决、3没解决，也可以直接打字。"
)


async def test_a_survey_can_be_tapped(
    room: Room, platform: Platform, sqlite_database: Database
) -> None:
    await wrote(sqlite_database, room, "1")
    await room.account.send(words_to(AUNTIE, QUESTION, text_key="remind.survey_ask"))
    (sent,) = platform.sent
    assert sent["msgtype"] == "msgmenu"
    assert sent["msgmenu"] == {
        "head_content": "您好，您反映的“路灯不亮”，城管局反馈：已修好。请问问题解决了吗？",
        "list": [
            {"id": "say:1", "content": "已解决"},
            {"id": "say:2", "content": "部分解决"},
            {"id": "say:3", "content": "没解决"},
        ],
        "tail_content": "也可以直接打字。",
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (QUESTION, "resident.question"),  # a tap would leave a minute, and the case goes on
        ("谢谢您的评价，已办结。", "survey.thanks"),
        (QUESTION + "长。" * 1000, "remind.survey_ask"),
    ],
)
async def test_everything_else_is_words(
    room: Room, platform: Platform, sqlite_database: Database, text: str, key: str
) -> None:
    await wrote(sqlite_database, room, "1")
    await room.account.send(words_to(AUNTIE, text, text_key=key))
    assert {one["msgtype"] for one in platform.sent} == {"text"}
