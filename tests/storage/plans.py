"""How a database would carry out what a function asks of it."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel

from storage.rows import blank

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) "


def many_of(model: type[SQLModel], **given: str) -> str:
    """An INSERT of a row for each number `i`: what is given in SQL, else as a row begins."""
    columns = {name: _as_sql(value) for name, value in blank(model).items() if value is not None}
    columns |= given
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f'INSERT INTO "{model.__tablename__}" ({names}) SELECT {", ".join(columns.values())} FROM n'
    )


def _as_sql(value: object) -> str:
    if isinstance(value, bool):
        return ":yes" if value else ":no"
    if isinstance(value, int):
        return str(value)
    return f"'{json.dumps(value) if isinstance(value, list | dict) else value}'"


def fill(session: Session, statement: str, last: int, **values: object) -> None:
    """The INSERT ran once for each number `i` from 1 to `last`, and the planner knows of it."""
    connection = session.connection()
    connection.execute(text(NUMBERS + statement), {"last": last, **values})
    connection.execute(text("ANALYZE"))


def plan_of(session: Session, ask: Callable[[], object]) -> str:
    """The plans of the SELECT (also WITH …) and UPDATE statements that `ask` sends, one below the other.

    Listened to at the driver, where every statement passes. What PostgreSQL is sent for many rows
    at once names each by its id and is left out.
    """
    driver: Any = session.connection().connection.driver_connection
    asked = _asked_of_sqlite if isinstance(driver, sqlite3.Connection) else _asked_of_postgres
    how = "EXPLAIN QUERY PLAN " if isinstance(driver, sqlite3.Connection) else "EXPLAIN "
    lines: list[str] = []
    for statement, values in asked(driver, ask):
        if statement.startswith(("SELECT", "UPDATE", "WITH")):
            rows = driver.execute(how + statement, values)
            lines += [str(row[-1]) for row in rows]
    return "\n".join(lines)


def _asked_of_sqlite(driver: Any, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    texts: list[str] = []  # with the values in their places
    driver.set_trace_callback(texts.append)
    ask()
    driver.set_trace_callback(None)
    return [(text, ()) for text in texts]


def _asked_of_postgres(driver: Any, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    from psycopg import Cursor  # noqa: PLC0415  (tests on SQLite do without PostgreSQL's driver)

    asked: list[tuple[str, Any]] = []

    class Listening(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> "Listening":
            asked.append((query, params))
            return super().execute(query, params, **more)

    usual, driver.cursor_factory = driver.cursor_factory, Listening
    ask()
    driver.cursor_factory = usual
    return asked


def reads_all_of(plan: str, table: str) -> bool:
    """Whether some step of the plan goes through the whole table, or sorts what it found."""
    steps = (f"Seq Scan on {table}", f"{table}_pkey", f"SCAN {table}", "TEMP B-TREE")
    return any(step in plan for step in steps)
