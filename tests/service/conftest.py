"""What tests of the service share: the demo county, seeded once and copied for every test."""

import asyncio
import shutil
from pathlib import Path

import pytest

from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database


@pytest.fixture(scope="session")
def county_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A SQLite file with the demo county, to be copied."""
    path = tmp_path_factory.mktemp("county") / "county.db"
    shutil.copy(sqlite_template, path)

    async def fill() -> None:
        db = Database.open(f"sqlite:///{path}")
        await db.tx(lambda session: seed(session, demo_county_file()))
        await db.close()

    asyncio.run(fill())
    return path


@pytest.fixture
def county_url(tmp_path: Path, county_template: Path) -> str:
    """A SQLite database with the demo county."""
    path = tmp_path / "county.db"
    shutil.copy(county_template, path)
    return f"sqlite:///{path}"
