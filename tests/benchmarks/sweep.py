"""What a sweep of due timers costs when the county has few open cases, and when it has many."""

import asyncio
import sqlite3
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from time import process_time

from storage.codes import CaseState, TimerKind
from tests.benchmarks.figures import Figure, say
from tests.benchmarks.house import House, copy
from tests.benchmarks.lines import reports
from tests.benchmarks.rounds import interleaved

DUE = 100
FEW, MANY, MANY_QUICK = 1_000, 100_000, 20_000
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
# What is copied with a case, and the columns in which a copy differs from what it was copied from.
_COPIED = {
    "case": {"id": "c.id + i * 1000", "number": "c.number + i * 1000"},
    "report": {"case_id": "c.case_id + i * 1000"},
    "caseevent": {"case_id": "c.case_id + i * 1000"},
    "whistle": {"case_id": "c.case_id + i * 1000"},
    "inbox": {"case_id": "c.case_id + i * 1000", "key": "c.key || '-' || i"},
    "outbox": {"case_id": "c.case_id + i * 1000", "key": "c.key || '-' || i"},
    "timer": {
        "case_id": "c.case_id + i * 1000",
        "subject": "'case:' || (c.case_id + i * 1000)",
    },
}


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """CPU of a sweep with 100 due timers among many open cases and among few."""
    many = MANY_QUICK if quick else MANY
    seeded = await _with_real_cases(folder, template)
    houses = {}
    for name, cases in (("few", FEW), ("many", many)):
        path = copy(seeded, folder / f"{name}.db")
        await asyncio.to_thread(_multiply, path, cases)
        houses[name] = House(path)
    measures = {name: partial(_sweep, house) for name, house in houses.items()}
    for sweep in measures.values():
        await sweep()
    found = await interleaved(measures, 3 if quick else 7)
    for house in houses.values():
        await house.close()
    return [
        Figure(
            f"sweep: {DUE} due timers, {many:,} open cases",
            found["many"],
            "CPU ms/sweep",
            found["few"],
            f"{FEW:,} open cases",
            ratio_at_most=1.5,
            note=f"every timer is a half-time reminder that is said; {_sizes(folder / 'many.db')}",
        )
    ]


async def _with_real_cases(folder: Path, template: Path) -> Path:
    """A county with a few cases that came about as cases do, none of them an emergency."""
    path = copy(template, folder / "cases.db")
    house = House(path)
    for number, line in enumerate(reports()[:24]):
        await house.loops.inlet.accept([house.heard(line, number, f"街坊{number}")])
        await house.loops.settle()
        house.wait(minutes=1)
    await house.loops.settle()
    await house.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def _multiply(path: Path, wanted: int) -> None:
    """The file holds `wanted` open cases: copies of those that have a half-time reminder."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    real = [
        row[0] for row in connection.execute(_REAL, (TimerKind.ACCEPT_HALF, CaseState.REGISTERED))
    ]
    marks = ",".join("?" * len(real))
    copies = wanted // len(real)
    for table, changed in _COPIED.items():
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        kept = [name for name in columns if name != "id" or "id" in changed]
        names = ",".join(f'"{name}"' for name in kept)
        values = ",".join(changed.get(name, f'c."{name}"') for name in kept)
        of = f"c.{'id' if table == 'case' else 'case_id'} IN ({marks})"
        connection.execute(
            f'{NUMBERS} INSERT INTO "{table}" ({names}) SELECT {values} FROM n, "{table}" c WHERE {of}',
            (copies, *real),
        )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()
    say(f"  {path.name}: {copies * len(real):,} open cases")


_REAL = (
    'SELECT DISTINCT c.id FROM timer t JOIN "case" c ON c.id = t.case_id'
    " WHERE t.kind = ? AND t.state = 'waiting' AND c.state = ? AND c.is_emergency = 0"
)


async def _sweep(house: House) -> float:
    """CPU milliseconds of sweeping `DUE` timers that have just become due."""
    house.wait(seconds=1)
    await asyncio.to_thread(_make_due, house)
    before = process_time()
    fired = 0
    while (found := await house.loops.sweep()) > 0:
        fired += found
    seconds = process_time() - before
    if fired != DUE:
        raise RuntimeError(f"{fired} timers fired instead of {DUE}")
    return 1000 * seconds


def _make_due(house: House) -> None:
    due_at = house.clock.now().astimezone(UTC).replace(tzinfo=None) - timedelta(microseconds=1)
    connection = sqlite3.connect(house.path, isolation_level=None)
    connection.execute(
        "UPDATE timer SET next_attempt_at = ?, due_at = ? WHERE id IN"
        " (SELECT id FROM timer WHERE kind = ? AND state = 'waiting' AND case_id > 1000"
        " ORDER BY case_id % 1000, id LIMIT ?)",
        (
            f"{due_at:%Y-%m-%d %H:%M:%S.%f}",
            f"{due_at:%Y-%m-%d %H:%M:%S.%f}",
            TimerKind.ACCEPT_HALF,
            DUE,
        ),
    )
    connection.close()


def _sizes(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        counts = [
            f"{connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:,} rows in {table}"
            for table in ("timer", "caseevent", "outbox")
        ]
    connection.close()
    return ", ".join(counts)
