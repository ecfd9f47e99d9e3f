"""Fills the gaps of a Word form: {{编号}} becomes the number, in the type it was set in."""

import re
from collections.abc import Iterator, Mapping

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def gaps_of(document: Document) -> frozenset[str]:
    """The names of all gaps of a form, wherever they stand."""
    return frozenset(
        name for paragraph in _paragraphs(document) for name in GAP.findall(_words(paragraph))
    )


def fill(document: Document, values: Mapping[str, str]) -> None:
    """Every gap holds its value; a name without one stays as it is."""
    for paragraph in _paragraphs(document):
        # From the end, so that what stands before a gap keeps its place.
        for gap in reversed(list(GAP.finditer(_words(paragraph)))):
            if gap[1] in values:
                _put(paragraph, gap.start(), gap.end(), values[gap[1]])


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the text, its tables, headers and footers."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]  # noqa: SLF001 (no other way)
    for part in parts:
        for element in part.iter(qn("w:p")):
            yield Paragraph(element, document)


def _words(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _put(paragraph: Paragraph, start: int, end: int, value: str) -> None:
    """What stands between the two places is `value` now, in the type of its first letter.

    Word cuts a gap into several runs wherever somebody corrected it.
    """
    is_first = True
    for run, begin in _placed(paragraph):
        finish = begin + len(run.text)
        if finish <= start or begin >= end:
            continue
        before, after = run.text[: max(start - begin, 0)], run.text[max(end - begin, 0) :]
        run.text = before + (value if is_first else "") + after
        is_first = False


def _placed(paragraph: Paragraph) -> list[tuple[Run, int]]:
    """The runs of a paragraph with the place at which each begins."""
    found, at = [], 0
    for run in paragraph.runs:
        found.append((run, at))
        at += len(run.text)
    return found
