"""Questions whose answers are numbered, as menus to tap (msgmenu of 公众号 and 微信客服)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# “回复1已解决、2部分解决、3没解决”
_NUMBERED = re.compile(r"请?回复：?((?:\d[^\d、，。；！？\s]+、){1,9}\d[^\d、，。；！？\s]+)")
_ANSWER = re.compile(r"(\d)([^\d、]+)")
_SAID = "say:"  # a tap on such an item is the same as typing what follows


@dataclass(frozen=True)
class Numbered:
    """A question taken apart: `items` are the ids and labels of its answers."""

    before: str
    items: tuple[tuple[str, str], ...]
    after: str


def numbered(text: str) -> Numbered | None:
    """The question in the text, if its answers are numbered."""
    found = _NUMBERED.search(text)
    if found is None:
        return None
    items = tuple((f"{_SAID}{number}", label) for number, label in _ANSWER.findall(found[1]))
    return Numbered(text[: found.start()], items, text[found.end() :])


def as_typed(label: str, menu_id: str) -> tuple[str, Mapping[str, str]]:
    """What a tap on an item says, and what is kept of it: as if its number had been typed."""
    if menu_id.startswith(_SAID):
        return menu_id.removeprefix(_SAID), {"menu_id": menu_id, "label": label}
    return label, {"menu_id": menu_id} if menu_id else {}
