"""Template cards (模板卡片): the card of an outbox row as the platform wants it, or words instead.

The platform cuts off what is too long without saying so; a card is drawn only where every word of
the message has room on it, otherwise the words go in a message of their own before it.
Source: WeCom document 101032; the limits are counted in characters, keys in bytes.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.tables.message import OutboundMessage

_TITLE = 26
_SUB_TITLE = 112
_ROWS = 6
_LABEL = 5
_VALUE = 26
_MOST_BUTTONS = 6
_ON_BUTTON = 10
_KEY = 1024
_PLAIN, _BLUE = 1, 2
_TASK_ID = re.compile(r"o(\d{1,18})-[0-9a-f]{12}")
_ROW = re.compile(rf"([^：\s]{{1,{_LABEL}}})：([^：]{{1,{_VALUE}}})")
_HEAD = re.compile(r"【([^【】]+)】(.+)")

Buttons = list[dict[str, Any]]


@dataclass(frozen=True)
class Drawn:
    """A card, and whether it says everything: otherwise the words go before it."""

    body: dict[str, Any]
    is_whole: bool


def task_id(message: OutboundMessage) -> str:
    """The card's id, which no other card of the application may have; it names the row.

    Tried again it is the same: a card that arrived unnoticed is then refused, not shown twice.
    """
    digest = hashlib.sha256(f"{message.key} {message.created_at.isoformat()}".encode())
    return f"o{message.id or 0}-{digest.hexdigest()[:12]}"


def row_of(task: str) -> int | None:
    """The outbox row that a card's id names; None for an id that is not ours."""
    found = _TASK_ID.fullmatch(task)
    return int(found[1]) if found else None


def draw(message: OutboundMessage) -> Drawn | None:
    """The card of the message; None when it has no buttons, or more than a card can carry."""
    buttons = _buttons(message)
    if not buttons:
        return None
    card = {"card_type": "button_interaction", "task_id": task_id(message), "button_list": buttons}
    whole = _laid_out(message.text)
    if whole is not None:
        return Drawn(card | whole, is_whole=True)
    title = str((message.card or {}).get("title", ""))
    first = message.text.partition("\n")[0].replace("【", "").replace("】", " ")
    # Words that went before say all; the title only says to which of them the buttons belong.
    return Drawn(card | {"main_title": {"title": (first or title)[:_TITLE]}}, is_whole=False)


def _buttons(message: OutboundMessage) -> Buttons:
    given = (message.card or {}).get("buttons", ())
    found = {str(one["key"]): str(one["label"]) for one in given}
    fits = len(found) <= _MOST_BUTTONS and all(
        0 < len(label) <= _ON_BUTTON and 0 < len(key.encode()) <= _KEY
        for key, label in found.items()
    )
    styles = [_PLAIN, *[_BLUE] * len(found)]
    return [
        {"text": label, "key": key, "style": style}
        for (key, label), style in zip(found.items(), styles, strict=False)
        if fits
    ]


def _laid_out(text: str) -> dict[str, Any] | None:
    """Title, rows and running text; None when something would be cut off."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return None
    head = _HEAD.fullmatch(lines[0])
    title = f"{head[1]} {head[2]}" if head else lines[0]
    rows, rest = _sorted_out(lines[1:])
    running = "\n".join(rest)
    if len(title) > _TITLE or len(running) > _SUB_TITLE:
        return None
    body: dict[str, Any] = {"main_title": {"title": title}}
    if running:
        body["sub_title_text"] = running
    if rows:
        body["horizontal_content_list"] = [{"keyname": k, "value": v} for k, v in rows]
    return body


def _sorted_out(lines: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Lines like 地点：阳光花园 as rows of two columns, the others as they are."""
    rows: list[tuple[str, str]] = []
    rest: list[str] = []
    for line in lines:
        found = _ROW.fullmatch(line)
        if found and len(rows) < _ROWS and not rest:
            rows.append((found[1], found[2]))
        else:
            rest.append(line)
    return rows, rest
