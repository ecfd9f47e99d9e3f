"""Writes tables as an Excel file in the layout of a ledger, row by row, however many there are.

openpyxl draws each sheet with its title, head and one sample row; the rows are written in its place
as they come: a cell costs a microsecond instead of a hundred, and nothing is held but the row.
"""

import io
import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_HEAD = PatternFill("solid", fgColor="DDE7F3")
_THIN = Side(style="thin", color="808080")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000  # Excel keeps 32,767 letters in a cell
_SAMPLE = re.compile(rb'<row r="(\d+)"[^>]*>((?:(?!</row>).)*@sample@.*?)</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_ROWS_END = b"</sheetData>"
_A4 = "9"
_LETTERS = tuple(get_column_letter(position) for position in range(2, 200))


@dataclass(frozen=True)
class Layout:
    """How one sheet looks: title, what stands under it, head, and the widths of its columns."""

    name: str
    title: str
    head: Sequence[str]
    widths: Sequence[int]
    facts: str = ""  # who made it, when, for which time

    @property
    def last(self) -> str:
        """The letter of the last column; the first is the position in the list."""
        return get_column_letter(len(self.widths) + 1)

    @property
    def begins(self) -> int:
        """The first row below the head."""
        return 4 if self.facts else 3


class Writing:
    """An Excel file that is being written: rows go to one sheet after the other.

    Everything in a cell is text, leading zeros and all; nothing that begins like a formula
    calculates, in Excel or when it is edited there.
    """

    def __init__(self, target: IO[bytes], layouts: Sequence[Layout]) -> None:
        self._layouts = layouts
        self._drawn = ZipFile(io.BytesIO(_draw(layouts)))
        self._file = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=4)
        self._stack = ExitStack()
        self._number = 0
        for name in self._drawn.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                self._file.writestr(name, self._drawn.read(name))
        self._begin()

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """These rows stand below the others of the sheet, numbered."""
        for row in rows:
            self._count += 1
            number = self._layout.begins + self._count - 1
            cells = "".join(
                self._cell(f"{x}{number}", v) for x, v in zip(_LETTERS, row, strict=False)
            )
            first = f'<c r="A{number}" s="{self._styles[0]}"><v>{self._count}</v></c>'
            self._page.write(f'<row r="{number}">{first}{cells}</row>'.encode())

    def next_sheet(self) -> None:
        """The rows to come stand on the next sheet."""
        self._end()
        self._number += 1
        self._begin()

    def finish(self) -> None:
        """The file is whole."""
        self._end()
        while self._number + 1 < len(self._layouts):
            self._number += 1
            self._begin()
            self._end()
        self._file.close()
        self._drawn.close()

    def _begin(self) -> None:
        self._layout, self._count = self._layouts[self._number], 0
        name = f"xl/worksheets/sheet{self._number + 1}.xml"
        drawn = _DIMENSION.sub(b"", self._drawn.read(name))
        sample = _SAMPLE.search(drawn)
        if sample is None:
            raise AssertionError(f"no sample row in {name}")
        self._styles = [int(style) for style in _STYLE.findall(sample[2])]
        self._rest = drawn[sample.end() :]
        self._page = self._stack.enter_context(self._file.open(name, "w", force_zip64=True))
        self._page.write(drawn[: sample.start()])

    def _end(self) -> None:
        head = self._layout.begins - 1
        filtered = f'<autoFilter ref="A{head}:{self._layout.last}{head + self._count}"/>'
        self._page.write(self._rest.replace(_ROWS_END, _ROWS_END + filtered.encode(), 1))
        self._stack.close()

    def _cell(self, address: str, value: str) -> str:
        plain = _NOT_IN_XML.sub("", value)[:_LONGEST]
        looks_like_a_formula = plain.startswith(_FORMULA)
        style = self._styles[2] if looks_like_a_formula else self._styles[1]
        if not plain:
            return f'<c r="{address}" s="{style}"/>'
        text = escape(plain)
        shown = f'<is><t xml:space="preserve">{text}</t></is>'
        return f'<c r="{address}" s="{style}" t="inlineStr">{shown}</c>'


class Book:
    """A small Excel file, sheet by sheet, in the same layout."""

    def __init__(self) -> None:
        self._sheets: list[tuple[Layout, list[Sequence[str]]]] = []

    def sheet(
        self,
        name: str,
        title: str,
        head: Sequence[str],
        widths: Sequence[int],
        rows: Iterable[Sequence[str]],
    ) -> None:
        """A sheet with a title, a head that stays in sight, and the rows, numbered."""
        self._sheets.append((Layout(name, title, head, widths), list(rows)))

    def content(self) -> bytes:
        """The file."""
        written = io.BytesIO()
        writing = Writing(written, [layout for layout, _ in self._sheets])
        for position, (_, rows) in enumerate(self._sheets):
            if position:
                writing.next_sheet()
            writing.add(rows)
        writing.finish()
        return written.getvalue()


def _draw(layouts: Sequence[Layout]) -> bytes:
    """The file with no row but a sample on each sheet: a number, a text, a text like a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for layout in layouts:
        _draw_sheet(book.create_sheet(layout.name), layout)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _draw_sheet(sheet: Worksheet, layout: Layout) -> None:
    head = layout.begins - 1
    sheet.append([layout.title])
    if layout.facts:
        sheet.append([layout.facts])
    sheet.append(["序号", *layout.head])
    sheet.append([1, "@sample@", "@sample@"])
    for position, width in enumerate((6, *layout.widths), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    for number in range(1, head):
        sheet.merge_cells(f"A{number}:{layout.last}{number}")
    _draw_head(sheet, head)
    _draw_sample(sheet, layout.begins)
    sheet.freeze_panes = f"C{layout.begins}"
    _print(sheet, head)


def _draw_head(sheet: Worksheet, head: int) -> None:
    sheet["A1"].font = Font(name="方正小标宋简体", size=18)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 34
    if head > 2:
        sheet["A2"].font = Font(name="仿宋", size=11)
        sheet["A2"].alignment = Alignment(vertical="center")
        sheet.row_dimensions[2].height = 20
    for cell in sheet[head]:
        cell.font, cell.fill, cell.border = Font(name="黑体", size=10), _HEAD, _RULED
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[head].height = 30


def _draw_sample(sheet: Worksheet, row: int) -> None:
    for cell in sheet[row][:3]:
        cell.font, cell.border = Font(name="仿宋", size=10), _RULED
        cell.number_format = "@"
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    number, _, formula = sheet[row][:3]
    number.number_format = "0"
    number.alignment = Alignment(horizontal="center", vertical="center")
    formula.quotePrefix = True


def _print(sheet: Worksheet, head: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, footer=0.3)
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"1:{head}"
