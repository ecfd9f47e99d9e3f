"""The county's own rows: what those on duty corrected or confirmed."""

import asyncio

from bot.settings import load
from bot.training.rows import Row
from storage import training
from storage.db import Database


def corrected() -> tuple[Row, ...]:
    """A row for each case whose category was put right or confirmed; masked when it was kept."""
    address = load().database_url

    async def look() -> tuple[Row, ...]:
        database = Database.open(address)
        try:
            found = await database.read(training.list_rows)
        finally:
            await database.close()
        return tuple(Row(one.text, one.label) for one in found)

    return asyncio.run(look())
