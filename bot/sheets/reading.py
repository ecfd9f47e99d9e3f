"""Reads an Excel file within limits: the cells of its sheets, as Excel keeps them."""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from bot.sheets.faults import SheetError
from bot.sheets.limits import LIMITS, Limits
from bot.sheets.package import Package, Place, broken

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# What openpyxl lets pass when the parts of a file are missing or are not what they should be.
_BROKEN = (
    BadZipFile, OSError, ParseError, EOFError, RecursionError,
    KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError,
)  # fmt: skip
_LAST_ROW = 1_048_576  # of any Excel file


@dataclass(frozen=True)
class Line:
    """One row of a sheet with something in it; the first row is 1."""

    number: int
    cells: Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """One sheet that people can see, without its empty rows."""

    name: str
    lines: tuple[Line, ...]
    unsolved: frozenset[Place] = frozenset()  # formulas without a value


def read_workbook(content: bytes, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx; raises SheetError with what to do for whatever else this is.

    Takes seconds for a large file: call it in a thread.
    """
    # A service to which nobody hands a table need not carry Excel's library, 10 MB.
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 (as said)

    package = Package(content, limits)
    try:
        return tuple(_sheets(content, package, limits))
    except (InvalidFileException, *_BROKEN):
        raise broken() from None


def _sheets(content: bytes, package: Package, limits: Limits) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 (as above)

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    left = limits.rows
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            found = _sheet(sheet, package, limits, left)
            left -= len(found.lines)
            yield found
    finally:
        book.close()


def _sheet(sheet: "Worksheet", package: Package, limits: Limits, left: int) -> Sheet:
    path = str(vars(sheet)["_worksheet_path"])  # where its XML is; openpyxl tells it nowhere else
    name = str(sheet.title)
    if behind := package.too_wide(path):
        raise SheetError(
            f"“{name}”表 {behind} 还有内容，一张表最多 {limits.columns} 列。请删去用不着的列"
        )
    lines = []
    for line in _lines(sheet, package.merged(path), limits):
        lines.append(line)
        if len(lines) > left:
            raise SheetError(f"一次最多导入 {limits.rows} 行。请分成几个文件上传")
    return Sheet(name, tuple(lines), package.unsolved(path))


def _lines(sheet: "Worksheet", merged: Mapping[Place, int], limits: Limits) -> Iterator[Line]:
    """Rows with something in them; a cell merged into one above it holds the same."""
    tops = {(row, column) for (_, column), row in merged.items()}
    wanted: dict[int, list[int]] = defaultdict(list)
    for row, column in tops:
        wanted[row].append(column)
    held: dict[Place, object] = {}
    rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=limits.columns, values_only=True)
    for number, cells in enumerate(rows, start=1):
        if cells.count(None) == len(cells) or not any(cell not in (None, "") for cell in cells):
            continue  # counted first: a file may have a million empty rows
        held |= {(number, c): cells[c - 1] for c in wanted.get(number, ()) if c <= len(cells)}
        yield Line(number, _filled(number, cells, merged, held))


def _filled(
    number: int,
    cells: Sequence[object],
    merged: Mapping[Place, int],
    held: Mapping[Place, object],
) -> Sequence[object]:
    if not merged:
        return cells
    return tuple(
        held.get((merged[number, column], column)) if (number, column) in merged else cell
        for column, cell in enumerate(cells, start=1)
    )
