"""Whether a file is an Excel file that can be opened without harm: looked at before it is read.

An .xlsx is a zip of XML. How large it gets, whether it carries macros or calls for what stands
outside, is seen from its parts; zipfile gives no byte more of a part than the part declares.
"""

import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile
from zlib import error as BrokenStreamError  # noqa: N812 (zlib's own name says nothing)

from bot.sheets.addresses import place_of
from bot.sheets.faults import SheetError
from bot.sheets.limits import MB, Limits

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_XML = (".xml", ".rels", ".vml")
_MACROS = re.compile(r"vbaProject|macrosheets", re.IGNORECASE)
_BOOK = "xl/workbook.xml"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再上传"

_CELL = rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,4})(\d{1,9})"'
_UNSOLVED = re.compile(
    _CELL + rb"[^<>]*>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<>]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FILLED = re.compile(_CELL + rb"[^<>]*(?<!/)>")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*?\bref="([A-Z0-9:$]{1,24})"')
_MOST_MERGED = 20_000

_UNREADABLE = (BadZipFile, BrokenStreamError, EOFError, KeyError, NotImplementedError, ValueError)

Place = tuple[int, int]  # row and column, the first is 1


class Package:
    """An Excel file that was looked at: what its parts say that openpyxl does not tell."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        self._zip = _opened(content, limits)

    def part(self, path: str) -> bytes:
        """The XML of one part; raises SheetError when it is broken."""
        return _content(self._zip, path)

    def unsolved(self, path: str) -> frozenset[Place]:
        """The cells of a sheet whose formula holds no value."""
        found = (_place(m[1], m[2]) for m in _UNSOLVED.finditer(self.part(path)))
        return frozenset(place for place in found if place is not None)

    def too_wide(self, path: str) -> str:
        """The first cell with something in it behind the last column that is read; or nothing."""
        for found in _FILLED.finditer(self.part(path)):
            place = _place(found[1], found[2])
            if place is None or place[1] > self._limits.columns:
                return f"{found[1].decode()}{found[2].decode()}"
        return ""

    def merged(self, path: str) -> dict[Place, int]:
        """For every cell merged into one above it, the row of that one."""
        above: dict[Place, int] = {}
        for column, first, last in self._tall(path):
            above |= {(row, column): first for row in range(first + 1, last + 1)}
            if len(above) > _MOST_MERGED:
                raise SheetError("合并的单元格太多了，请取消合并再上传")
        return above

    def _tall(self, path: str) -> Iterator[tuple[int, int, int]]:
        """Column, first and last row of what was merged downwards."""
        for found in _MERGED.finditer(self.part(path)):
            first, _, last = found[1].decode().partition(":")
            begin, end = place_of(first), place_of(last)
            if begin is not None and end is not None and begin[1] == end[1]:
                yield begin[1], begin[0], min(end[0], begin[0] + _MOST_MERGED + 1)


def broken() -> SheetError:
    """What is said of a file that is not whole."""
    return SheetError(f"这个文件打不开，可能没有传完整或已损坏。{_SAVE_AS}")


def _opened(content: bytes, limits: Limits) -> ZipFile:
    if len(content) > limits.content:
        raise SheetError(f"文件太大，最大 {limits.content // MB} MB。请分成几个文件上传")
    if not content:
        raise SheetError("这是一个空文件。请重新选择文件")
    if content.startswith(_OLD_EXCEL):
        raise SheetError(f"这是旧格式（.xls）或加了密码的文件。请去掉密码，{_SAVE_AS}")
    if not content.startswith(_ZIP):
        raise SheetError(f"这不是 Excel 文件（CSV、文本和网页表格也不行）。{_SAVE_AS}")
    try:
        found = ZipFile(io.BytesIO(content))
    except _UNREADABLE:
        raise broken() from None
    _check(found, limits)
    return found


def _check(found: ZipFile, limits: Limits) -> None:
    """Nothing in it is too large, runs, or calls for anything; raises SheetError."""
    parts = found.infolist()
    names = [one.filename for one in parts]
    if len(parts) > limits.parts or sum(one.file_size for one in parts) > limits.unpacked:
        raise SheetError("文件展开以后太大了。请只留要导入的表，分成几个文件上传")
    if any(_MACROS.search(name) for name in names):
        raise SheetError(f"文件里带着宏，为了安全不能读。{_SAVE_AS}，不要选“启用宏”的格式")
    if _BOOK not in names:
        raise SheetError(f"这不是 Excel 文件。{_SAVE_AS}")
    if any(one.flag_bits & 1 for one in parts):
        raise SheetError(f"这个文件加了密码。请去掉密码，{_SAVE_AS}")
    for name in names:
        if name.lower().endswith(_XML) and not _is_plain(_content(found, name)):
            raise broken()


def _is_plain(text: bytes) -> bool:
    """XML in UTF-8 that declares nothing: a declaration could blow it up or call for a file."""
    return b"<!DOCTYPE" not in text and b"<!ENTITY" not in text and b"\0" not in text


def _content(found: ZipFile, path: str) -> bytes:
    """The bytes of one part; raises SheetError when they cannot be had."""
    try:
        return found.read(path)
    except _UNREADABLE:
        raise broken() from None


def _place(letters: bytes, digits: bytes) -> Place | None:
    return place_of(f"{letters.decode()}{digits.decode()}")
