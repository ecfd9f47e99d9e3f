"""Many callers at one moment, one transaction."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlmodel import Session

from storage import inbox
from storage.db import Database, DatabaseUnavailableError
from storage.inbox import INBOX, Row
from storage.rows import values
from storage.together import Together
from tests.storage.cast import heard


def row(key: str) -> Row:
    return values(INBOX, heard(key))


async def test_callers_share_a_transaction_and_each_gets_its_own_answer(
    database: Database,
) -> None:
    sizes: list[int] = []

    def put(session: Session, rows: Sequence[Row]) -> Sequence[int | None]:
        sizes.append(len(rows))
        return inbox.put_rows(session, rows)

    together = Together(database, put)
    ids = await asyncio.gather(*(together.ask(row(f"{n % 90}")) for n in range(100)))
    assert [number is None for number in ids] == [n >= 90 for n in range(100)]
    assert len({number for number in ids if number is not None}) == 90
    assert len(sizes) < 10
    assert await together.ask(row("one more")) is not None
    assert await database.read(inbox.count_waiting) == 91


async def test_one_bad_item_harms_only_its_caller(database: Database) -> None:
    together = Together(database, inbox.put_rows)
    bad = {**row("bad"), "sent_at": "yesterday"}
    asked = [together.ask(item) for item in (row("1"), bad, row("2"))]
    first, second, third = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(first, int)
    assert isinstance(second, Exception)
    assert isinstance(third, int)


async def test_a_caller_who_went_away_harms_nobody(database: Database) -> None:
    together = Together(database, inbox.put_rows)
    gone = asyncio.create_task(together.ask(row("gone")))
    stays = asyncio.create_task(together.ask(row("stays")))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays is not None


async def test_all_are_told_when_the_database_is_away(empty_sqlite_url: str) -> None:
    database = Database.open(empty_sqlite_url)
    together = Together(database, inbox.put_rows)
    asked = [together.ask(row(f"{n}")) for n in range(5)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(result, DatabaseUnavailableError) for result in results)
    database.create_all()
    with pytest.raises(DatabaseUnavailableError):
        raise results[0]  # type: ignore[misc]
    assert await together.ask(row("after")) is not None
    await database.close()
