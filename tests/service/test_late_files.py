"""A picture that could not be had with its message follows, or the message says that it is missing."""

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.api import ApiError, File
from bot.channels.platform.errcodes import CUSTOMER_SERVICE
from bot.channels.platform.ground import Ground
from bot.channels.platform.late_files import LateFiles
from storage import inbox, media
from storage.clock import SetClock
from storage.codes import MessageKind
from storage.db import Database
from storage.tables.message import InboundMessage
from tests.service.wecom_kf_room import JPEG

NOW = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)
BUSY, GONE = ApiError(-1), ApiError(40007)


class Platform:
    """Answers each try with what is next; with the picture when nothing is."""

    def __init__(self, *answers: Exception) -> None:
        self.answers = deque(answers)
        self.wanted: list[str] = []

    async def fetch(self, media_id: str) -> File:
        self.wanted.append(media_id)
        if self.answers:
            raise self.answers.popleft()
        return File(JPEG)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.platform.late_files._PAUSES", (0.01, 0.01))


def a_row(key: str = "1", **more: Any) -> InboundMessage:
    given: dict[str, Any] = {
        "county_id": 1,
        "channel": "wecom_kf",
        "key": key,
        "chat_id": "wm1",
        "sender_id": "wm1",
        "kind": MessageKind.IMAGE,
        "data": {"media_id": f"M{key}"},
        "sent_at": NOW,
        "received_at": NOW,
        "next_attempt_at": NOW,
    }
    return InboundMessage(**(given | more))


async def stored(db: Database) -> dict[str, dict[str, object]]:
    def read(session: Session) -> dict[str, dict[str, object]]:
        return {row.key: dict(row.data) for row in session.exec(select(InboundMessage))}

    return await db.read(read)


async def after_a_start(
    db: Database, platform: Platform, folder: Path, *rows: InboundMessage
) -> None:
    """A service starts, and does what it has to about these messages."""
    await db.tx(lambda session: inbox.put(session, list(rows)))
    ground = Ground(_never, db, SetClock(NOW + timedelta(hours=1)), folder)
    late = LateFiles("wecom_kf", platform.fetch, CUSTOMER_SERVICE, ground)
    await late.start()
    await asyncio.gather(*late.fetching)
    await late.stop()


async def _never(_messages: object) -> None:
    raise AssertionError


async def test_what_a_stopped_service_left_is_fetched_by_the_next(
    sqlite_database: Database, tmp_path: Path
) -> None:
    platform = Platform(BUSY, SendLater("away"))
    await after_a_start(sqlite_database, platform, tmp_path, a_row())
    data = (await stored(sqlite_database))["1"]
    assert media.path_of(tmp_path, str(data["file"])).read_bytes() == JPEG
    assert platform.wanted == ["M1"] * 3


async def test_what_never_comes_is_said_to_be_missing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    await after_a_start(sqlite_database, Platform(*[BUSY] * 3), tmp_path, a_row())
    assert (await stored(sqlite_database))["1"]["not_kept"] == "多次没有取到，请向对方再要一次。"


async def test_what_the_platform_has_no_more_is_not_asked_for_again(
    sqlite_database: Database, tmp_path: Path
) -> None:
    platform = Platform(GONE)
    await after_a_start(sqlite_database, platform, tmp_path, a_row())
    assert "已经过期" in str((await stored(sqlite_database))["1"]["not_kept"])
    assert platform.wanted == ["M1"]


async def test_only_what_is_missing_and_fresh_is_asked_for(
    sqlite_database: Database, tmp_path: Path
) -> None:
    platform = Platform()
    await after_a_start(
        sqlite_database,
        platform,
        tmp_path,
        a_row("here", data={"media_id": "M", "file": "x.jpg"}),
        a_row("given up", data={"media_id": "M", "not_kept": "…"}),
        a_row("old", received_at=NOW - timedelta(days=4)),
        a_row("words", kind=MessageKind.TEXT, data={}),
        a_row("elsewhere", channel="wecom"),
    )
    assert platform.wanted == []


async def test_nothing_follows_before_the_message_is_stored(
    sqlite_database: Database, tmp_path: Path
) -> None:
    platform = Platform(BUSY)
    ground = Ground(_never, sqlite_database, SetClock(NOW), tmp_path)
    late = LateFiles("wecom_kf", platform.fetch, CUSTOMER_SERVICE, ground)
    heard = Inbound("wecom_kf", "1", "wm1", "wm1", MessageKind.IMAGE, NOW, data={"media_id": "M1"})
    assert await late.at_once(heard, 5.0) == heard
    assert not late.fetching
    await sqlite_database.tx(lambda session: inbox.put(session, [a_row()]))
    late.follow(heard)
    await asyncio.gather(*late.fetching)
    assert (await stored(sqlite_database))["1"]["mime"] == "image/jpeg"
    assert await late.at_once(heard, 5.0) != heard
