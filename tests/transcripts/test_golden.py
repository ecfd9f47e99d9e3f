"""Every conversation in this folder is played through the real loops and must read the same.

`pytest tests/transcripts --rewrite` writes what the bot says now, to be reviewed in the diff.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.channels.sms import FileSmsProvider, Sms
from bot.loops import Loops
from bot.metrics import Metrics
from bot.replay.play import Listener
from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from storage import history
from storage.clock import SetClock
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.engines import building_engine, parse_url
from storage.tables.case import Case
from tests.transcripts.chat import Playing, read_chat

_HERE = Path(__file__).parent
_FILES = sorted(_HERE.glob("*.txt"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A SQLite file with the demo county, to be copied."""
    path = tmp_path_factory.mktemp("county") / "county.db"
    shutil.copy(sqlite_template, path)
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        seed(session, demo_county_file())
        session.commit()
    return path


@pytest.fixture(scope="session")
def source() -> WorldSource:
    return WorldSource(Policy(), load_categories())


@pytest.fixture
async def db(tmp_path: Path, seeded: Path) -> AsyncIterator[Database]:
    path = tmp_path / "played.db"
    shutil.copy(seeded, path)
    database = Database.open(f"sqlite:///{path}")
    yield database
    await database.close()


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
async def test_a_conversation_goes_as_written(
    path: Path,
    db: Database,
    source: WorldSource,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    chat = read_chat(path)
    clock = SetClock(chat.lines[0].at)
    loops = Loops(db, clock, source, Metrics())
    loops.add(Listener())
    loops.add(Sms(FileSmsProvider(tmp_path / "sms.jsonl", clock)))
    played = await Playing(loops, clock).play(chat)
    if request.config.getoption("--rewrite"):
        path.write_text(played, encoding="utf-8")
    assert played == path.read_text(encoding="utf-8")
    assert await db.read(_unbroken)


def _unbroken(session: Session) -> bool:
    ids = session.exec(select(Case.id)).all()
    return all(history.is_unbroken(history.list_events(session, i)) for i in ids if i)


def test_there_are_conversations() -> None:
    assert _FILES
