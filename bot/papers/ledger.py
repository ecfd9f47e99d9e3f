"""The ledger of cases (台账) as an Excel file, for the console and the command alike.

It is read page by page and written row by row: a hundred thousand cases take no more memory than one page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from sqlmodel import Session

from bot.papers.errors import PaperError
from bot.papers.layout import Layout
from bot.papers.sheets import CHOICES, Writing
from handlers.governance.ledgers import COLUMNS, headings, may_list, row_of
from handlers.governance.units import unit_of_letter
from handlers.loading.situations import load_views
from handlers.reach import reach_of
from handlers.situation import Speaker, World
from handlers.texts import render
from handlers.wording import day_in_full, in_full, letter_name
from storage import ledgers, letters, plans
from storage.ledgers import Behind, LedgerFilter
from storage.people import get_people
from storage.reach import Reach
from storage.tables.letter import Letter

MOST = 100_000
PAGE = 500
_LETTER_WIDTHS = (20, 14, 40, 10, 12, 10, 12, 12, 12, 12, 40)


@dataclass(frozen=True)
class Asked:
    """Which ledger is asked for, and by whom; nobody in particular reads what is not confidential."""

    wanted: LedgerFilter
    reader: Speaker | None = None

    def whose(self, world: World) -> int | Reach:
        """The cases it is chosen from."""
        directory = world.directory
        if self.reader is None:
            return directory.county.id or 0
        return reach_of(self.reader, directory)


@dataclass(frozen=True)
class Page:
    """The next rows of a ledger, and where the page behind begins."""

    rows: list[tuple[str, ...]]
    case_ids: frozenset[int]
    behind: Behind | None


def check_size(session: Session, asked: Asked, world: World) -> None:
    """The ledger is small enough for one file; raises PaperError."""
    if ledgers.count(session, asked.whose(world), asked.wanted, MOST) > MOST:
        raise PaperError(f"符合条件的超过 {MOST} 件，一个表放不下。请按时间、地方或类别分几次导出")


def page_of(session: Session, asked: Asked, world: World, behind: Behind | None = None) -> Page:
    """The next rows that the reader may see; `behind` is None on the last page."""
    found = ledgers.list_page(session, asked.whose(world), asked.wanted, behind, PAGE)
    listed = [v for v in load_views(session, found) if may_list(v, asked.reader, world)]
    written = plans.newest_of(session, [view.id for view in listed])
    return Page(
        rows=[row_of(view, written.get(view.id), world) for view in listed],
        case_ids=frozenset(view.id for view in listed),
        behind=Behind(found[-1].opened_at, found[-1].id or 0) if len(found) == PAGE else None,
    )


class LedgerFile:
    """The file while it is written; call it in a thread, a large one takes a while."""

    def __init__(self, target: IO[bytes], asked: Asked, world: World, now: datetime) -> None:
        self.count = 0
        self._ids: set[int] = set()
        self._kinds = _kinds(world)
        self._writing = Writing(target, _layouts(asked, world, now))

    def add(self, page: Page) -> None:
        """The rows of the page stand in the ledger."""
        self._writing.add(page.rows)
        self._ids |= page.case_ids
        self.count += len(page.rows)

    def finish(self, papers: Iterable[tuple[str, ...]] = ()) -> None:
        """The file is whole: the letters on a sheet of their own, and the kinds to choose from."""
        self._writing.next_sheet()
        self._writing.add(papers)
        self._writing.next_sheet()
        self._writing.add((name,) for name in self._kinds)
        self._writing.finish()

    def letters(self, session: Session, asked: Asked, world: World) -> list[tuple[str, ...]]:
        """The letters about these cases and, for a ledger of everything, those about units."""
        found = [
            one
            for one in letters.list_newest(session, world.directory.county.id or 0)
            if one.case_id in self._ids or (one.case_id is None and asked.reader is None)
        ]
        signers = get_people(session, [one.signer_id for one in found if one.signer_id])
        names = {person_id: person.name for person_id, person in signers.items()}
        return [_letter(one, names.get(one.signer_id or 0, ""), world) for one in reversed(found)]


def write_ledger(
    session: Session, target: IO[bytes], asked: Asked, world: World, now: datetime
) -> int:
    """The whole ledger is in the file; gives how many cases the reader finds in it."""
    check_size(session, asked, world)
    file, page = LedgerFile(target, asked, world, now), page_of(session, asked, world)
    file.add(page)
    while page.behind is not None:
        page = page_of(session, asked, world, page.behind)
        file.add(page)
    file.finish(file.letters(session, asked, world))
    return file.count


def period_of(wanted: LedgerFilter) -> str:
    """The time a ledger is about, in words."""
    since, until = wanted.opened_since, wanted.opened_until
    if since is None and until is None:
        return render("ledger.all_time")
    first = day_in_full(since) if since is not None else render("ledger.from_the_start")
    last = day_in_full(until - timedelta(seconds=1)) if until is not None else ""
    return render("ledger.period", first=first, last=last or render("ledger.till_now"))


def _layouts(asked: Asked, world: World, now: datetime) -> tuple[Layout, ...]:
    county = world.directory.county
    facts = render(
        "ledger.facts",
        unit=county.centre_name or county.name,
        period=period_of(asked.wanted),
        person=asked.reader.person.name if asked.reader is not None else "",
        day=day_in_full(now),
    )
    title = render("ledger.title", name=county.name)
    widths = tuple(width for _, width in COLUMNS)
    papers = render("ledger.letters")
    return (
        Layout(render("ledger.sheet"), title, headings(), widths, facts, _lists(world)),
        Layout(papers, papers, render("ledger.letter_head").split("，"), _LETTER_WIDTHS),
        Layout(CHOICES, CHOICES, (render("ledger.kinds"),), (44,), is_hidden=True),
    )


def _kinds(world: World) -> list[str]:
    return [one.name for one in world.categories.leaves.values()]


def _lists(world: World) -> dict[str, str]:
    """Kinds can be chosen from a list: a ledger that comes back may correct them."""
    return {render("ledger.leaf"): f"'{CHOICES}'!$B$3:$B${len(_kinds(world)) + 2}"}


def _letter(letter: Letter, signer: str, world: World) -> tuple[str, ...]:
    moments = (letter.issued_at, letter.reply_due_at, letter.received_at, letter.replied_at)
    issued, until, received, replied = (in_full(m) if m is not None else "" for m in moments)
    return (
        letter_name(letter),
        unit_of_letter(letter, world.directory).name,
        "；".join(letter.reasons),
        render(f"letter_state.{letter.state.value}"),
        in_full(letter.drafted_at),
        signer,
        issued,
        until,
        received,
        replied,
        letter.reply,
    )
