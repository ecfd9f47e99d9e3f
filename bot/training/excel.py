"""The cells of an Excel file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.training.faults import TrainingError

# What openpyxl lets pass when the parts of a file are missing or are not what they should be.
_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, EOFError)


def first_sheet(path: Path) -> Iterator[Sequence[object]]:
    """The rows of the first sheet; raises TrainingError for what is no Excel file."""
    try:
        yield from _cells(path)
    except (InvalidFileException, BadZipFile, *_BROKEN):
        raise TrainingError(f"{path} 不是完整的 Excel 文件（.xlsx）") from None


def _cells(path: Path) -> Iterator[Sequence[object]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    finally:
        book.close()
