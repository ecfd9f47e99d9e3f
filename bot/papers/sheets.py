"""Writes a ledger as an Excel file: a frozen head, widths, dates as text, nothing that calculates."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_HEAD = PatternFill("solid", fgColor="DDE7F3")
_THIN = Side(style="thin", color="B0B0B0")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Book:
    """An Excel file being written, sheet by sheet."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])

    def sheet(
        self,
        name: str,
        title: str,
        head: Sequence[str],
        widths: Sequence[int],
        rows: Iterable[Sequence[str]],
    ) -> None:
        """A sheet with a title, a head that stays in sight, and the rows, numbered."""
        sheet = self._book.create_sheet(name)
        sheet.append([title])
        sheet.append(["序号", *head])
        for position, row in enumerate(rows, start=1):
            sheet.append([position, *(_harmless(value) for value in row)])
        _set(sheet, (6, *widths))

    def content(self) -> bytes:
        """The file."""
        written = io.BytesIO()
        self._book.save(written)
        return written.getvalue()


def _harmless(value: str) -> str:
    """The value as text, whatever it begins with: Excel calculates what begins with =."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _set(sheet: Worksheet, widths: Sequence[int]) -> None:
    last = get_column_letter(len(widths))
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = f"A2:{last}{sheet.max_row}"
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border = _RULED
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:2"
