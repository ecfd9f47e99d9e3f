"""The ledger of cases and letters of a county, as an Excel file."""

from sqlmodel import Session

from bot.papers.sheets import Book
from handlers.governance.ledgers import COLUMNS, headings, rows_of
from handlers.governance.units import unit_of_letter
from handlers.loading.situations import load_views
from handlers.situation import CaseView, Speaker, World
from handlers.texts import render
from handlers.wording import in_full, letter_name
from storage import ledgers, letters, plans
from storage.people import get_people
from storage.tables.letter import Letter

_LETTER_WIDTHS = (20, 14, 40, 10, 18, 10, 18, 18, 18, 18, 40)


def ledger_file(
    session: Session, wanted: ledgers.LedgerFilter, reader: Speaker | None, world: World
) -> tuple[bytes, int]:
    """The ledger as an .xlsx, and how many cases the reader finds in it."""
    directory = world.directory
    cases = ledgers.list_for(session, directory.county.id or 0, wanted)
    views = load_views(session, cases)
    written = plans.newest_of(session, [view.id for view in views])
    rows = rows_of(views, written, reader, world)
    book = Book()
    title = render("ledger.title", name=directory.county.name)
    widths = tuple(width for _, width in COLUMNS)
    book.sheet(title, title, headings(), widths, rows)
    head = render("ledger.letter_head").split("，")
    listed = _letters(session, views, reader, world)
    book.sheet(render("ledger.letters"), render("ledger.letters"), head, _LETTER_WIDTHS, listed)
    return book.content(), len(rows)


def _letters(
    session: Session, views: tuple[CaseView, ...], reader: Speaker | None, world: World
) -> list[tuple[str, ...]]:
    """The letters about these cases and, for a ledger of everything, those about units."""
    known = {view.id for view in views}
    found = [
        one
        for one in letters.list_newest(session, world.directory.county.id or 0)
        if one.case_id in known or (one.case_id is None and reader is None)
    ]
    signers = get_people(session, [one.signer_id for one in found if one.signer_id])
    names = {person_id: person.name for person_id, person in signers.items()}
    return [_letter(one, names.get(one.signer_id or 0, ""), world) for one in reversed(found)]


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
