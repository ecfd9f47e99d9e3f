"""The database of a simulated year keeps what a unit did, and nothing of one that failed."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.simulation.at_once import database_at_once
from storage import migrate
from storage.tables.region import County


def county(name: str) -> County:
    return County(code=name, name=name, centre_name=name)


def names(session: Session) -> list[str]:
    return sorted(session.exec(select(County.name)))


async def test_what_a_unit_did_stays_and_of_one_that_failed_nothing_is_left(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'year.db'}"
    migrate.upgrade(url)
    db = database_at_once(url)

    def fail(session: Session) -> None:
        session.add(county("没有"))
        session.flush()
        raise ValueError("断了")

    await db.tx(lambda session: session.add(county("青河县")))
    with pytest.raises(ValueError, match="断了"):
        await db.tx(fail)
    await db.tx(lambda session: session.add(county("柳林县")))
    assert await db.read(names) == ["柳林县", "青河县"]
    await db.close()
    again = database_at_once(url)
    assert await again.read(names) == ["柳林县", "青河县"]
    await again.close()
