"""What is wrong with a table of the roster, kept by its row and column."""

from bot.roster.columns import FORMS, Sheet
from storage.county.checks import Words
from storage.county.nodes import Problems

_ROWS = 1_000_000  # more than a sheet may have
_SHEETS = tuple(Sheet)


def line_of(sheet: Sheet, number: int) -> int:
    """The row of the sheet as one number; what is known already has none and is 0."""
    return (_SHEETS.index(sheet) + 1) * _ROWS + number


def row_of(line: int) -> tuple[Sheet, int]:
    """The sheet and the row of it that a number stands for."""
    sheet, number = divmod(line, _ROWS)
    return _SHEETS[sheet - 1], number


class CellProblems(Problems):
    """Faults by row and column; what was wrong before anybody wrote is left alone."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[tuple[int, str, str], None] = {}

    def add(self, line: int, reason: str, key: str = "") -> None:
        """One more fault of the row, in the column `key`."""
        if line:
            super().add(line, reason, key)
            self.cells[line, key, reason] = None


def _there(line: int, here: int) -> str:
    if not line:
        return "名册里已有"
    sheet, number = row_of(line)
    if sheet == row_of(here)[0]:
        return f"第 {number} 行已有"
    return f"“{FORMS[sheet].name}”表第 {number} 行已有"


WORDS = Words(
    parent="上级",
    namesake="同名的请写上手机号",
    wants_department="要写部门，不写地区",
    wants_region="要写地区，不写部门",
    same_rank="次序都是 {rank}",
    first_rank=1,
    at=_there,
)
