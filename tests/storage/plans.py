"""How a database would carry out what a function asks of it."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
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
    """The plans of the SELECT and UPDATE statements that `ask` sends, one below the other.

    What is sent for many rows at once names each by its id and is left out.
    """
    connection = session.connection()
    asked: list[tuple[str, Any]] = []

    def remember(_c: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", remember)
    ask()
    event.remove(connection, "before_cursor_execute", remember)
    how = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    lines: list[str] = []
    for statement, values in asked:
        if statement.startswith(("SELECT", "UPDATE")) and not isinstance(values, list):
            rows = connection.exec_driver_sql(how + statement, values)
            lines += [str(row[-1]) for row in rows]
    return "\n".join(lines)


def reads_all_of(plan: str, table: str) -> bool:
    """Whether some step of the plan goes through the whole table, or sorts what it found."""
    steps = (f"Seq Scan on {table}", f"{table}_pkey", f"SCAN {table}", "TEMP B-TREE")
    return any(step in plan for step in steps)
