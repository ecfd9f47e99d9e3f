"""What a platform's document says, field by field, whether it came as XML or as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

MAX_DEPTH = 8
MAX_ELEMENTS = 500


class FieldsError(ValueError):
    """Not a document such as the platform sends."""


class Fields:
    """The members of a document: a text, a number, a mapping, or a list where a name repeats."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """What stands in `name`; empty when it is missing. A number reads as it is written.

        Raises FieldsError when it is repeated or has members of its own.
        """
        value = self._values.get(name, "")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise FieldsError(f"<{name}> is not one text")
        return value if isinstance(value, str) else str(value)

    def inside(self, name: str) -> "Fields":
        """The members of `name`; none when it is missing. Raises FieldsError when it is a text."""
        value = self._values.get(name) or {}
        if not isinstance(value, Mapping):
            raise FieldsError(f"<{name}> has no members")
        return Fields(value)

    def each(self, name: str) -> "list[Fields]":
        """Every `name` with its members, however often it stands there.

        Raises FieldsError when one of them is a text.
        """
        found = [one for one in self._several(name) if one != ""]
        if not all(isinstance(one, Mapping) for one in found):
            raise FieldsError(f"<{name}> has no members")
        return [Fields(one) for one in found]

    def texts(self, name: str) -> list[str]:
        """Every `name`, however often it stands there. Raises FieldsError when one is no text."""
        return [Fields({name: one}).text(name) for one in self._several(name)]

    def _several(self, name: str) -> Sequence[Any]:
        value = self._values.get(name)
        if value is None:
            return ()
        return value if isinstance(value, list) else (value,)


def read_json(document: bytes) -> Fields:
    """The fields of a JSON object; raises FieldsError for anything the platform would not send."""
    try:
        value = json.loads(document, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise FieldsError("not JSON") from None
    if not isinstance(value, dict):
        raise FieldsError("not a JSON object")
    return Fields(value)


def _refuse(constant: str) -> None:
    raise FieldsError(f"{constant} is no number")
