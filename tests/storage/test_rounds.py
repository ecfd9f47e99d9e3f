"""A grid answers once a week."""

from sqlmodel import Session

from storage import rounds
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.round import RoundAnswer
from tests.storage.cast import MORNING


def answer(region_id: int, week: str) -> RoundAnswer:
    return RoundAnswer(
        county_id=1, region_id=region_id, week=week, person_id=1, answered_at=MORNING
    )


async def test_answering_twice_is_one_answer(database: Database) -> None:
    def fill(session: Session) -> None:
        seed(session, demo_county_file(), now=MORNING)
        session.flush()
        for region_id, week in ((1, "2026-W16"), (1, "2026-W16"), (2, "2026-W16"), (1, "2026-W17")):
            rounds.answer(session, answer(region_id, week))

    await database.tx(fill)
    assert await database.read(lambda s: rounds.count(s, [1, 2, 3], "2026-W16")) == 2
    assert await database.read(lambda s: rounds.count(s, [1, 2, 3], "2026-W17")) == 1
    assert await database.read(lambda s: rounds.count(s, [3], "2026-W16")) == 0
