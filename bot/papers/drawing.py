"""Draws the shipped forms of letters anew: `python -m bot.papers.drawing`."""

from collections.abc import Iterable

import docx
from docx.document import Document
from docx.enum.table import (
    WD_CELL_VERTICAL_ALIGNMENT,
    WD_ROW_HEIGHT_RULE,
    WD_TABLE_ALIGNMENT,
)
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bot.papers.forms import SHIPPED
from storage.codes import LetterKind

_BODY, _TITLE = "仿宋", "宋体"
_RED = RGBColor(0xC0, 0x00, 0x00)
_LINE = Pt(28)
_BY_HAND = {"签收回执": Cm(1.6), "办理情况": Cm(3.2)}  # room to write and to seal
_WIDTHS = (Cm(3.4), Cm(12.2))


def main() -> None:
    """The three forms stand in the folder of the shipped templates."""
    SHIPPED.mkdir(exist_ok=True)
    for kind, draw in _DRAWN.items():
        document = _sheet()
        draw(document)
        document.save(str(SHIPPED / f"{kind.value}.docx"))


def _reminder(document: Document) -> None:
    _head(document, "提 示 函")
    _line(document, "{{单位}}：", indent=False)
    _line(document, "{{问题}}。")
    _line(document, "请于{{回复期限}}前书面反馈进展情况和办结时间。")
    _foot(document, ("{{中心}}", "{{日期}}"))


def _supervision(document: Document) -> None:
    _head(document, "督 办 单")
    _table(
        document,
        (
            ("承办单位", "{{单位}}"),
            ("事项", "{{事项}}"),
            ("交办时间", "{{交办时间}}"),
            ("原定时限", "{{原定时限}}"),
            ("存在问题", "{{问题}}"),
            (
                "办理要求",
                "一、{{工作日}}个工作日内（{{回复期限}}前）办结；二、书面说明原因；三、明确责任领导。",
            ),
            ("签发", "{{签发人}}"),
            ("签收回执", "{{签收}}"),
            ("办理情况", "{{回复}}"),
        ),
    )
    _foot(document, ("{{中心}}", "{{日期}}"))


def _warning(document: Document) -> None:
    _head(document, "警 示 函")
    _line(document, "{{单位}}：", indent=False)
    _line(
        document,
        "{{月份}}“三零”情况：案件{{案件}}起，事故{{事故}}起，上访{{上访}}批，评定为{{颜色}}色。",
    )
    _line(
        document,
        "请于{{回复期限}}前报送整改清单，写明问题、措施、责任人和完成时间。到期没有报送的，提请县里研判。",
    )
    _foot(document, ("签发：{{签发人}}", "{{中心}}", "{{日期}}"))


_DRAWN = {
    LetterKind.REMINDER: _reminder,
    LetterKind.SUPERVISION: _supervision,
    LetterKind.WARNING: _warning,
}


def _sheet() -> Document:
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


def _head(document: Document, title: str) -> None:
    """The centre's name in red, a red rule, the title and the number."""
    named = _centred(document)
    _set(named, "{{中心}}", _TITLE, 26, red=True, bold=True)
    _rule_below(named)
    named.paragraph_format.space_after = Pt(18)
    _set(_centred(document), title, _TITLE, 22, bold=True)
    numbered = _centred(document)
    _set(numbered, "{{编号}}", _BODY, 16)
    numbered.paragraph_format.space_after = Pt(12)


def _rule_below(paragraph: Paragraph) -> None:
    """A red rule under the paragraph, as under every head of an official document."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", "C00000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 (no other way)


def _foot(document: Document, lines: Iterable[str]) -> None:
    document.add_paragraph()
    for words in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _set(paragraph, words, _BODY, 16)


def _line(document: Document, words: str, *, indent: bool = True) -> None:
    paragraph = document.add_paragraph()
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    _set(paragraph, words, _BODY, 16)


def _table(document: Document, rows: Iterable[tuple[str, str]]) -> None:
    """A ruled table of two columns: what, and its gap."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for name, words in rows:
        row = table.add_row()
        row.height, row.height_rule = _BY_HAND.get(name, Cm(1.1)), WD_ROW_HEIGHT_RULE.AT_LEAST
        left, right = row.cells
        left.width, right.width = _WIDTHS
        _set(left.paragraphs[0], name, "黑体", 14)
        left.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set(right.paragraphs[0], words, _BODY, 14)
        for cell in row.cells:
            _in_the_middle(cell)


def _in_the_middle(cell: _Cell) -> None:
    """The words stand clear of the rules above and below them."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    form = cell.paragraphs[0].paragraph_format
    form.line_spacing, form.space_before, form.space_after = Pt(20), Pt(4), Pt(4)


def _centred(document: Document) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _set(
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


if __name__ == "__main__":
    main()
