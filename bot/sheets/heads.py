"""Finds the columns of a table by what stands over them, wherever the head is."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.sheets.addresses import address
from bot.sheets.faults import Fault, SheetError
from bot.sheets.limits import LIMITS
from bot.sheets.reading import Line, Sheet
from bot.sheets.values import text_of

_SEARCHED = 15  # rows in which the head is looked for: titles and notes stand above it
_REMARK = re.compile(r"\(.*?\)|【.*?】|\[.*?\]|[\s*:：、，。]")
_UNDER = re.compile(r"\s*(?:制表|填表|填报|审核|审批|负责人|合计|总计|共计|小计|说明|备注|注)")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class Column:
    """One column that is looked for, and the headings it goes by: the first one found counts."""

    name: str
    headings: tuple[str, ...]
    is_needed: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a table; a column that the table has not is empty."""

    sheet: str
    number: int
    places: Mapping[str, int]
    cells: Sequence[object]

    def value(self, name: str) -> object:
        """The cell as Excel keeps it: a text, a number, a moment or None."""
        column = self.places.get(name, 0)
        return self.cells[column - 1] if 0 < column <= len(self.cells) else None

    def text(self, name: str) -> str:
        """The cell as it reads."""
        return text_of(self.value(name))

    def fault(self, name: str, wrong: str, instead: str = "") -> Fault:
        """What is wrong with this cell; with the whole row, where there is no such column."""
        column = self.places.get(name, 0)
        cell = address(self.number, column) if column else f"第{self.number}行"
        return Fault(self.sheet, cell, wrong, instead)


@dataclass(frozen=True)
class Table:
    """A sheet whose head was found: its columns, its rows, and what no use was made of."""

    sheet: str
    head: int  # the row of the head
    places: Mapping[str, int]
    unused: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]  # formulas without a value, Excel's own errors, endless texts


def tables_in(sheets: Sequence[Sheet], columns: Sequence[Column]) -> tuple[Table, ...]:
    """The table of every sheet that has these columns; raises SheetError when none has."""
    found = [table for sheet in sheets if (table := table_in(sheet, columns)) is not None]
    if found:
        return tuple(found)
    needed = "、".join(f"“{one.headings[0]}”" for one in columns if one.is_needed)
    raise SheetError(f"找不到表头。表格前 {_SEARCHED} 行里要有一行写着各列的名字，至少要有{needed}")


def table_in(sheet: Sheet, columns: Sequence[Column]) -> Table | None:
    """The table of this sheet; None when its head is not there, SheetError when it is unclear."""
    best: tuple[int, int, dict[int, str]] | None = None
    for position in range(min(_SEARCHED, len(sheet.lines))):
        for depth in (1, 2):
            head = _head(sheet.lines[position : position + depth])
            count = len(_matched(head, columns))
            if _is_whole(head, columns) and (best is None or count > best[0]):
                best = (count, position + depth, head)
    if best is None:
        return None
    _, begin, head = best
    return _table(sheet, columns, begin, head)


def _table(sheet: Sheet, columns: Sequence[Column], begin: int, head: Mapping[int, str]) -> Table:
    places = _matched(head, columns)
    number = sheet.lines[begin - 1].number
    for column in places.values():
        twins = [c for c, written in head.items() if written == head[column] and c != column]
        if twins:
            both = "、".join(address(number, c) for c in sorted((column, *twins)))
            raise SheetError(f"“{sheet.name}”表的表头里，同一个名字写了两次（{both}）。请改掉一个")
    rows = [Row(sheet.name, one.number, places, one.cells) for one in sheet.lines[begin:]]
    needed = [one.name for one in columns if one.is_needed]
    told = [row for row in rows if _tells(row, needed)]
    unused = tuple(text for column, text in head.items() if column not in places.values())
    faults = tuple(fault for row in told for fault in _broken_cells(row, sheet))
    return Table(sheet.name, number, places, unused, tuple(told), faults)


def _tells(row: Row, needed: Sequence[str]) -> bool:
    """The row says something, and is not what stands under a table: who made it, the sum."""
    written = [text for name in row.places if (text := row.text(name))]
    if not written:
        return False
    first = next(text for cell in row.cells if (text := text_of(cell)))
    return not (_UNDER.match(first) and not all(map(row.text, needed)))


def _head(lines: Sequence[Line]) -> dict[int, str]:
    """What stands over each column; a second line of the head tells more than the first."""
    found: dict[int, str] = {}
    for line in lines:
        written = {c: _plain(text_of(cell)) for c, cell in enumerate(line.cells, start=1)}
        found |= {column: text for column, text in written.items() if text}
    return found


def _plain(heading: str) -> str:
    return _REMARK.sub("", unicodedata.normalize("NFKC", heading))


def _matched(head: Mapping[int, str], columns: Sequence[Column]) -> dict[str, int]:
    places = {}
    for column in columns:
        for heading in map(_plain, column.headings):
            at = next((c for c, text in head.items() if text == heading), None)
            if at is not None:
                places[column.name] = at
                break
    return places


def _is_whole(head: Mapping[int, str], columns: Sequence[Column]) -> bool:
    places = _matched(head, columns)
    return all(one.name in places for one in columns if one.is_needed)


def _broken_cells(row: Row, sheet: Sheet) -> Iterator[Fault]:
    for name, column in row.places.items():
        text = row.text(name)
        if (row.number, column) in sheet.unsolved:
            yield row.fault(name, "公式没有算出结果", "请复制这一格，再“选择性粘贴”成数值")
        elif text in _ERRORS:
            yield row.fault(name, f"公式出错，显示的是“{text}”", "请直接写上内容")
        elif len(text) > LIMITS.letters:
            yield row.fault(name, f"太长，有 {len(text)} 个字", f"最多写 {LIMITS.letters} 个字")
