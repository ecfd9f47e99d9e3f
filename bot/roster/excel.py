"""A roster handed in as an Excel file: its five sheets taken row by row, as they are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.roster import planning
from bot.roster.columns import FORMS, Sheet
from bot.roster.rows import Said
from bot.sheets import reading as sheets
from bot.sheets.addresses import address
from bot.sheets.faults import Fault, SheetError
from bot.sheets.heads import Table, table_in
from bot.sheets.reading import read_workbook

Told = dict[str, Any]
"""What the file says, as it can be kept: rows, where the columns stand, broken cells."""


def read_roster(content: bytes) -> Told:
    """What the file says; raises SheetError when it is no roster. Slow: call it in a thread."""
    tables: dict[Sheet, Table] = {}
    for page in read_workbook(content):
        sheet = _sheet_called(page.name)
        if sheet is None:
            continue
        if sheet in tables:
            raise SheetError(f"“{FORMS[sheet].name}”表有两张，请合成一张")
        tables[sheet] = _table(sheet, page)
    if not tables:
        names = "、".join(f"“{form.name}”" for form in FORMS.values())
        raise SheetError(f"文件里没有要用的表。表名要写成{names}中的一个或几个，最好用下载的模板填")
    return {sheet.value: _told(table) for sheet, table in tables.items()}


def _sheet_called(name: str) -> Sheet | None:
    return next((one for one, form in FORMS.items() if name.strip().startswith(form.name)), None)


def _table(sheet: Sheet, page: sheets.Sheet) -> Table:
    columns = FORMS[sheet].columns
    found = table_in(page, columns)
    if found is None:
        needed = "、".join(one.headings[0] for one in columns if one.is_needed)
        raise SheetError(f"“{page.name}”表里找不到表头，至少要有这几列：{needed}")
    return found


def _told(table: Table) -> Told:
    return {
        "title": table.sheet,
        "places": dict(table.places),
        "unused": [one for one in table.unused if one != "序号"],
        "broken": [[one.cell, one.wrong, one.instead] for one in table.faults],
        "rows": [
            [row.number, {key: text for key in table.places if (text := row.text(key))}]
            for row in table.rows
        ],
    }


def rows_of(told: Mapping[str, Any]) -> planning.Rows:
    """The rows of what was kept."""
    return {
        Sheet(name): [Said(Sheet(name), number, cells) for number, cells in one["rows"]]
        for name, one in told.items()
    }


def faults_of(told: Mapping[str, Any], found: Sequence[planning.Fault]) -> list[Fault]:
    """Every bad cell by its address, in the order of the sheets and rows."""
    broken = [
        Fault(one["title"], cell, wrong, instead)
        for one in told.values()
        for cell, wrong, instead in one["broken"]
    ]
    return broken + [_addressed(told[one.sheet.value], one) for one in found]


def _addressed(one: Mapping[str, Any], fault: planning.Fault) -> Fault:
    column = one["places"].get(fault.key, 0)
    cell = address(fault.number, column) if column else f"第 {fault.number} 行"
    return Fault(one["title"], cell, fault.reason)
