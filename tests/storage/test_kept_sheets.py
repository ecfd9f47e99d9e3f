"""Files that were previewed: whose they are, how long they stay, and that they land once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.sheets.keeping import CHANGED, GONE, Landing, SheetChangedError, land
from storage import kept_sheets
from storage.codes import SheetKind
from storage.db import Database
from storage.kept_sheets import Whose
from storage.tables.person import Person
from storage.tables.sheet import KeptSheet
from tests.storage.cast import COUNTY, MORNING
from tests.storage.test_pages import county, put

MINE = Whose(COUNTY, 1, SheetKind.LEDGER)
TOLD = {"rows": [{"number": 7, "words": "路灯不亮"}]}
DIGEST = kept_sheets.digest_of(TOLD)


@pytest.fixture
async def kept(database: Database) -> int:
    await database.tx(county)
    await put(
        database, *(Person(id=n, county_id=COUNTY, name="某", created_at=MORNING) for n in (1, 2))
    )
    return await database.tx(lambda s: kept_sheets.keep(s, MINE, "旧台账.xlsx", TOLD, MORNING))


def write(session: Session, told: Mapping[str, Any]) -> str:
    session.add(Person(id=50, county_id=COUNTY, name=told["rows"][0]["words"], created_at=MORNING))
    return "导入1件。"


async def landed(
    database: Database, kept: int, whose: Whose = MINE, digest: str = DIGEST
) -> Landing:
    return await database.tx(lambda s: land(s, kept, whose, digest, MORNING, write))


async def written(database: Database) -> int:
    asked = select(Person).where(Person.name == "路灯不亮")
    return len(await database.read(lambda s: s.exec(asked).all()))


async def test_a_file_lands_once_and_is_emptied(database: Database, kept: int) -> None:
    assert await landed(database, kept) == Landing(is_done=True, said="导入1件。")
    again = await landed(database, kept)
    assert again.is_done
    assert "没有重复写入" in again.said
    assert await written(database) == 1
    found = await database.read(lambda s: kept_sheets.find_own(s, kept, MINE, MORNING))
    assert found is not None
    assert (found.told, found.outcome) == ({}, "导入1件。")


async def test_only_what_was_shown_lands(database: Database, kept: int) -> None:
    for digest in ("", "x"):
        assert await landed(database, kept, digest=digest) == Landing(is_done=False, said=CHANGED)
    assert await written(database) == 0


async def test_nobody_lands_the_file_of_somebody_else_or_of_another_kind(
    database: Database, kept: int
) -> None:
    for other in (
        Whose(COUNTY, 2, SheetKind.LEDGER),
        Whose(COUNTY, 1, SheetKind.ROSTER),
        Whose(COUNTY + 1, 1, SheetKind.LEDGER),
    ):
        assert await landed(database, kept, other) == Landing(is_done=False, said=GONE)
    assert await written(database) == 0


async def test_a_fault_leaves_nothing_and_the_file_can_still_land(
    database: Database, kept: int
) -> None:
    def fail(session: Session, told: Mapping[str, Any]) -> str:
        write(session, told)
        session.flush()
        raise SheetChangedError

    with pytest.raises(SheetChangedError):
        await database.tx(lambda s: land(s, kept, MINE, DIGEST, MORNING, fail))
    assert await written(database) == 0
    assert (await landed(database, kept)).is_done


async def test_it_lapses_after_two_hours_and_nothing_is_left_of_it(
    database: Database, kept: int
) -> None:
    later = MORNING + timedelta(hours=2)
    assert await database.read(lambda s: kept_sheets.find_own(s, kept, MINE, later)) is None
    await database.tx(lambda s: kept_sheets.drop_expired(s, later))
    assert await database.read(lambda s: s.exec(select(KeptSheet)).all()) == []


async def test_a_new_file_takes_the_place_of_the_one_before(database: Database, kept: int) -> None:
    fresh = await database.tx(lambda s: kept_sheets.keep(s, MINE, "新.xlsx", {}, MORNING))
    rows = await database.read(lambda s: s.exec(select(KeptSheet)).all())
    assert [(row.id, row.file_name) for row in rows] == [(fresh, "新.xlsx")]
    assert not (await landed(database, kept)).is_done
