"""What is to be said to a resident, as `kf/send_msg` takes it."""

from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

from bot.channels.base import SendRefused
from bot.channels.platform.menus import numbered
from bot.channels.platform.pieces import Room, texts_of
from handlers import texts
from storage.tables.message import OutboundMessage

MOST = 5  # messages that the platform allows after one of the resident's
_LONGEST = 2048  # bytes of a text
_LONGEST_HEAD = 1024  # bytes above a menu
_LONGEST_LABEL = 128
_LONGEST_KEY = 64
_MOST_ITEMS = 10

Body = dict[str, Any]


def bodies(message: OutboundMessage) -> list[Body]:
    """The messages that say it, in order; a numbered question is a menu. Raises SendRefused."""
    if message.is_group:
        raise SendRefused("微信客服不能在群里说话。")
    menu = _menu(message)
    if menu is not None:
        return [menu]
    pieces = texts_of(message, Room("微信客服", _LONGEST, MOST))
    return [{"msgtype": "text", "text": {"content": piece}} for piece in pieces]


def receipt_of(message: OutboundMessage) -> str:
    """Under which name the platform knows the row; `msgid_of` numbers its pieces."""
    return blake2s(message.key.encode(), digest_size=12).hexdigest()


def msgid_of(message: OutboundMessage, number: int) -> str:
    """Our own id of one piece: said twice under it, it is said once."""
    return f"{receipt_of(message)}-{number}"


def receipt_in(msgid: str) -> str:
    """The receipt of the row of which this was a piece."""
    return msgid.rpartition("-")[0] or msgid


def _menu(message: OutboundMessage) -> Body | None:
    buttons = (message.card or {}).get("buttons", ())
    if buttons:
        items = [(str(one["key"]), str(one["label"])) for one in buttons]
        return _as_menu(message.text or str((message.card or {}).get("title", "")), items)
    question = numbered(message.text)
    if question is None:
        return None
    tap = texts.render("channel.tap_one")
    return _as_menu(f"{question.before}{tap}{question.after}", question.items)


def _as_menu(head: str, items: Sequence[tuple[str, str]]) -> Body | None:
    """None when it is more than a menu holds: then the words must do."""
    fits = (
        len(items) <= _MOST_ITEMS
        and len(head.encode()) <= _LONGEST_HEAD
        and all(_is_short(key, label) for key, label in items)
    )
    if not fits:
        return None
    shown = [{"type": "click", "click": {"id": key, "content": label}} for key, label in items]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": head, "list": shown}}


def _is_short(key: str, label: str) -> bool:
    return len(key.encode()) <= _LONGEST_KEY and len(label.encode()) <= _LONGEST_LABEL
