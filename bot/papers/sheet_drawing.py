"""Draws the sheets of a file with openpyxl: title, head, one sample row, and how they print."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.papers.layout import Layout
from bot.sheets.addresses import letters_of

_HEAD = PatternFill("solid", fgColor="DDE7F3")
_THIN = Side(style="thin", color="808080")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_A3, _A4 = "8", "9"
_OFFERED_TO = 5000  # the last row that has drop-downs
SAMPLE = "@sample@"


def draw(layouts: Sequence[Layout]) -> bytes:
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
    sheet.append([1, SAMPLE, SAMPLE])
    for position, width in enumerate((6, *layout.widths), start=1):
        sheet.column_dimensions[letters_of(position)].width = width
    for number in range(1, head):
        sheet.merge_cells(f"A{number}:{layout.last}{number}")
    _draw_head(sheet, head)
    _draw_sample(sheet, layout.begins)
    sheet.freeze_panes = f"C{layout.begins}"
    _offer(sheet, layout)
    _print(sheet, head, is_wide=layout.is_wide)
    if layout.is_hidden:
        sheet.sheet_state = "hidden"


def _offer(sheet: Worksheet, layout: Layout) -> None:
    """Drop-down lists, which help and never refuse: many cells take several words, or others' words."""
    for position, heading in enumerate(layout.head, start=2):
        if heading in layout.lists:
            choices = DataValidation(type="list", formula1=layout.lists[heading], allow_blank=True)
            choices.showErrorMessage = False
            letters = letters_of(position)
            choices.add(f"{letters}{layout.begins}:{letters}{_OFFERED_TO}")
            sheet.add_data_validation(choices)


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


def _print(sheet: Worksheet, head: int, *, is_wide: bool) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3 if is_wide else _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, footer=0.3)
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"1:{head}"
