"""Cells as Excel calls them, reckoned here: its library is read in only where a file is."""

import re

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def letters_of(column: int) -> str:
    """A column as Excel calls it: 1 is A, 27 is AA."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def address(row: int, column: int) -> str:
    """A cell as Excel calls it; the first row and column are 1."""
    return f"{letters_of(column)}{row}"


def place_of(cell: str) -> tuple[int, int] | None:
    """Row and column of a cell; None where there can be none."""
    found = _CELL.fullmatch(cell.replace("$", ""))
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
