"""Excel files for tests: good ones, and such as nobody should open."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook


def a_file(*rows: Sequence[object], sheet: str = "台账", merged: Sequence[str] = ()) -> bytes:
    """An .xlsx with one sheet of these rows."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def changed(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same file with these parts put in or exchanged."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def sheet_xml(rows: str, below: str = "") -> bytes:
    """The XML of a sheet with these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{below}</worksheet>'.encode()


FIRST_SHEET = "xl/worksheets/sheet1.xml"
