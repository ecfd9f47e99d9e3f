"""What an address or a form says, read as what it means; what cannot be read is None.

Whatever stands in an address may have been typed by anybody: figures too long for a row of a
database and days that no calendar has are no error, they name nothing.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from storage.clock import CHINA

E = TypeVar("E", bound=StrEnum)

_LONGEST_ID = 15
_LONGEST_NUMBER = 9


def id_in(given: str) -> int | None:
    """The id of a row that these digits are."""
    return _figures(given, _LONGEST_ID)


def number_in(given: str) -> int | None:
    """The small number that these digits are: a place in a list, a year, a position."""
    return _figures(given, _LONGEST_NUMBER)


def case_number_in(given: str) -> int | None:
    """The number of a case, written with or without the sign before it."""
    return number_in(given.strip().lstrip("#\uff03"))


def code_in(enum: type[E], given: str | None) -> E | None:
    """The code of this value."""
    return next((one for one in enum if one.value == given), None)


def day_in(given: str) -> date | None:
    """The day that 2026-04-14 means."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def moment_in(given: str) -> datetime | None:
    """The moment that 2026-04-14T09:05 means, in China unless it says where."""
    try:
        found = datetime.fromisoformat(given)
        return (found if found.tzinfo else found.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def row_behind(given: str) -> tuple[str, int] | None:
    """Where a page begins: what its rows are sorted by, as it stands there, and the row's id."""
    sorted_by, _, digits = given.rpartition("_")
    row_id = id_in(digits)
    return (sorted_by, row_id) if row_id is not None else None


def _figures(given: str, longest: int) -> int | None:
    return int(given) if given.isdecimal() and len(given) <= longest else None
