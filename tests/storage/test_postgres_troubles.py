"""A PostgreSQL that is locked, full, read-only or gone: said clearly, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text
from sqlmodel import Session, func, select

from storage.db import Database, DatabaseUnavailableError, Trouble
from storage.postgres_lanes import TRIES
from storage.tables import Counter

pytestmark = pytest.mark.postgres


@pytest.fixture
async def hasty(postgres_url: str) -> AsyncIterator[Database]:
    """A database that waits for a lock only a moment."""
    opened = Database.open(postgres_url, give_up_after=timedelta(seconds=0.2))
    yield opened
    await opened.close()


def in_server(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement))


async def write(database: Database, name: str) -> None:
    await database.tx(lambda session: session.add(Counter(county_id=1, name=name)))


async def count_rows(database: Database) -> int:
    return await database.read(lambda s: s.exec(select(func.count()).select_from(Counter)).one())


async def test_a_lock_is_waited_for_then_told_and_recovers(
    hasty: Database, postgres_url: str
) -> None:
    await write(hasty, "case")

    def count_up(session: Session) -> None:
        session.exec(select(Counter)).one().value += 1

    with psycopg.connect(postgres_url) as other:
        other.execute("UPDATE counter SET value = 10")
        with pytest.raises(DatabaseUnavailableError, match="占着") as caught:
            await hasty.tx(count_up)
        assert caught.value.kind is Trouble.LOCKED
        assert await count_rows(hasty) == 1
    await hasty.tx(count_up)
    assert await hasty.read(lambda s: s.exec(select(Counter.value)).one()) == 11


async def test_cut_connections_are_made_anew_without_anybody_noticing(
    hasty: Database, postgres_url: str
) -> None:
    await asyncio.gather(*(write(hasty, f"{n}") for n in range(12)))
    in_server(
        postgres_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await asyncio.gather(*(write(hasty, f"after {n}") for n in range(12)))
    assert await count_rows(hasty) == 24


async def test_a_stand_by_is_told_and_left_after_the_switch_over(
    hasty: Database, postgres_url: str
) -> None:
    await write(hasty, "before")
    name = make_url(postgres_url).database
    alter = f"ALTER DATABASE {name} SET default_transaction_read_only"
    in_server(postgres_url, f"{alter} = on")
    await hasty.close()
    hasty = Database.open(postgres_url)
    with pytest.raises(DatabaseUnavailableError, match="备库") as caught:
        await write(hasty, "lost")
    assert caught.value.kind is Trouble.READ_ONLY
    in_server(postgres_url, "SET default_transaction_read_only = off", f"{alter} = off")
    await write(hasty, "after")
    assert await count_rows(hasty) == 2
    await hasty.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", Trouble.FULL),
        ("53300", Trouble.UNREACHABLE),
        ("58030", Trouble.UNREACHABLE),
        ("XX001", Trouble.CORRUPT),
        ("42501", Trouble.READ_ONLY),
    ],
)
async def test_what_the_server_complains_of_is_told(
    hasty: Database, code: str, kind: Trouble
) -> None:
    complain = text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")
    with pytest.raises(DatabaseUnavailableError) as caught:
        await hasty.tx(lambda session: session.connection().execute(complain))
    assert caught.value.kind is kind
    await write(hasty, "after")


async def test_a_collision_that_never_ends_is_told_after_some_tries(hasty: Database) -> None:
    tried = []
    collide = text("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$")

    def unit(session: Session) -> None:
        tried.append(1)
        session.connection().execute(collide)

    with pytest.raises(DatabaseUnavailableError) as caught:
        await hasty.tx(unit)
    assert caught.value.kind is Trouble.LOCKED
    assert len(tried) == TRIES


async def test_a_database_without_tables_asks_for_the_migration(empty_postgres_url: str) -> None:
    database = Database.open(empty_postgres_url)
    with pytest.raises(DatabaseUnavailableError, match="gridwhistle migrate"):
        await write(database, "lost")
    database.create_all()
    await write(database, "after")
    await database.close()


async def test_a_server_that_is_away_is_told_without_the_password() -> None:
    database = Database.open("postgresql://guo:geheim@127.0.0.1:1/qinghe")
    for doing in (write(database, "lost"), count_rows(database)):
        with pytest.raises(DatabaseUnavailableError, match="GRIDWHISTLE_DATABASE_URL") as caught:
            await doing
        assert caught.value.kind is Trouble.UNREACHABLE
        assert "127.0.0.1" in str(caught.value)
        assert "geheim" not in str(caught.value) + repr(database)
    await database.close()


async def test_a_fault_of_the_statement_is_not_blamed_on_the_database(hasty: Database) -> None:
    with pytest.raises(Exception, match="syntax error") as caught:
        await hasty.tx(lambda session: session.connection().execute(text("SELEC 1")))
    assert not isinstance(caught.value, DatabaseUnavailableError)
