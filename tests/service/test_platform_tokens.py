"""One access token for all replicas: fetched once, sealed in its row, renewed when refused."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.tokens import CorpToken, Tokens
from storage.clock import SetClock
from storage.db import Database
from storage.tables.platform import PlatformToken

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
SECRET = SecretStr("4f3ad57b6989f09f4eb392acce4f9e93")


@dataclass
class CountedSource:
    """A platform that counts how often it is asked, and takes a moment to answer."""

    name: str = "official_account:wx2c2769f8efd9abc2"
    secret: SecretStr = SECRET
    can_force: bool = True
    fetched: int = 0
    troubles: list[Exception] = field(default_factory=list)

    async def fetch(self, *, force: bool) -> Mapping[str, Any]:
        self.fetched += 1
        await asyncio.sleep(0.05)
        if self.troubles:
            raise self.troubles.pop()
        return {"access_token": f"TOKEN{self.fetched}", "expires_in": 7200}


async def test_two_replicas_fetch_once(database: Database, database_url: str) -> None:
    other = Database.open(database_url)
    source, clock = CountedSource(), SetClock(NOW)
    replicas = [Tokens(source, one, clock) for one in (database, other) for _ in range(3)]
    found = await asyncio.gather(*(one.current() for one in replicas for _ in range(5)))
    await other.close()
    assert set(found) == {"TOKEN1"}
    assert source.fetched == 1


async def test_two_replicas_that_are_refused_renew_once(
    database: Database, database_url: str
) -> None:
    other = Database.open(database_url)
    source, clock = CountedSource(), SetClock(NOW)
    here, there = Tokens(source, database, clock), Tokens(source, other, clock)
    failed = await here.current()
    assert await there.current() == failed
    found = await asyncio.gather(*(one.instead_of(failed) for one in (here, there, here, there)))
    await other.close()
    assert set(found) == {"TOKEN2"}
    assert source.fetched == 2


async def test_a_late_refusal_of_an_old_token_does_not_evict_the_new_one(
    sqlite_database: Database,
) -> None:
    source, clock = CountedSource(), SetClock(NOW)
    here, there = (Tokens(source, sqlite_database, clock) for _ in range(2))
    old = await here.current()
    await there.current()
    new = await here.instead_of(old)
    assert await there.instead_of(old) == new == "TOKEN2"
    assert source.fetched == 2


async def test_when_the_one_who_fetches_fails_the_next_may_at_once(
    sqlite_database: Database,
) -> None:
    source, clock = CountedSource(troubles=[ApiError(-1)]), SetClock(NOW)
    here, there = (Tokens(source, sqlite_database, clock) for _ in range(2))
    with pytest.raises(ApiError):
        await here.current()
    assert await there.current() == "TOKEN2"


async def test_a_thousand_who_wait_for_a_platform_that_is_down_do_not_ask_it_a_thousand_times(
    sqlite_database: Database,
) -> None:
    source, clock = CountedSource(troubles=[SendLater("平台暂时出错。")] * 100), SetClock(NOW)
    tokens = Tokens(source, sqlite_database, clock)
    for second in range(60):
        clock.set(NOW + timedelta(seconds=second))
        found = await asyncio.gather(*(tokens.current() for _ in range(20)), return_exceptions=True)
        assert [str(one) for one in found] == ["平台暂时出错。"] * 20
    assert source.fetched == 7  # after 1, 2, 4, 8, 16 and 20 seconds
    source.troubles.clear()
    clock.set(NOW + timedelta(seconds=80))
    assert await tokens.current() == "TOKEN8"


async def test_who_asks_while_a_platform_is_left_alone_hears_what_it_said(
    sqlite_database: Database,
) -> None:
    source, clock = CountedSource(troubles=[ApiError(40013, "appid")]), SetClock(NOW)
    tokens = Tokens(source, sqlite_database, clock)
    for _ in range(2):
        with pytest.raises(ApiError) as refused:
            await tokens.current()
        assert (refused.value.code, refused.value.hint) == (40013, "appid")
    assert source.fetched == 1
    clock.set(NOW + timedelta(seconds=1))
    assert await tokens.current() == "TOKEN2"


async def test_a_replica_that_died_while_fetching_is_waited_for_ten_seconds_at_most(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.platform.tokens._PAUSE", 0.001)
    source, clock = CountedSource(), SetClock(NOW)

    class Died(Tokens):
        async def _fetch(self, *, force: bool) -> Any:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Died(source, sqlite_database, clock).current()
    with pytest.raises(SendLater):
        await Tokens(source, sqlite_database, clock).current()
    clock.set(NOW + timedelta(seconds=10))
    assert await Tokens(source, sqlite_database, clock).current() == "TOKEN1"


async def test_neither_token_nor_secret_is_readable_in_the_database(
    sqlite_database: Database,
) -> None:
    await Tokens(CountedSource(), sqlite_database, SetClock(NOW)).current()
    row = await sqlite_database.read(lambda session: session.exec(select(PlatformToken)).one())
    kept = repr(row).encode() + row.sealed + row.key.encode() + row.digest.encode()
    assert b"TOKEN" not in kept
    assert SECRET.get_secret_value().encode() not in kept
    assert row.sealed not in repr(row).encode()


async def test_a_token_kept_under_another_secret_is_not_used(sqlite_database: Database) -> None:
    source, clock = CountedSource(), SetClock(NOW)
    await Tokens(source, sqlite_database, clock).current()
    changed = CountedSource(secret=SecretStr("another"))
    assert await Tokens(changed, sqlite_database, clock).current() == "TOKEN1"
    assert changed.fetched == 1


async def test_without_the_database_there_is_no_token_but_another_try(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = Tokens(CountedSource(), sqlite_database, SetClock(NOW))
    kept = Tokens(CountedSource(), sqlite_database, SetClock(NOW))
    assert await kept.current() == "TOKEN1"
    file = Path(str(sqlite_database.url.database))
    file.rename(file.with_suffix(".away"))
    with pytest.raises(SendLater, match="数据库"):
        await tokens.current()
    assert await kept.current() == "TOKEN1"  # what it has, it may go on using
    assert SECRET.get_secret_value() not in caplog.text


async def test_a_corporation_is_asked_with_its_id_and_secret() -> None:
    asked: list[tuple[str, Mapping[str, str]]] = []

    class Platform:
        async def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
            asked.append((path, query))
            return {"errcode": 0, "access_token": "T", "expires_in": 7200}

    source = CorpToken(Platform(), "ww1", SECRET)  # type: ignore[arg-type]
    assert (await source.fetch(force=False))["access_token"] == "T"
    assert asked == [
        ("/cgi-bin/gettoken", {"corpid": "ww1", "corpsecret": SECRET.get_secret_value()})
    ]
    assert SECRET.get_secret_value() not in repr(vars(source))
