"""The county of the benchmarks: its kept figures are those that the scheduler would count."""

from typing import Any

from sqlmodel import Session, select

from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from scheduler.figures import roll
from storage import figures
from storage.charts import NAMES
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.figure import CaseTally, DayFigure
from tests.benchmarks.bulk import fill
from tests.storage.cast import MORNING

CASES = 400


def rows(session: Session, table: type[CaseTally | DayFigure]) -> list[dict[str, Any]]:
    found = [row.model_dump() for row in session.exec(select(table))]
    counted = [row for row in found if any(row[name] for name in NAMES)]
    return sorted(counted, key=lambda row: [str(row[name]) for name in sorted(row)])


def everything(session: Session) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return rows(session, CaseTally), rows(session, DayFigure)


async def test_made_figures_equal_those_that_the_scheduler_counts(
    database: Database, database_url: str
) -> None:
    await database.tx(lambda session: seed(session, demo_county_file(), now=MORNING))
    fill(database_url, CASES, MORNING)
    made = await database.read(everything)
    assert len(made[0]) > CASES
    source = WorldSource(Policy(), load_categories())

    def anew(session: Session) -> None:
        county_id = source.current(session).directory.county.id or 0
        assert figures.count_uncounted(session, county_id) == 0
        figures.forget(session, county_id)
        while roll(session, MORNING, source.current(session)):
            pass

    await database.tx(anew)
    assert await database.read(everything) == made
