"""Numbers that are given out once."""

import asyncio
from datetime import timedelta

from storage import counters
from storage.db import Database
from tests.storage.cast import COUNTY


async def test_numbers_are_given_out_once_and_without_gaps(database: Database) -> None:
    async def take() -> list[int]:
        return [
            await database.tx(lambda s: counters.next_value(s, COUNTY, "case")) for _ in range(25)
        ]

    taken = await asyncio.gather(*(take() for _ in range(4)))
    assert sorted(number for numbers in taken for number in numbers) == list(range(1, 101))


async def test_each_county_and_name_counts_for_itself(database: Database) -> None:
    for county, name in ((1, "case"), (2, "case"), (1, "letter")):
        number = await database.tx(lambda s, c=county, n=name: counters.next_value(s, c, n))  # type: ignore[misc]
        assert number == 1


async def test_a_value_is_kept_until_it_is_set_again(database: Database) -> None:
    assert await database.read(lambda s: counters.find_value(s, COUNTY, "case")) is None
    for value in (7, 9):
        await database.tx(lambda s, v=value: counters.set_value(s, COUNTY, "case", v))  # type: ignore[misc]
        assert await database.read(lambda s: counters.find_value(s, COUNTY, "case")) == value
    assert await database.tx(lambda s: counters.next_value(s, COUNTY, "case")) == 10


async def test_the_demo_clock_is_found_where_it_was_left(database: Database) -> None:
    assert await database.read(counters.find_clock_ahead) == timedelta()
    await database.tx(lambda s: counters.set_clock_ahead(s, timedelta(days=3, minutes=10)))
    assert await database.read(counters.find_clock_ahead) == timedelta(days=3, minutes=10)
