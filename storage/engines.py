"""Engines for SQLite and PostgreSQL, set up so that both keep the same promises."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    PoolProxiedConnection,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError

from storage.columns import as_json, from_json
from storage.troubles import DatabaseUnavailableError, Trouble

OLDEST_SQLITE = (3, 35)
OLDEST_POSTGRES = 150_000


class SqliteWithQuickSavepoints(SQLiteDialect_pysqlite):
    """SQLite whose savepoints go straight to the driver: a unit of work costs half as much."""

    supports_statement_cache = True
    begins_with = "BEGIN"

    # Not by listening to the engine's "begin": an engine listened to asks at every statement.
    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """A transaction is open."""
        dbapi_connection.driver_connection.execute(self.begins_with)  # type: ignore[union-attr]

    def do_savepoint(self, connection: Connection, name: str) -> None:
        """Everything after it can be taken back alone."""
        _driver(connection).execute(f"SAVEPOINT {name}")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        """The work since the savepoint belongs to the transaction."""
        _driver(connection).execute(f"RELEASE {name}")

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        """The work since the savepoint is gone."""
        # A full disk may have ended the whole transaction already; then no savepoint is left.
        if _driver(connection).in_transaction:
            _driver(connection).execute(f"ROLLBACK TO {name}")


registry.register("sqlite.quicksavepoints", __name__, SqliteWithQuickSavepoints.__name__)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


def in_transaction(connection: Connection) -> bool:
    """Whether the work so far still waits for its commit."""
    return _driver(connection).in_transaction


def parse_url(text: str) -> URL:
    """The database's URL; a bare path is a SQLite file. Raises DatabaseUnavailableError."""
    try:
        url = make_url(text) if "://" in text else URL.create("sqlite", database=text)
    except ArgumentError as error:
        raise DatabaseUnavailableError(Trouble.ADDRESS) from error
    backend = url.drivername.split("+")[0]
    if backend in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+quicksavepoints")
    raise DatabaseUnavailableError(Trouble.ADDRESS, shown(url))


def shown(url: URL) -> str:
    """The URL as a log may show it: without the password."""
    plain = url.set(drivername=url.drivername.split("+")[0])
    return plain.render_as_string(hide_password=True)


def sqlite_engine(url: URL, give_up_after: timedelta, *, readers: int = 0) -> Engine:
    """An engine on one SQLite file: one writing connection, or `readers` that only read."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseUnavailableError(Trouble.TOO_OLD, sqlite3.sqlite_version)
    arguments = {"isolation_level": None, "timeout": give_up_after.total_seconds()}
    engine = create_engine(
        url,
        connect_args=arguments,
        pool_size=readers or 1,
        max_overflow=0,
        pool_use_lifo=True,
        json_serializer=as_json,
        json_deserializer=from_json,
    )
    _keep_to_the_file(engine)
    event.listen(engine, "connect", _prepare_reader if readers else _prepare_writer)
    if not readers:
        # A plain BEGIN lets two writers read the same value and lose one of the updates.
        engine.dialect.begins_with = "BEGIN IMMEDIATE"  # type: ignore[attr-defined]
    return engine


def _prepare_writer(driver: sqlite3.Connection, _record: object) -> None:
    try:
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        # What a savepoint may have to undo is kept in memory, not in a file made for it each time.
        driver.execute("PRAGMA temp_store=MEMORY")
    except sqlite3.Error:
        driver.close()
        raise


def _prepare_reader(driver: sqlite3.Connection, _record: object) -> None:
    driver.execute("PRAGMA query_only=ON")
    # Every commit of the writer empties it: beyond one look at the file it is of no use.
    driver.execute("PRAGMA cache_size=-512")


def _keep_to_the_file(engine: Engine) -> None:
    """A connection is only used while the file it opened still stands in its place."""

    @event.listens_for(engine, "do_connect")
    def before(_dialect: object, record: Any, _args: object, _kwargs: object) -> None:  # noqa: ANN401
        # SQLite would create an empty file, and an empty database looks like a fresh one.
        record.info["file"] = _identity(engine.url)

    @event.listens_for(engine, "checkout")
    def check(_driver: object, record: Any, _proxy: object) -> None:  # noqa: ANN401
        if record.info["file"] != _identity(engine.url):
            raise DisconnectionError


def stands(connection: Connection) -> bool:
    """True while the file that was opened stands in its place; raises DatabaseUnavailableError."""
    return bool(connection.info["file"] == _identity(connection.engine.url))


def _identity(url: URL) -> tuple[int, int]:
    try:
        found = os.stat(str(url.database))  # noqa: PTH116 (before every transaction: a path is slow)
    except OSError as error:
        raise DatabaseUnavailableError(Trouble.MISSING, shown(url)) from error
    return found.st_dev, found.st_ino


def postgres_engine(url: URL, give_up_after: timedelta, connections: int) -> Engine:
    """An engine with a fixed number of PostgreSQL connections, each transaction a real snapshot."""
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args={"connect_timeout": 5, "tcp_user_timeout": 15_000},
    )
    limit = int(give_up_after.total_seconds() * 1000)
    statement = f"SET lock_timeout = {limit}; SET idle_in_transaction_session_timeout = '60s'"

    @event.listens_for(engine, "connect")
    def prepare(driver: Any, _record: object) -> None:  # noqa: ANN401
        if driver.info.server_version < OLDEST_POSTGRES:
            driver.close()
            raise DatabaseUnavailableError(Trouble.TOO_OLD, shown(url))
        driver.execute(statement)
        driver.commit()

    return engine


@contextmanager
def building_engine(url: URL) -> Iterator[Engine]:
    """An engine for making tables: a SQLite file that is missing is made, no other way makes one."""
    patience = timedelta(seconds=30)
    if url.get_backend_name() == "sqlite":
        _make_file(url)
        engine = sqlite_engine(url, patience)
    else:
        # Who waited for another's migration must see what it made.
        engine = postgres_engine(url, patience, 1).execution_options(
            isolation_level="READ COMMITTED"
        )
    try:
        yield engine
    finally:
        engine.dispose()


def _make_file(url: URL) -> None:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    except FileNotFoundError as error:
        raise DatabaseUnavailableError(Trouble.MISSING, shown(url)) from error
    except OSError as error:
        raise DatabaseUnavailableError(Trouble.READ_ONLY, shown(url)) from error
