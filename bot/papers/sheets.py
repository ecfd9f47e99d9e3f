"""Writes tables as an Excel file in the layout of a ledger, row by row, however many there are.

openpyxl draws each sheet with its title, head and one sample row; the rows are written in its place
as they come: a cell costs a microsecond instead of a hundred, and nothing is held but the row.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from bot.papers.layout import Layout
from bot.sheets.addresses import letters_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000  # Excel keeps 32,767 letters in a cell
_SAMPLE = re.compile(rb'<row r="(\d+)"[^>]*>((?:(?!</row>).)*@sample@.*?)</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_ROWS_END = b"</sheetData>"
CHOICES = "可选项"
_MAY_BE = "可选的"  # no table of ours has such headings, so that nobody reads the sheet as one
_LETTERS = tuple(letters_of(position) for position in range(2, 200))


@dataclass(frozen=True)
class Column:
    """A column of another sheet of the same file: what is written there can be chosen here."""

    sheet: str
    letter: str


Offered = Sequence[str] | Column


class Writing:
    """An Excel file that is being written: rows go to one sheet after the other.

    Everything in a cell is text, leading zeros and all; nothing that begins like a formula
    calculates, in Excel or when it is edited there.
    """

    def __init__(self, target: IO[bytes], layouts: Sequence[Layout]) -> None:
        self._layouts = layouts
        # A service in which nobody asks for a file need not carry Excel's library, 10 MB.
        from bot.papers.sheet_drawing import draw  # noqa: PLC0415 (as said)

        self._drawn = ZipFile(io.BytesIO(draw(layouts)))
        self._file = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=4)
        self._stack = ExitStack()
        self._number = 0
        for name in self._drawn.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                self._file.writestr(name, self._drawn.read(name))
        self._begin()

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """These rows stand below the others of the sheet, numbered."""
        for row in rows:
            self._count += 1
            number = self._layout.begins + self._count - 1
            cells = "".join(
                self._cell(f"{x}{number}", v) for x, v in zip(_LETTERS, row, strict=False)
            )
            first = f'<c r="A{number}" s="{self._styles[0]}"><v>{self._count}</v></c>'
            tall = f'ht="{self._layout.height(row):g}" customHeight="1"'
            self._page.write(f'<row r="{number}" {tall}>{first}{cells}</row>'.encode())

    def next_sheet(self) -> None:
        """The rows to come stand on the next sheet."""
        self._end()
        self._number += 1
        self._begin()

    def finish(self) -> None:
        """The file is whole."""
        self._end()
        while self._number + 1 < len(self._layouts):
            self._number += 1
            self._begin()
            self._end()
        self._file.close()
        self._drawn.close()

    def _begin(self) -> None:
        self._layout, self._count = self._layouts[self._number], 0
        name = f"xl/worksheets/sheet{self._number + 1}.xml"
        drawn = _DIMENSION.sub(b"", self._drawn.read(name))
        sample = _SAMPLE.search(drawn)
        if sample is None:
            raise AssertionError(f"no sample row in {name}")
        self._styles = [int(style) for style in _STYLE.findall(sample[2])]
        self._rest = drawn[sample.end() :]
        self._page = self._stack.enter_context(self._file.open(name, "w", force_zip64=True))
        self._page.write(drawn[: sample.start()])

    def _end(self) -> None:
        head = self._layout.begins - 1
        filtered = f'<autoFilter ref="A{head}:{self._layout.last}{head + self._count}"/>'
        self._page.write(self._rest.replace(_ROWS_END, _ROWS_END + filtered.encode(), 1))
        self._stack.close()

    def _cell(self, address: str, value: str) -> str:
        plain = _NOT_IN_XML.sub("", value)[:_LONGEST]
        looks_like_a_formula = plain.startswith(_FORMULA)
        style = self._styles[2] if looks_like_a_formula else self._styles[1]
        if not plain:
            return f'<c r="{address}" s="{style}"/>'
        text = escape(plain)
        shown = f'<is><t xml:space="preserve">{text}</t></is>'
        return f'<c r="{address}" s="{style}" t="inlineStr">{shown}</c>'


def _wide(choices: Sequence[str]) -> int:
    """The width of a column of choices: the longest stands in one line, within reason."""
    return max(16, min(44, 2 * max(map(len, choices)) + 2))


class Book:
    """A small Excel file, sheet by sheet, in the same layout.

    What drop-downs offer stands on a sheet of its own, the last one, which is hidden.
    """

    def __init__(self) -> None:
        self._sheets: list[tuple[Layout, list[Sequence[str]]]] = []
        self._choices: dict[tuple[str, ...], str] = {}

    def sheet(
        self,
        name: str,
        title: str,
        head: Sequence[str],
        widths: Sequence[int],
        rows: Iterable[Sequence[str]],
        lists: Mapping[str, Offered] = MappingProxyType({}),
    ) -> None:
        """A sheet with a title, a head that stays in sight, and the rows, numbered.

        `lists` are drop-downs by the heading of their column.
        """
        offered = {heading: self._range(heading, one) for heading, one in lists.items() if one}
        self._sheets.append((Layout(name, title, head, widths, lists=offered), list(rows)))

    def _range(self, heading: str, offered: Offered) -> str:
        """Where these choices stand, as a formula."""
        if isinstance(offered, Column):
            first = f"'{offered.sheet}'!${offered.letter}$3"
            filled = f"COUNTA('{offered.sheet}'!${offered.letter}$3:${offered.letter}$5000)"
            return f"OFFSET({first},0,0,MAX(1,{filled}),1)"
        self._choices.setdefault(tuple(offered), heading)
        letter = letters_of(list(self._choices).index(tuple(offered)) + 2)
        return f"'{CHOICES}'!${letter}$3:${letter}${len(offered) + 2}"

    def _offer(self) -> None:
        """What the drop-downs offer is the last sheet, neither seen nor printed."""
        if self._choices:
            head = [f"{_MAY_BE}{heading}" for heading in self._choices.values()]
            title = "下拉里可以选的（自动带出，不用改）"
            rows = zip_longest(*self._choices, fillvalue="")
            widths = [_wide(one) for one in self._choices]
            hidden = Layout(CHOICES, title, head, widths, is_hidden=True)
            self._sheets.append((hidden, list(rows)))

    def content(self) -> bytes:
        """The file."""
        self._offer()
        written = io.BytesIO()
        writing = Writing(written, [layout for layout, _ in self._sheets])
        for position, (_, rows) in enumerate(self._sheets):
            if position:
                writing.next_sheet()
            writing.add(rows)
        writing.finish()
        return written.getvalue()
