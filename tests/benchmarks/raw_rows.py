"""The bare limit of writing: the same rows through the sqlite3 module alone."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TABLES = (
    "inbox", "person", "identity", "conversation", "case", "report", "caseevent", "whistle",
    "timer", "survey", "task", "outbox",
)  # fmt: skip
_QUEUES = {"inbox": "done", "outbox": "sent"}


@dataclass(frozen=True)
class Written:
    """The rows that were added to one table, oldest first."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    @property
    def insert(self) -> str:
        names = ",".join(f'"{name}"' for name in self.columns)
        return f'INSERT INTO "{self.table}" ({names}) VALUES ({",".join("?" * len(self.columns))})'


def written_since(template: Path, path: Path) -> tuple[Written, ...]:
    """What stands in the file at `path` that the template has not."""
    with sqlite3.connect(template) as before, sqlite3.connect(path) as after:
        found = [_written(table, before, after) for table in TABLES]
    before.close()
    after.close()
    return tuple(one for one in found if one.rows)


def _written(table: str, before: sqlite3.Connection, after: sqlite3.Connection) -> Written:
    (last,) = before.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()
    cursor = after.execute(f'SELECT * FROM "{table}" WHERE id > ? ORDER BY id', (last,))
    return Written(table, tuple(column[0] for column in cursor.description), tuple(cursor))


def write_again(path: Path, written: Sequence[Written], bursts: int) -> None:
    """The rows are inserted and finished in the file, one commit per burst of messages."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    for burst in range(bursts):
        connection.execute("BEGIN IMMEDIATE")
        for one in written:
            _write(connection, one, _share(one.rows, burst, bursts))
        connection.execute("COMMIT")
    connection.close()


def _write(
    connection: sqlite3.Connection, one: Written, rows: Sequence[tuple[object, ...]]
) -> None:
    connection.executemany(one.insert, rows)
    if one.table in _QUEUES:
        finish = f'UPDATE "{one.table}" SET state = ? WHERE id = ?'
        id_at = one.columns.index("id")
        connection.executemany(finish, [(_QUEUES[one.table], row[id_at]) for row in rows])


def _share(
    rows: Sequence[tuple[object, ...]], burst: int, bursts: int
) -> Sequence[tuple[object, ...]]:
    return rows[len(rows) * burst // bursts : len(rows) * (burst + 1) // bursts]
