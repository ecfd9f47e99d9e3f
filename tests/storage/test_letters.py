"""Letters are numbered without gaps, for each kind and year, however many are drafted at once."""

import asyncio
from datetime import timedelta

from sqlmodel import Session

from storage import letters
from storage.codes import LetterKind, LetterRule, LetterState
from storage.db import Database
from storage.tables.letter import Letter
from tests.storage.cast import COUNTY, MORNING


def drafted(session: Session, key: str, kind: LetterKind = LetterKind.SUPERVISION) -> int | None:
    row = Letter(
        county_id=COUNTY, key=key, kind=kind, year=2026, rule=LetterRule.OVERDUE, drafted_at=MORNING
    )
    letter = letters.draft(session, row)
    return letter.number if letter is not None else None


async def test_letters_drafted_at_once_are_numbered_without_gaps(database: Database) -> None:
    async def some(name: str) -> list[int | None]:
        return [
            await database.tx(lambda s, key=f"{name}:{n}": drafted(s, key))  # type: ignore[misc]
            for n in range(10)
        ]

    numbers = [
        n for found in await asyncio.gather(*(some(f"c{i}") for i in range(4))) for n in found
    ]
    assert sorted(n or 0 for n in numbers) == list(range(1, 41))


async def test_one_cause_drafts_one_letter_and_takes_one_number(database: Database) -> None:
    taken = await asyncio.gather(*(database.tx(lambda s: drafted(s, "same")) for _ in range(6)))
    assert sorted(n for n in taken if n) == [1]
    assert await database.tx(lambda s: drafted(s, "next")) == 2


async def test_a_draft_that_is_rolled_back_gives_its_number_back(database: Database) -> None:
    def fail(session: Session) -> None:
        drafted(session, "lost")
        raise ValueError

    for _ in range(2):
        results = await asyncio.gather(database.tx(fail), return_exceptions=True)
        assert isinstance(results[0], ValueError)
    assert await database.tx(lambda s: drafted(s, "kept")) == 1


async def test_each_kind_counts_for_itself(database: Database) -> None:
    await database.tx(lambda s: drafted(s, "a"))
    assert await database.tx(lambda s: drafted(s, "b", LetterKind.WARNING)) == 1


async def test_letters_are_found_by_number_and_by_the_unit_they_wait_for(
    database: Database,
) -> None:
    def write(session: Session) -> None:
        drafted(session, "a")
        letter = letters.list_numbered(session, COUNTY, 1)[0]
        letter.state, letter.department_id = LetterState.ISSUED, None
        session.add(letter)

    await database.tx(write)
    waiting = await database.read(lambda s: [one.number for one in letters.list_waiting(s, COUNTY)])
    assert waiting == [1]
    assert await database.read(lambda s: letters.list_waiting_for(s, [9], [9])) == []
    month = (MORNING - timedelta(days=1), MORNING + timedelta(days=1))
    listed = await database.read(lambda s: len(letters.list_between(s, COUNTY, *month)))
    assert listed == 1
