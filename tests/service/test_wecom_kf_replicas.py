"""Two replicas and one account: one fetches at a time, and nothing is lost between them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.channels.wecom_kf.pulling import LEASE
from storage import leases
from storage.db import Database
from tests.service.wecom_kf_room import ACCOUNT, NOW, FakeDesk, Room, a_room, seed, text

NAME = f"wecom_kf:{ACCOUNT}"


@pytest.fixture
async def replicas(
    database: Database, database_url: str, tmp_path: Path, aiohttp_server: Any
) -> AsyncIterator[tuple[Room, Room]]:
    await seed(database)
    desk = FakeDesk()
    base = str((await aiohttp_server(desk.app())).make_url(""))
    another = Database.open(database_url)
    async with (
        a_room(database, tmp_path, desk, base) as room,
        a_room(another, tmp_path, desk, base) as other,
    ):
        yield room, other
    await another.close()


async def begun(room: Room) -> None:
    while not room.desk.pulls:
        await asyncio.sleep(0.01)


async def test_while_one_fetches_the_other_waits_and_looks_after_it(
    replicas: tuple[Room, Room],
) -> None:
    room, other = replicas
    room.desk.gate = asyncio.Event()
    first = asyncio.create_task(room.pull(text("路灯不亮")))
    await begun(room)
    other.kf.puller.tell("ENC2")
    assert await other.kf.puller.step() == 0
    assert len(room.desk.pulls) == 1
    room.desk.gate.set()
    await first
    room.desk.items.append(text("来得晚的一句"))
    assert await other.kf.puller.step() == 1
    assert [row.text for row in await other.stored()] == ["路灯不亮", "来得晚的一句"]
    assert room.desk.pulls[-1]["cursor"] == "C1"


async def test_both_told_at_once_fetch_one_after_the_other(replicas: tuple[Room, Room]) -> None:
    room, other = replicas
    room.desk.page = 3
    room.desk.items.extend(text(f"第{n}句") for n in range(20))
    for _ in range(3):
        await asyncio.gather(room.kf.puller.step(), other.kf.puller.step())
    assert [row.text for row in await room.stored()] == [f"第{n}句" for n in range(20)]
    starts = [pull.get("cursor", "C0") for pull in room.desk.pulls]
    assert [one for one in starts if one != "C20"] == [f"C{3 * n}" for n in range(7)]


async def test_who_lost_the_lease_stores_nothing(replicas: tuple[Room, Room]) -> None:
    room, _ = replicas
    room.desk.gate = asyncio.Event()
    slow = asyncio.create_task(room.pull(text("路灯不亮")))
    await begun(room)

    def take_over(session: Session) -> bool:
        leases.leave(session, NAME, room.kf.puller.holder, NOW)
        return leases.take(session, NAME, "another", NOW, LEASE)

    assert await room.db.tx(take_over)
    room.desk.gate.set()
    assert await slow == []
    assert await room.cursor() == ""


async def test_one_that_died_is_taken_over_when_its_lease_ends(
    replicas: tuple[Room, Room],
) -> None:
    room, other = replicas
    await room.db.tx(lambda session: leases.take(session, NAME, "dead", NOW, LEASE))
    assert await other.pull(text("路灯不亮")) == []
    other.later(LEASE.total_seconds())
    assert len(await other.pull()) == 1
