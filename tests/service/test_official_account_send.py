"""What the official account says, to a platform that has its moods."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout
from aiohttp.test_utils import TestServer, unused_port

from bot.channels.base import NeedsMending, SendLater, SendRefused, WindowClosed
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT, Do, outcome
from bot.channels.platform.pieces import split_text
from bot.channels.platform.tokens import Token
from storage.db import Database
from tests.service.fake_wechat import APP_SECRET, AUNTIE, UNCLE, FakePlatform, Trouble
from tests.service.official_account_room import NOW, Line, a_line, a_room, some_settings, words_to


@pytest.fixture
async def line(aiohttp_server: Any, sqlite_database: Database) -> AsyncIterator[Line]:
    platform = FakePlatform()
    server: TestServer = await aiohttp_server(platform.app())
    line = a_line(sqlite_database, platform, str(server.make_url("")))
    await line.account.start()
    yield line
    await line.account.stop()


# ---- plain sending ---------------------------------------------------------------------------


async def test_words_reach_the_resident_in_plain_chinese(line: Line) -> None:
    receipt = await line.account.send(words_to(AUNTIE, "收到,网格员马上来看。😷"))
    assert receipt == "ok"
    (sent,) = line.platform.sent
    assert sent == {
        "touser": AUNTIE,
        "msgtype": "text",
        "text": {"content": "收到,网格员马上来看。😷"},
    }
    assert "收到,网格员马上来看。😷".encode() in line.platform.raw[0]


async def test_a_long_text_goes_in_pieces_cut_between_sentences(line: Line) -> None:
    text = "".join(f"第{number}件事已经办好了,请您放心。" for number in range(100))
    await line.account.send(words_to(AUNTIE, text))
    assert len(line.platform.words) == 3
    assert "".join(line.platform.words) == text
    assert all(piece.endswith("。") for piece in line.platform.words)
    assert all(len(piece.encode()) <= 2048 for piece in line.platform.words)


async def test_pieces_already_said_are_not_said_again(line: Line) -> None:
    text = "\n".join(f"第{number}件事办好了。" * 60 for number in range(3))
    line.platform.sending.extend([0, -1])
    await line.later(text)
    await line.account.send(words_to(AUNTIE, text))
    assert "".join(line.platform.words) == text.replace("\n", "")
    await line.account.send(words_to(UNCLE, text, key="say:2"))
    assert len(line.platform.words) == 6


async def test_the_memory_of_pieces_is_bounded(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.platform.progress._UNFINISHED", 2)
    for number in range(5):
        line.platform.sending.extend([0, -1])
        with pytest.raises(SendLater):
            await line.account.send(words_to(AUNTIE, "漏。" * 500, key=f"say:{number}"))
    assert list(line.account._speaking._progress._said) == ["say:3", "say:4"]


async def test_a_card_becomes_words_that_can_be_answered(line: Line) -> None:
    card = {
        "title": "新事件",
        "buttons": [{"key": "accept:12", "label": "接单"}, {"key": "up:12", "label": "转上级"}],
    }
    await line.account.send(words_to(AUNTIE, "新事件 #00012,请接单。", card=card))
    await line.account.send(words_to(AUNTIE, "", key="say:2", card=card))
    await line.account.send(words_to(AUNTIE, "请回复:接单、转上级。", key="say:3", card=card))
    first, second, third = line.platform.words
    assert first.startswith("新事件 #00012,请接单。\n")
    assert "转上级" in first
    assert second.startswith("新事件\n")
    assert "“接单”“转上级”" in second
    assert third == "请回复:接单、转上级。"


@pytest.mark.parametrize("more", [{"text": " \n "}, {"text": "漏。" * 5000}, {"is_group": True}])
async def test_what_cannot_be_said_here_is_refused_before_a_word_is_said(
    line: Line, more: dict[str, Any]
) -> None:
    assert await line.refused(**more)
    assert not line.platform.sent


# ---- error codes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [(45015, "48小时"), (45047, "条数"), (43004, "没有关注"), (40003, "openid")],
)
async def test_a_final_no_is_refused_with_a_reason(line: Line, code: int, words: str) -> None:
    line.platform.sending.append(code)
    reason = await line.refused()
    assert words in reason
    assert str(code) in reason


@pytest.mark.parametrize(
    ("code", "seconds"),
    [(-1, 5), (45009, 3600), (45011, 60), (45033, 5), (48001, 600), (99999, None)],
)
async def test_a_passing_no_is_tried_later(line: Line, code: int, seconds: float | None) -> None:
    line.platform.sending.append(code)
    assert (await line.later()).seconds == seconds
    await line.account.send(words_to(AUNTIE, "收到。"))
    assert line.platform.words == ["收到。"]


TROUBLES = {
    "an error of the server": Trouble(500),
    "a bad gateway": Trouble(502, b"<html>"),
    "a redirect": Trouble(302),
    "no JSON": Trouble(200, b"<html>"),
    "JSON that is no object": Trouble(200, b"[]"),
    "an odd error code": Trouble(200, b'{"errcode": "x"}'),
    "nested JSON": Trouble(200, b"[" * 100_000),
    "a flood": Trouble(200, b" " * 2_000_000),
    "broken UTF-8": Trouble(200, b"\xff\xfe\x00"),
    "hanging up": Trouble(hangs_up=True),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
async def test_an_answer_that_is_none_means_later(line: Line, trouble: Trouble) -> None:
    line.platform.sending.append(trouble)
    await line.later()
    assert not line.platform.sent


async def test_a_platform_that_does_not_answer_means_later(line: Line) -> None:
    line.platform.fetching.append(Trouble(hangs=True))
    api = Api(line.base, timeout=ClientTimeout(total=0.1))
    with pytest.raises(SendLater, match="没有按时"):
        await api.post("/cgi-bin/stable_token", {})
    await api.close()


async def test_a_platform_that_is_not_there_means_later(sqlite_database: Database) -> None:
    account = a_room(
        sqlite_database, some_settings(api_base=f"http://127.0.0.1:{unused_port()}")
    ).account
    with pytest.raises(SendLater, match="连不上平台"):
        await account.send(words_to(AUNTIE, "收到。"))
    await account.stop()


async def test_a_session_that_was_given_is_left_open(line: Line, sqlite_database: Database) -> None:
    async with ClientSession() as session:
        room = a_room(sqlite_database, some_settings(api_base=line.base), session)
        await room.account.send(words_to(AUNTIE, "收到。"))
        await room.account.stop()
        assert not session.closed


def test_every_error_code_has_a_reason_in_chinese() -> None:
    for code, meaning in OFFICIAL_ACCOUNT.items():
        error = outcome(ApiError(code, "the hint"), OFFICIAL_ACCOUNT)
        assert error.reason.startswith(meaning.reason)
        assert isinstance(error, SendLater) == (meaning.do in {Do.RETRY, Do.REFRESH, Do.ALARM})
        assert isinstance(error, NeedsMending) == (meaning.do is Do.ALARM)
        assert isinstance(error, WindowClosed) == (meaning.do is Do.WAIT_FOR_USER)
        assert "hint" not in str(error)


async def test_the_address_to_be_allowed_is_told(line: Line) -> None:
    line.platform.fetching.append(40164)
    error = await line.later()
    assert "白名单" in error.reason
    assert "203.0.113.9" in error.reason


# ---- secrets ---------------------------------------------------------------------------------


async def test_no_secret_is_in_any_error_or_log(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await line.account.send(words_to(AUNTIE, "一"))
    line.platform.sending.extend([*TROUBLES.values(), -1, 40003])
    said = []
    for _ in range(len(line.platform.sending)):
        with pytest.raises((SendLater, SendRefused)) as caught:
            await line.account.send(words_to(AUNTIE, "二", key="say:2"))
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None or caught.value.__suppress_context__
        said.append(repr(caught.value))
    ours = [one.getMessage() for one in caplog.records if one.name != "aiohttp.access"]
    everything = "".join(ours + said)
    for secret in (APP_SECRET, line.platform.current, "token%2B", AUNTIE):
        assert secret not in everything
    assert "T1" not in repr(Token("T1", NOW))


# ---- pieces ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("路灯", ["路灯"]),
        ("一二三四。五六七八。", ["一二三四。", "五六七八。"]),
        ("一二三四\n五六七八", ["一二三四", "五六七八"]),
        ("一二,三四五六七八", ["一二,", "三四五六七", "八"]),
        ("一二，三四五六七八", ["一二，", "三四五六七", "八"]),
        ("一二三四五六七八", ["一二三四五", "六七八"]),
        ("😷😷😷😷😷", ["😷😷😷", "😷😷"]),
    ],
)
def test_text_is_cut_where_it_hurts_least(text: str, pieces: list[str]) -> None:
    assert split_text(text, 15) == pieces
