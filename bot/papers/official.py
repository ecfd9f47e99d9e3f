"""The pieces of an official paper in Word: A4 with its margins, headings, lines, who signs."""

from collections.abc import Iterable

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

BODY, TITLE, HEADING = "仿宋", "宋体", "黑体"
_RED = RGBColor(0xC0, 0x00, 0x00)
_LINE = Pt(28)


def blank() -> Document:
    """An empty A4 sheet with the margins of an official document."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    document.core_properties.author = "gridwhistle"
    document.core_properties.comments = ""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # else some fonts set commas as in Taiwan
    return document


def line(document: Document, words: str, *, indent: bool = True) -> None:
    """A paragraph of the text, its first line set in by two letters."""
    paragraph = document.add_paragraph()
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    set_words(paragraph, words, BODY, 16)


def foot(document: Document, lines: Iterable[str]) -> None:
    """Whose paper it is and of which day, at the right."""
    document.add_paragraph()
    for words in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        set_words(paragraph, words, BODY, 16)


def whole_row(table: Table) -> _Row:
    """A new row at the end of the table, which no page break cuts in two."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 (no other way)
    return row


def in_the_middle(cell: _Cell) -> None:
    """The words stand clear of the rules above and below them."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    form = cell.paragraphs[0].paragraph_format
    form.line_spacing, form.space_before, form.space_after = Pt(20), Pt(4), Pt(4)


def centred(document: Document) -> Paragraph:
    """An empty paragraph in the middle of the line."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def set_words(
    paragraph: Paragraph, words: str, font: str, size: int, *, red: bool = False, bold: bool = False
) -> None:
    """The words stand in the paragraph in this type, Chinese letters too."""
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.font.bold = font, Pt(size), bold
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if red:
        run.font.color.rgb = _RED
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    paragraph.paragraph_format.line_spacing = _LINE
    paragraph.paragraph_format.space_after = Pt(0)
