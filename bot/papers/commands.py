"""The commands that write papers: `letter`; what is wrong is said in Chinese."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlmodel import Session

from bot.papers.errors import PaperError
from bot.settings import Settings, load
from bot.world import NotSeededError
from handlers.dialogue.letter_words import letter_named
from handlers.loading import load_directory
from storage import letters
from storage.clock import SystemClock
from storage.db import Database
from storage.regions import directory_version
from storage.tables.letter import Letter

T = TypeVar("T")


def letter(
    named: Annotated[str, typer.Argument(metavar="编号", help="哪一份，如：督办单〔2026〕3号。")],
    out: Annotated[
        Path, typer.Option("--out", help="写到这个 Word 文件（.docx）。", dir_okay=False)
    ],
) -> None:
    """The letter is a Word file."""
    # Word's library takes 6 MB and a tenth of a second, which no other command should.
    from bot.papers.letters import facts_now, file_name, letter_file  # noqa: PLC0415

    settings = load()

    def write(session: Session) -> tuple[str, bytes]:
        found = _find(session, named)
        directory, now = load_directory(session), SystemClock().now()
        facts = facts_now(session, found, directory, settings.policy, now)
        return file_name(found), letter_file(found, facts, settings.letters.template_dir)

    name, content = read(settings, write)
    put(out, content)
    typer.echo(f"{name.removesuffix('.docx')} 已写到 {out}。")


def check_forms(settings: Settings) -> None:
    """The forms of letters can be used; raises TemplateError naming everything wrong with them."""
    from bot.papers.forms import check  # noqa: PLC0415

    check(settings.letters.template_dir)


def read(settings: Settings, look: Callable[[Session], T]) -> T:
    """What `look` finds in the database of these settings; raises NotSeededError."""

    def found(session: Session) -> T:
        if directory_version(session) == 0:
            raise NotSeededError(NotSeededError.__doc__)
        return look(session)

    async def run() -> T:
        db = Database.open(settings.database_url)
        try:
            return await db.read(found)
        finally:
            await db.close()

    return asyncio.run(run())


def put(path: Path, content: bytes) -> None:
    """The file holds this; raises PaperError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise PaperError(f"写不了文件 {path}：{error.strerror}") from None


def _find(session: Session, named: str) -> Letter:
    meant = letter_named(named)
    if meant is None or meant.number is None:
        raise PaperError(f"看不懂“{named}”。请写全，如：督办单〔2026〕3号、提示函2号")
    numbered = letters.list_numbered(session, load_directory(session).county.id or 0, meant.number)
    fitting = [one for one in numbered if one.kind is meant.kind]
    newest = max((meant.year or one.year for one in fitting), default=0)
    found = next((one for one in fitting if one.year == newest), None)
    if found is None:
        raise PaperError(f"没有这份函件：{named}")
    return found
