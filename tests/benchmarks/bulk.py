"""Rows by the million into a database: as fast as its driver takes them."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import create_engine
from sqlmodel import Session

from storage.engines import parse_url
from tests.benchmarks.filled import TABLES, Ground, Maker, table_of


def fill(url: str, number: int, now: datetime) -> None:
    """The seeded county in this database has had `number` cases in three years."""
    engine = create_engine(parse_url(url))
    with Session(engine) as session:
        maker = Maker(Ground.of(session), number, now)
    if engine.dialect.name == "sqlite":
        _into_sqlite(str(engine.url.database), maker)
    else:
        _into_postgres(engine, maker)
    engine.dispose()


def _into_sqlite(path: str, maker: Maker) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    for block in maker.blocks():
        for name, rows in block.items():
            columns = maker.columns[name]
            marks = ",".join("?" * len(columns))
            text = f"INSERT INTO {_named(name, columns)} VALUES ({marks})"
            connection.executemany(text, (tuple(map(_as_text, row)) for row in rows))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _into_postgres(engine: Any, maker: Maker) -> None:
    """Indexes are made when the rows stand; what the rows point to is not looked up."""
    indexes = [index for name in TABLES for index in table_of(name).indexes]
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
        driver = connection.connection.driver_connection
        driver.execute("SET session_replication_role = replica")
        for block in maker.blocks():
            for name, rows in block.items():
                _copy(driver, f"COPY {_named(name, maker.columns[name])} FROM STDIN", rows)
        for index in indexes:
            index.create(connection)
        driver.execute("SET session_replication_role = DEFAULT")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")  # as the server does by itself after a while


def _copy(driver: Any, text: str, rows: Iterable[tuple[object, ...]]) -> None:
    with driver.cursor() as cursor, cursor.copy(text) as copy:
        for row in rows:
            copy.write_row(row)


def _named(name: str, columns: Sequence[str]) -> str:
    return f'"{name}" ({",".join(f"{chr(34)}{one}{chr(34)}" for one in columns)})'


def _as_text(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
