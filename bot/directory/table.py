"""The table of staff: our own form filled in, or the address book exported from the admin console."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.channels.wecom.names import user_id_of
from bot.directory.errors import DirectoryError
from bot.directory.phones import PHONE
from bot.directory.plan import Told
from bot.papers.sheets import Book
from storage.staff import StaffMember

HEAD = ("编号", "姓名", "单位", "手机号", "企业微信账号", "状态")
_WIDTHS = (8, 12, 30, 16, 20, 10)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("编号",),
    "name": ("姓名", "名字", "成员姓名"),
    "unit": ("单位", "部门", "网格", "单位或网格"),
    "phone": ("手机号", "手机", "手机号码", "电话"),
    "user_id": ("企业微信账号", "账号", "帐号", "userid", "UserID"),
    "state": ("状态", "激活状态", "账号状态"),
}
_SEARCHED = 15  # rows in which the head is looked for
_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, EOFError)
_USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_LEFT = re.compile(r"停用|禁用|离职|退出|退休|调离|删除")


@dataclass
class Table:
    """What a table tells of the staff; rows about anybody else were only counted."""

    told: list[Told] = field(default_factory=list)
    others: int = 0
    problems: list[str] = field(default_factory=list)


def write_form(staff: Sequence[StaffMember]) -> bytes:
    """The table of all staff, to be filled in."""
    book = Book()
    rows = [
        (str(one.person_id), one.name, "、".join(one.units), one.phone, one.user_id, "")
        for one in staff
    ]
    title = "办事人员与企业微信账号（编号不要改；离职的在状态里写“离职”）"
    book.sheet("人员", title, HEAD, _WIDTHS, rows)
    return book.content()


def read_table(path: Path, staff: Sequence[StaffMember]) -> Table:
    """What the table says; `problems` names every bad cell. Raises DirectoryError for no table."""
    rows = list(_rows(path))
    head, columns = _head(rows, path)
    reading = _Reading(columns, staff)
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        reading.row(number, row)
    return reading.table


def _rows(path: Path) -> Iterator[Sequence[object]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            yield from book.worksheets[0].iter_rows(values_only=True)
        finally:
            book.close()
    except OSError as error:
        raise DirectoryError([f"打不开 {path}：{error.strerror or '不是文件'}"]) from None
    except (InvalidFileException, BadZipFile, *_BROKEN):
        raise DirectoryError([f"{path} 不是完整的 Excel 文件（.xlsx）"]) from None


def _head(rows: Sequence[Sequence[object]], path: Path) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows[:_SEARCHED]):
        written = [_text(cell) for cell in row]
        columns = {
            name: written.index(word)
            for name, words in _NAMES.items()
            for word in words
            if word in written
        }
        if {"name", "user_id"} <= columns.keys():
            return number, columns
    raise DirectoryError([f"{path} 里找不到表头：至少要有“姓名”和“企业微信账号”（或“账号”）两列"])


class _Reading:
    """Reads row after row; a fault names its cell and does not stop the reading."""

    def __init__(self, columns: Mapping[str, int], staff: Sequence[StaffMember]) -> None:
        self.table = Table()
        self._columns = columns
        self._staff = staff
        self._by_id = {str(one.person_id): one for one in staff}

    def row(self, number: int, cells: Sequence[object]) -> None:
        """What this row tells is kept."""
        said = {n: _text(cells[i]) if i < len(cells) else "" for n, i in self._columns.items()}
        if not any(said.values()):
            return
        member = self._member(number, said)
        if member is None:
            return
        phone = self._phone(number, said.get("phone", ""), member)
        user_id = self._user_id(number, said.get("user_id", ""))
        has_left = bool(_LEFT.search(said.get("state", "")))
        told = Told(member.person_id, user_id, phone, has_left, f"第{number}行")
        self.table.told.append(told)

    def _member(self, number: int, said: Mapping[str, str]) -> StaffMember | None:
        if given := said.get("number", ""):
            member = self._by_id.get(given)
            if member is None:
                self._bad(number, "number", f"没有编号为 {given} 的办事人员，请重新导出表格再填")
            elif said["name"] and said["name"] != member.name:
                self._bad(number, "name", f"编号 {given} 是{member.name}，表里写的是{said['name']}")
                return None
            return member
        found = self._named(said)
        if not found:
            self.table.others += 1
        elif len(found) > 1:
            self._bad(
                number,
                "name",
                f"有 {len(found)} 位{said['name']}，分不清是哪一位，请用导出的表格填",
            )
            return None
        return found[0] if found else None

    def _named(self, said: Mapping[str, str]) -> list[StaffMember]:
        """Those of this name and telephone, else of this name and unit; a name alone may be another."""
        found = [one for one in self._staff if one.name == said["name"]]
        phone = PHONE.fullmatch(said.get("phone", ""))
        if phone and (same := [one for one in found if one.phone == phone[1]]):
            return same
        if unit := said.get("unit", ""):
            return [one for one in found if any(u in unit or unit in u for u in one.units)]
        return [one for one in found if not phone or not one.phone]

    def _phone(self, number: int, written: str, member: StaffMember) -> str | None:
        if written in ("", member.phone):
            return None
        found = PHONE.fullmatch(written)
        if found is None:
            self._bad(number, "phone", "手机号要写11位数字，固定电话带区号")
            return None
        return found[1]

    def _user_id(self, number: int, written: str) -> str | None:
        if not written:
            return None
        if not _USER_ID.fullmatch(written):
            self._bad(number, "user_id", "账号只能有字母、数字和 _ - @ .，最长64位")
            return None
        return user_id_of(written)

    def _bad(self, number: int, column: str, reason: str) -> None:
        cell = f"{get_column_letter(self._columns[column] + 1)}{number}"
        self.table.problems.append(f"{cell}：{reason}")


def _text(cell: object) -> str:
    """A cell as it reads: Excel keeps telephone numbers as numbers."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip().removeprefix("'")
