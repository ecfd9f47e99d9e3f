"""The console's page of what could not be delivered or read."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from storage.codes import InboxState, OutboxState, TaskKind
from storage.tables.case import Task
from tests.fakes import arrived, to_say
from tests.service.test_console import page
from tests.service.webchat_room import TUESDAY, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def test_what_was_not_delivered_or_not_read_is_listed(room: Room) -> None:
    assert "都送到了" in await page(room, "trouble")

    def add(session: Session) -> None:
        lost: dict[str, Any] = {"state": OutboxState.REFUSED, "error": "48小时内没有说过话"}
        session.add(to_say("lost", text="已登记 #00101", **lost))
        session.add(arrived("dead", text="看不懂的", state=InboxState.DEAD, attempts=5))
        task = Task(
            county_id=1, key="t", kind=TaskKind.DELIVERY, title="打电话告诉", created_at=TUESDAY
        )
        session.add(task)

    await room.db.tx(add)
    text = await page(room, "trouble")
    for words in (
        "对方收不了",
        "48小时内没有说过话",
        "私聊 高**",
        "看不懂的",
        "5次",
        "王**",
        "打电话告诉",
    ):
        assert words in text
