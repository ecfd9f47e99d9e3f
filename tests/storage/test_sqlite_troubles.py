"""A SQLite file that is locked, full, read-only, gone or broken: said clearly, nothing lost."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from storage.db import Database, DatabaseUnavailableError, Trouble
from storage.engines import parse_url
from storage.tables import Counter


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(str(parse_url(sqlite_url).database))


@pytest.fixture
async def hasty(sqlite_url: str) -> AsyncIterator[Database]:
    """A database that waits for a lock only a moment."""
    opened = Database.open(sqlite_url, give_up_after=timedelta(seconds=0.2))
    yield opened
    await opened.close()


async def write(database: Database, name: str) -> None:
    await database.tx(lambda session: session.add(Counter(county_id=1, name=name)))


async def count_rows(database: Database) -> int:
    return await database.read(lambda s: s.exec(select(func.count()).select_from(Counter)).one())


async def trouble_when_writing(database: Database) -> DatabaseUnavailableError:
    with pytest.raises(DatabaseUnavailableError) as caught:
        await write(database, "not written")
    return caught.value


async def pragma(database: Database, setting: str) -> None:
    await database.tx(lambda session: session.connection().execute(text(f"PRAGMA {setting}")))


async def test_a_locked_database_is_waited_for_then_told_and_recovers(
    hasty: Database, path: Path
) -> None:
    await write(hasty, "before")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    trouble = await trouble_when_writing(hasty)
    assert trouble.kind is Trouble.LOCKED
    assert "占着" in str(trouble)
    assert await count_rows(hasty) == 1
    waiting = asyncio.create_task(write(hasty, "waited"))
    await asyncio.sleep(0.05)
    other.execute("COMMIT")
    other.close()
    await waiting
    await write(hasty, "after")
    assert await count_rows(hasty) == 3


async def test_all_who_wait_for_a_locked_database_are_told_together(
    hasty: Database, path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = [write(hasty, f"{n}") for n in range(40)]
    results = await asyncio.wait_for(asyncio.gather(*writing, return_exceptions=True), 2)
    other.close()
    assert all(isinstance(result, DatabaseUnavailableError) for result in results)
    assert len({id(result) for result in results}) == 40
    assert await count_rows(hasty) == 0


async def test_a_full_disk_loses_only_what_did_not_fit(hasty: Database) -> None:
    await write(hasty, "before")
    pages = await hasty.tx(lambda s: s.connection().execute(text("PRAGMA page_count")).scalar_one())
    await pragma(hasty, f"max_page_count = {pages + 1}")
    big = "x" * 100_000
    small = [write(hasty, f"{n}") for n in range(5)]
    results = await asyncio.gather(write(hasty, big), *small, return_exceptions=True)
    assert isinstance(results[0], DatabaseUnavailableError)
    assert results[0].kind is Trouble.FULL
    assert "腾出空间" in str(results[0])
    assert results[1:] == [None] * 5
    await pragma(hasty, "max_page_count = 1000000")
    await write(hasty, big)
    assert await count_rows(hasty) == 7


async def test_a_read_only_database_is_told_and_recovers(hasty: Database) -> None:
    await write(hasty, "before")
    await pragma(hasty, "query_only = ON")
    trouble = await trouble_when_writing(hasty)
    assert trouble.kind is Trouble.READ_ONLY
    assert "权限" in str(trouble)
    await write(hasty, "after")
    assert await count_rows(hasty) == 2


async def test_a_file_that_is_gone_is_told_and_found_again(hasty: Database, path: Path) -> None:
    await write(hasty, "before")
    away = path.with_name("away.db")
    path.rename(away)
    trouble = await trouble_when_writing(hasty)
    assert trouble.kind is Trouble.MISSING
    assert "GRIDWHISTLE_DATABASE_URL" in str(trouble)
    with pytest.raises(DatabaseUnavailableError):
        await count_rows(hasty)
    assert not path.exists()
    away.rename(path)
    await write(hasty, "after")
    assert await count_rows(hasty) == 2


async def test_a_file_put_in_its_place_is_used(
    hasty: Database, path: Path, sqlite_template: Path
) -> None:
    await write(hasty, "in the old file")
    assert await count_rows(hasty) == 1
    path.unlink()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(sqlite_template, path)
    await write(hasty, "in the new file")
    assert await count_rows(hasty) == 1


async def test_a_file_that_never_was_is_not_made_by_chance(tmp_path: Path) -> None:
    database = Database.open(str(tmp_path / "typo.db"))
    trouble = await trouble_when_writing(database)
    assert trouble.kind is Trouble.MISSING
    assert "gridwhistle migrate" in str(trouble)
    assert list(tmp_path.iterdir()) == []
    await database.close()


async def test_a_broken_file_is_told_and_its_backup_is_used(hasty: Database, path: Path) -> None:
    backup = path.read_bytes()
    path.write_bytes(b"this is no database" * 1000)
    for doing in (write(hasty, "lost"), count_rows(hasty)):
        with pytest.raises(DatabaseUnavailableError, match="备份") as caught:
            await doing
        assert caught.value.kind is Trouble.CORRUPT
    path.write_bytes(backup)
    await write(hasty, "after")
    assert await count_rows(hasty) == 1


async def test_a_database_without_tables_asks_for_the_migration(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    database = Database.open(str(path))
    trouble = await trouble_when_writing(database)
    assert trouble.kind is Trouble.NOT_MIGRATED
    database.create_all()
    await write(database, "after")
    await database.close()


async def test_a_failed_commit_fails_everybody_who_shared_it(hasty: Database) -> None:
    def dangling(session: Session) -> None:
        session.connection().execute(text("PRAGMA defer_foreign_keys = ON"))
        session.connection().execute(
            text(
                "INSERT INTO identity (county_id, person_id, channel, external_id)"
                " VALUES (99, 99, 'webchat', 'nobody')"
            )
        )

    units = [hasty.tx(dangling), *(write(hasty, f"{n}") for n in range(5))]
    results = await asyncio.gather(*units, return_exceptions=True)
    shared = [result for result in results if result is not None]
    assert shared
    assert await count_rows(hasty) == 6 - len(shared)
    await write(hasty, "after")


@pytest.mark.parametrize(
    "address", ["mysql://h/d", "sqlite://", "sqlite:///:memory:", ":memory:", "", "http://", "://"]
)
def test_an_address_that_leads_nowhere_is_told_at_once(address: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match="GRIDWHISTLE_DATABASE_URL") as caught:
        Database.open(address)
    assert caught.value.kind is Trouble.ADDRESS
