"""A county's whole roster from one Excel file: read, looked through, landed, and handed in again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

from sqlmodel import Session, SQLModel

from bot.opening.command import empty_county
from bot.papers.sheets import Book
from bot.roster.columns import FORMS, Sheet
from bot.roster.excel import read_roster, rows_of
from bot.roster.landing import carry_out
from bot.roster.planning import Preview, preview
from handlers.understanding.tree import load_categories
from storage.county.landing import By
from storage.county.seed import seed
from storage.engines import building_engine, parse_url
from tests.benchmarks.figures import Figure
from tests.fakes import NOON

TOWNSHIPS, GRIDS, MEMBERS, GROUPS = 15, 787, 2197, 600
_VILLAGES = 10  # in each township
_GOAL = 30.0
_BARE = "reading the file"


async def measure(folder: Path, _template: Path, *, quick: bool) -> list[Figure]:
    """CPU seconds until a county of the usual size is there, and until the same file changed nothing."""
    share = 10 if quick else 1
    content = a_county(GRIDS // share, MEMBERS // share, GROUPS // share)
    began = process_time()
    read_roster(content)
    bare = process_time() - began
    with (
        building_engine(parse_url(str(folder / "roster.db"))) as engine,
        Session(engine) as session,
    ):
        SQLModel.metadata.create_all(engine)
        seed(session, empty_county("C1", "大县"), now=NOON)
        session.commit()
        first, found = _handed_in(session, content)
        again, same = _handed_in(session, content)
    if found.faults or not same.plan.is_empty:
        raise AssertionError(found.faults, same.plan.added[:3])
    told = f"{GRIDS // share} grids, {MEMBERS // share} members, {GROUPS // share} groups, SQLite"
    return [
        Figure(f"a roster from Excel: {told}", first, "CPU s", bare, _BARE, at_most=_GOAL),
        Figure("the same file again, nothing changed", again, "CPU s", bare, _BARE, at_most=_GOAL),
    ]


def _handed_in(session: Session, content: bytes) -> tuple[float, Preview]:
    """CPU seconds for reading, showing and landing a file, as the console does it."""
    categories = load_categories(None)
    began = process_time()
    rows = rows_of(read_roster(content))
    preview(session, rows, categories)  # what is shown
    found = preview(session, rows, categories)  # what lands
    if not found.plan.is_empty:
        carry_out(session, found, By(None, NOON))
    session.commit()
    return process_time() - began, found


def a_county(grids: int, members: int, groups: int) -> bytes:
    """The Excel file of a county with so many grids, members and groups."""
    ways = [_way(number) for number in range(grids)]
    rows: dict[Sheet, list[Sequence[str]]] = {
        Sheet.REGIONS: list(_regions(ways)),
        Sheet.PEOPLE: [
            (f"网格员{n}", f"138{n:08d}", "网格员", "/".join(ways[n % grids]), "", "")
            for n in range(members)
        ],
        Sheet.GROUPS: [
            (f"邻里群{n}", "居民群", "/".join(ways[n % grids]), "网关", f"room-{n}", "", "")
            for n in range(groups)
        ],
    }
    book = Book()
    for sheet, several in rows.items():
        form = FORMS[sheet]
        head = [one.headings[0] for one in form.columns]
        book.sheet(form.name, form.name, head, form.widths, several)
    return book.content()


def _way(number: int) -> tuple[str, str, str]:
    township, village = number % TOWNSHIPS, number // TOWNSHIPS % _VILLAGES
    return f"第{township}乡", f"第{village}村", f"第{number}网格"


def _regions(ways: Sequence[tuple[str, str, str]]) -> Iterator[Sequence[str]]:
    for township in dict.fromkeys(one[0] for one in ways):
        yield "乡镇", township, "", "", "", "", ""
    for township, village in dict.fromkeys(one[:2] for one in ways):
        yield "村", village, township, "", "", "", ""
    for township, village, grid in ways:
        yield "网格", grid, f"{township}/{village}", "", "", "", ""
