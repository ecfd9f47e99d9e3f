"""The commands that write papers: `letter`, `ledger`, `monthly`; faults are said in Chinese."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import IO, Annotated, TypeVar

import typer
from sqlmodel import Session

from bot.papers.errors import PaperError
from bot.settings import Settings, load
from bot.sheets.values import day_of
from bot.world import NotSeededError, WorldSource
from handlers.dialogue.letter_words import letter_named
from handlers.governance.ledgers import leaves_of
from handlers.governance.monthly import Report, as_markdown
from handlers.loading.situations import load_directory
from handlers.situation import Speaker, World
from handlers.understanding.tree import load_categories
from storage import letters
from storage.clock import CHINA, SystemClock
from storage.codes import Colour, Level
from storage.db import Database
from storage.ledgers import LedgerFilter
from storage.regions import directory_version
from storage.tables.letter import Letter
from storage.tables.region import Region

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


def ledger(  # noqa: PLR0913 (the options of a command)
    *,
    out: Annotated[
        Path, typer.Option("--out", help="写到这个 Excel 文件（.xlsx）。", dir_okay=False)
    ],
    where: Annotated[str, typer.Option("--region", help="只看这个乡镇、村或网格（名称）。")] = "",
    level: Annotated[Level | None, typer.Option("--level", help="只看这一层办理的。")] = None,
    leaf: Annotated[
        str, typer.Option("--leaf", help="只看这一类（事项编号或名称，大类也行）。")
    ] = "",
    colour: Annotated[Colour | None, typer.Option("--colour", help="只看这种颜色。")] = None,
    department: Annotated[str, typer.Option("--department", help="只看这个单位的。")] = "",
    as_: Annotated[
        str, typer.Option("--as", help="以谁的身份看：只有本人能看的，保密事项才会列出来。")
    ] = "",
    since: Annotated[str, typer.Option("--since", help="从哪一天登记的起，如 2026-01-01。")] = "",
    until: Annotated[str, typer.Option("--until", help="到哪一天登记的为止，含这一天。")] = "",
    still_open: Annotated[bool, typer.Option("--open", help="只看没有办完的。")] = False,
) -> None:
    """The ledger is an Excel file."""
    from bot.papers.ledger import Asked, write_ledger  # noqa: PLC0415

    settings = load()

    def write(session: Session) -> int:
        world = _world(session, settings)
        wanted = LedgerFilter(
            region_ids=_regions(where, world),
            level=level,
            leaves=leaves_of(leaf, world.categories),
            colour=colour,
            department_id=_department(department, world),
            opened_since=_midnight(since, 0),
            opened_until=_midnight(until, 1),
            is_open=True if still_open else None,
        )
        asked = Asked(wanted, _reader(as_, world))
        with opened(out) as target:
            return write_ledger(session, target, asked, world, SystemClock().now())

    count = read(settings, write)
    typer.echo(f"台账 {count} 件，已写到 {out}。")


def monthly(
    month: Annotated[str, typer.Option("--month", help="哪个月，如 2026-05。")],
    out: Annotated[
        Path | None, typer.Option("--out", help="写到这个文件：.docx 或 .md；不写就显示出来。")
    ] = None,
    where: Annotated[str, typer.Option("--region", help="哪个乡镇（街道）的；不写就是全县。")] = "",
) -> None:
    """The month's written report is there."""
    from bot.papers import monthly as reports  # noqa: PLC0415

    settings, named = load(), reports.month_called(month)
    if named is None:
        raise PaperError(f"看不懂月份“{month}”，要写成 2026-05 这样")

    def write(session: Session) -> Report:
        world = _world(session, settings)
        region = _region(where, world) if where else world.directory.top
        return reports.report_for(session, named, region, SystemClock().now(), world)

    report = read(settings, write)
    if out is None:
        typer.echo(as_markdown(report))
        return
    is_word = out.suffix.lower() == ".docx"
    put(out, reports.as_word(report) if is_word else as_markdown(report).encode())
    typer.echo(f"{report.title} 已写到 {out}。")


def _midnight(day: str, later: int) -> datetime | None:
    """The beginning of a day in China, or of the one after."""
    if not day:
        return None
    found = day_of(day)
    if found is None:
        raise PaperError(f"看不懂日期“{day}”，要写成 2026-01-01 这样")
    return datetime.combine(found + timedelta(days=later), time(), CHINA)


def _world(session: Session, settings: Settings) -> World:
    categories = load_categories(settings.taxonomy_file)
    return WorldSource(settings.policy, categories).current(session)


def _region(name: str, world: World) -> Region:
    for region in world.directory.regions.values():
        if name in (region.name, region.code, *region.aliases):
            return region
    raise PaperError(f"县情里没有“{name}”这个地方")


def _regions(name: str, world: World) -> tuple[int, ...]:
    if not name:
        return ()
    return tuple(world.directory.within(_region(name, world).id or 0))


def _department(name: str, world: World) -> int | None:
    if not name:
        return None
    found = world.directory.department_called(name)
    if found is None:
        raise PaperError(f"县情里没有“{name}”这个单位")
    return found.id


def _reader(name: str, world: World) -> Speaker | None:
    if not name:
        return None
    for person in world.directory.staff.values():
        if person.name == name:
            return Speaker(person, world.directory.posts_of(person.id))
    raise PaperError(f"名册里没有“{name}”")


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
    with opened(path) as file:
        file.write(content)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file, to be written; raises PaperError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            yield file
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
