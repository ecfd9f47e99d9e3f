"""One replica at a time, and how far the platform's messages are fetched."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from storage import cursors, leases
from storage.db import Database

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def take(database: Database, holder: str, now: datetime, name: str = "socket") -> bool:
    return await database.tx(lambda session: leases.take(session, name, holder, now, MINUTE))


async def holder(database: Database, now: datetime) -> str | None:
    return await database.read(lambda session: leases.find_holder(session, "socket", now))


async def test_only_one_of_two_has_it_and_renews_it(database: Database) -> None:
    assert await take(database, "a", NOW)
    assert not await take(database, "b", NOW + MINUTE / 2)
    assert await take(database, "a", NOW + MINUTE / 2)
    assert not await take(database, "b", NOW + MINUTE)
    assert await holder(database, NOW + MINUTE) == "a"


async def test_what_is_not_renewed_is_taken_over(database: Database) -> None:
    assert await take(database, "a", NOW)
    assert await holder(database, NOW + MINUTE) is None
    assert await take(database, "b", NOW + MINUTE)
    assert not await take(database, "a", NOW + MINUTE)


async def test_who_leaves_lets_the_next_in_at_once_but_nobody_leaves_for_another(
    database: Database,
) -> None:
    assert await take(database, "a", NOW)
    await database.tx(lambda session: leases.leave(session, "socket", "b", NOW))
    assert not await take(database, "b", NOW)
    await database.tx(lambda session: leases.leave(session, "socket", "a", NOW))
    assert await take(database, "b", NOW)


async def test_different_things_are_held_by_different_replicas(database: Database) -> None:
    assert await take(database, "a", NOW)
    assert await take(database, "b", NOW, name="pull")


async def test_of_many_who_ask_at_once_one_gets_it(database: Database) -> None:
    got = await asyncio.gather(*(take(database, f"replica {n}", NOW) for n in range(8)))
    assert sum(got) == 1


async def test_a_cursor_moves_with_what_was_stored_or_not_at_all(database: Database) -> None:
    assert await database.read(lambda session: cursors.find(session, "kf:wk1")) == ""
    await database.tx(lambda session: cursors.move(session, "kf:wk1", "page 1", NOW))
    await database.tx(lambda session: cursors.move(session, "kf:wk1", "page 2", NOW))

    def breaks(session: Session) -> None:
        cursors.move(session, "kf:wk1", "page 3", NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.tx(breaks)
    assert await database.read(lambda session: cursors.find(session, "kf:wk1")) == "page 2"
    assert await database.read(lambda session: cursors.find(session, "kf:wk2")) == ""
