"""The cells of an Excel file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.training.faults import TrainingError


def first_sheet(path: Path) -> Iterator[Sequence[object]]:
    """The rows of the first sheet; raises TrainingError for what is no Excel file."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError):
        raise TrainingError(f"{path} 不是完整的 Excel 文件(.xlsx)") from None
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    finally:
        book.close()
