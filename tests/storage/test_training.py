"""Rows to learn from: one a case, the last word counts, the oldest come first."""

from typing import Any

import pytest

from storage import training
from storage.codes import Role, TrainingSource
from storage.db import Database
from storage.tables.training import TrainingRow
from tests.storage.cast import COUNTY, MORNING, at
from tests.storage.test_pages import a_case, put


@pytest.fixture(autouse=True)
async def _two_cases(database: Database) -> None:
    await put(database, a_case(1), a_case(2))


def a_row(case_id: int, label: str, **more: Any) -> TrainingRow:
    given: dict[str, Any] = {
        "county_id": COUNTY,
        "text": "三号楼前头黑着",
        "label": label,
        "source": TrainingSource.CORRECTION,
        "case_id": case_id,
        "created_at": MORNING,
        "created_by": Role.COUNTY_DUTY,
    }
    return TrainingRow(**given | more)


async def kept(database: Database, *rows: TrainingRow) -> None:
    for row in rows:
        await database.tx(lambda session, row=row: training.put(session, row))  # type: ignore[misc]


async def test_the_last_word_on_a_case_counts(database: Database) -> None:
    anew = {"source": TrainingSource.CONFIRMATION, "created_at": at(5)}
    await kept(database, a_row(1, "noise"), a_row(1, "streetlight", **anew))
    (row,) = await database.read(training.list_rows)
    assert (row.label, row.source, row.created_at) == ("streetlight", anew["source"], at(5))


async def test_the_oldest_come_first_and_older_ones_can_be_left_out(database: Database) -> None:
    await kept(database, a_row(2, "noise", created_at=at(9)), a_row(1, "streetlight"))
    assert [row.case_id for row in await database.read(training.list_rows)] == [1, 2]
    late = await database.read(lambda session: training.list_rows(session, at(1)))
    assert [row.case_id for row in late] == [2]
