"""The month's written report of a county or a township, as Markdown or as a Word file."""

import io
from datetime import datetime

from docx.document import Document
from docx.shared import Pt
from sqlmodel import Session

from bot.papers import official
from handlers.governance.monthly import Month, Report, Section, report_of
from handlers.loading.situations import load_views
from handlers.situation import World
from storage import ledgers, letters
from storage.clock import CHINA
from storage.tables.region import Region


def month_called(name: str) -> Month | None:
    """The month of "2026-05"; None when that is no month."""
    try:
        since = datetime.strptime(name, "%Y-%m").replace(tzinfo=CHINA)
    except ValueError:
        return None
    year, month = since.year, since.month
    after = since.replace(year=year + month // 12, month=month % 12 + 1)
    return Month(year, month, since, after)


def report_for(
    session: Session, month: Month, region: Region, now: datetime, world: World
) -> Report:
    """The report of this month, read from the cases and letters as they stand."""
    county_id = world.directory.county.id or 0
    cases = ledgers.list_of_month(session, county_id, month.since, month.until)
    written = letters.list_between(session, county_id, month.since, month.until)
    return report_of(month, region, load_views(session, cases), written, now, world)


def as_word(report: Report) -> bytes:
    """The report as a .docx."""
    document = official.blank()
    title = official.centred(document)
    official.set_words(title, report.title, official.TITLE, 22, bold=True)
    title.paragraph_format.space_after = Pt(18)
    for section in report.sections:
        _add(document, section)
    official.foot(document, report.signed)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: Document, section: Section) -> None:
    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(10)
    official.set_words(heading, section.heading, official.HEADING, 16)
    for words in section.lines:
        official.line(document, words)
    if section.rows:
        table = document.add_table(rows=0, cols=len(section.head), style="Table Grid")
        for row in (section.head, *section.rows):
            is_head = row is section.head
            written = official.whole_row(table)
            for cell, words in zip(written.cells, row, strict=True):
                font = official.HEADING if is_head else official.BODY
                official.set_words(cell.paragraphs[0], words, font, 12)
                official.in_the_middle(cell)
                cell.paragraphs[0].paragraph_format.keep_with_next = is_head
