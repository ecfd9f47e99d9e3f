"""Draws the shipped forms of letters anew: `python -m bot.papers.drawing`."""

from collections.abc import Iterable

from docx.document import Document
from docx.enum.table import (
    WD_ROW_HEIGHT_RULE,
    WD_TABLE_ALIGNMENT,
)
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from bot.papers.forms import SHIPPED
from bot.papers.official import (
    BODY,
    HEADING,
    TITLE,
    blank,
    centred,
    foot,
    in_the_middle,
    line,
    set_words,
)
from storage.codes import LetterKind

_BY_HAND = {"签收回执": Cm(1.6), "办理情况": Cm(3.2)}  # room to write and to seal
_WIDTHS = (Cm(3.4), Cm(12.2))


def main() -> None:
    """The three forms stand in the folder of the shipped templates."""
    SHIPPED.mkdir(exist_ok=True)
    for kind, draw in _DRAWN.items():
        document = blank()
        draw(document)
        document.save(str(SHIPPED / f"{kind.value}.docx"))


def _reminder(document: Document) -> None:
    _head(document, "提 示 函")
    line(document, "{{单位}}：", indent=False)
    line(document, "{{问题}}。")
    line(document, "请于{{回复期限}}前书面反馈进展情况和办结时间。")
    foot(document, ("{{中心}}", "{{日期}}"))


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
    foot(document, ("{{中心}}", "{{日期}}"))


def _warning(document: Document) -> None:
    _head(document, "警 示 函")
    line(document, "{{单位}}：", indent=False)
    line(
        document,
        "{{月份}}“三零”情况：案件{{案件}}起，事故{{事故}}起，上访{{上访}}批，评定为{{颜色}}色。",
    )
    line(
        document,
        "请于{{回复期限}}前报送整改清单，写明问题、措施、责任人和完成时间。到期没有报送的，提请县里研判。",
    )
    foot(document, ("签发：{{签发人}}", "{{中心}}", "{{日期}}"))


_DRAWN = {
    LetterKind.REMINDER: _reminder,
    LetterKind.SUPERVISION: _supervision,
    LetterKind.WARNING: _warning,
}


def _head(document: Document, title: str) -> None:
    """The centre's name in red, a red rule, the title and the number."""
    named = centred(document)
    set_words(named, "{{中心}}", TITLE, 26, red=True, bold=True)
    _rule_below(named)
    named.paragraph_format.space_after = Pt(18)
    set_words(centred(document), title, TITLE, 22, bold=True)
    numbered = centred(document)
    set_words(numbered, "{{编号}}", BODY, 16)
    numbered.paragraph_format.space_after = Pt(12)


def _rule_below(paragraph: Paragraph) -> None:
    """A red rule under the paragraph, as under every head of an official document."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", "C00000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 (no other way)


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
        set_words(left.paragraphs[0], name, HEADING, 14)
        left.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        set_words(right.paragraphs[0], words, BODY, 14)
        for cell in row.cells:
            in_the_middle(cell)


if __name__ == "__main__":
    main()
