"""The month's written report of a county or a township, as Markdown or as a Word file."""

import io
from datetime import datetime

import docx
from sqlmodel import Session

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
    document = docx.Document()
    document.add_heading(report.title, level=0)
    for section in report.sections:
        _add(document, section)
    for line in report.signed:
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: docx.document.Document, section: Section) -> None:
    document.add_heading(section.heading, level=1)
    for line in section.lines:
        document.add_paragraph(line)
    if section.rows:
        table = document.add_table(rows=0, cols=len(section.head), style="Table Grid")
        for row in (section.head, *section.rows):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
