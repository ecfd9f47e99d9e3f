"""What the application's callbacks say: messages of members, presses of buttons, the directory.

Sources: WeCom documents 90239 (messages), 90240 (events), 90970 to 90975 (changes of the directory).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Inbound
from bot.channels.platform.callbacks import Opened, Rejection, rejected
from bot.channels.platform.contents import (
    LONGEST_ID,
    WITHOUT_WORDS,
    Content,
    Reader,
    key_of,
    kind_of,
    moment_of,
)
from bot.channels.platform.fields import Fields, FieldsError
from bot.channels.wecom.names import NAME, user_id_of
from storage.codes import MessageKind

_BUTTON = re.compile(r"[A-Za-z_]+(?::[A-Za-z0-9_]+)+")
_GONE = frozenset({"2", "5"})  # 已禁用, 退出企业


@dataclass(frozen=True)
class Press:
    """A button of a card was pressed: the card, and the code by which it can be changed once."""

    task_id: str
    response_code: str


@dataclass(frozen=True)
class Moved:
    """A member has another user id from now on, or (`now` empty) is no member any more."""

    user_id: str
    now: str = ""


@dataclass(frozen=True)
class Heard:
    """What one callback tells; nothing of it when it asks nothing of us."""

    message: Inbound | None = None
    press: Press | None = None
    moved: Moved | None = None


def read_callback(callback: Opened, now: datetime) -> Heard:
    """What the callback tells. Raises CallbackError when the platform would not send it."""
    try:
        return _heard(callback, now)
    except FieldsError:
        raise rejected(Rejection.UNREADABLE) from None


def _heard(callback: Opened, now: datetime) -> Heard:
    fields, kind = callback.fields, kind_of(callback.fields)
    sender = user_id_of(fields.text("FromUserName"))
    if not kind or not sender or len(sender) > LONGEST_ID:
        raise rejected(Rejection.UNREADABLE)
    is_event = fields.text("MsgType").lower() == "event"
    if is_event and kind == "change_contact":
        return Heard(moved=_moved(fields))
    read = (_EVENTS if is_event else _MESSAGES).get(kind)
    if read is None:
        return Heard()
    message_kind, text, data = read(fields)
    message = Inbound(
        channel=NAME,
        key=key_of(callback),
        chat_id=sender,
        sender_id=sender,
        kind=message_kind,
        sent_at=moment_of(fields, now),
        text=text,
        data=data,
    )
    return Heard(message, _press(fields) if kind in _OF_CARDS else None)


def _text(fields: Fields) -> Content:
    return MessageKind.TEXT, fields.text("Content"), {}


def _menu(fields: Fields) -> Content:
    """A menu's key is what would be typed (我的任务), or what a card's button would carry."""
    key = fields.text("EventKey")
    if _BUTTON.fullmatch(key):
        return MessageKind.BUTTON, "", {"key": key}
    return MessageKind.TEXT, key, {}


def _place(fields: Fields) -> Content:
    kind, text, place = WITHOUT_WORDS["location"](fields.inside("SendLocationInfo"))
    return kind, text, place


def _card(fields: Fields) -> Content:
    data: dict[str, object] = {"key": fields.text("EventKey")}
    chosen = {
        item.text("QuestionKey"): item.inside("OptionIds").texts("OptionId")
        for item in fields.inside("SelectedItems").each("SelectedItem")
    }
    return MessageKind.BUTTON, "", data | ({"chosen": chosen} if chosen else {})


def _press(fields: Fields) -> Press:
    return Press(fields.text("TaskId"), fields.text("ResponseCode"))


def _follow(_fields: Fields) -> Content:
    return MessageKind.FOLLOW, "", {}


def _unfollow(_fields: Fields) -> Content:
    return MessageKind.UNFOLLOW, "", {}


def _moved(fields: Fields) -> Moved | None:
    """Joining and departments are no business of ours: who is staff stands in the county file."""
    user_id, then = (user_id_of(fields.text(name)) for name in ("UserID", "NewUserID"))
    change = fields.text("ChangeType").lower()
    if not user_id or max(len(user_id), len(then)) > LONGEST_ID:
        return None
    if change == "delete_user" or (change == "update_user" and fields.text("Status") in _GONE):
        return Moved(user_id)
    return Moved(user_id, then) if change == "update_user" and then not in ("", user_id) else None


_MESSAGES: Mapping[str, Reader] = {"text": _text, **WITHOUT_WORDS}

_OF_CARDS = frozenset({"template_card_event", "template_card_menu_event"})
_EVENTS: Mapping[str, Reader] = {
    "subscribe": _follow,
    "unsubscribe": _unfollow,
    "click": _menu,
    "location_select": _place,
    **dict.fromkeys(_OF_CARDS, _card),
}
# Not read: enter_agent comes at every entering, LOCATION without being asked, view and the scans
# go elsewhere, and pictures taken by a menu (pic_…) come once more as messages.
