"""What the official account's callbacks say, as messages of ours."""

import re
from collections.abc import Callable, Mapping
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
from bot.channels.platform.menus import as_typed
from storage.codes import MessageKind

NAME = "official_account"

_WORDS = re.compile(r"[\u4e00-\u9fff]")


def read_message(callback: Opened, now: datetime) -> Inbound | None:
    """The message of the callback, or None for an event that asks nothing of us.

    Raises CallbackError when it is not what the platform would send.
    """
    try:
        return _message(callback, now)
    except FieldsError:
        raise rejected(Rejection.UNREADABLE) from None


def account_of(fields: Fields) -> str:
    """The account that was written to, as the platform calls it."""
    return fields.text("ToUserName")


def event_of(fields: Fields) -> str:
    """What is counted for a callback that asks nothing of us: its kind, and how a notice went."""
    kind = kind_of(fields)
    try:
        return f"{kind}:{_HOW[kind](fields)}" if kind in _HOW else kind
    except FieldsError:
        return kind


def consents_of(fields: Fields) -> dict[str, bool]:
    """To which templates (订阅通知) the person agreed to one more notice, or to no more."""
    try:
        if kind_of(fields) not in _OF_CONSENT:
            return {}
        said = {one.text("TemplateId"): _is_accepted(one) for one in _answers(fields)}
    except FieldsError:
        return {}
    return {name: agrees for name, agrees in said.items() if 0 < len(name) <= LONGEST_ID}


def _answers(fields: Fields) -> list[Fields]:
    name = "SubscribeMsgPopupEvent" if "SubscribeMsgPopupEvent" in fields else _CHANGED
    return fields.inside(name).each("List")


def _is_accepted(answer: Fields) -> bool:
    return answer.text("SubscribeStatusString") == "accept"


def _consent(fields: Fields) -> str:
    """Whether the resident takes our notices (订阅通知)."""
    said = {_is_accepted(one) for one in _answers(fields)}
    return "accept" if said == {True} else "reject"


def _arrival(fields: Fields) -> str:
    sent = fields.inside("SubscribeMsgSentEvent").each("List")
    return "sent" if all(one.text("ErrorCode") in {"", "0"} for one in sent) else "failed"


def _template_arrival(fields: Fields) -> str:
    return "sent" if fields.text("Status") == "success" else "failed"


_CHANGED = "SubscribeMsgChangeEvent"
_OF_CONSENT = frozenset({"subscribe_msg_popup_event", "subscribe_msg_change_event"})
_HOW: Mapping[str, Callable[[Fields], str]] = {
    "subscribe_msg_popup_event": _consent,
    "subscribe_msg_change_event": _consent,
    "subscribe_msg_sent_event": _arrival,
    "templatesendjobfinish": _template_arrival,
}


def _message(callback: Opened, now: datetime) -> Inbound | None:
    fields = callback.fields
    sender = fields.text("FromUserName")
    kind = kind_of(fields)
    if not kind or not sender or len(sender) > LONGEST_ID:
        raise rejected(Rejection.UNREADABLE)
    readers = _EVENTS if fields.text("MsgType").lower() == "event" else _MESSAGES
    read = readers.get(kind)
    if read is None:
        return None
    message_kind, text, data = read(fields)
    return Inbound(
        channel=NAME,
        key=key_of(callback),
        chat_id=sender,
        sender_id=sender,
        kind=message_kind,
        sent_at=moment_of(fields, now),
        text=text,
        data=data,
    )


def _text(fields: Fields) -> Content:
    words, kept = as_typed(fields.text("Content"), fields.text("bizmsgmenuid"))
    return MessageKind.TEXT, words, dict(kept)


def _follow(fields: Fields) -> Content:
    return MessageKind.FOLLOW, "", {"scene": fields.text("EventKey").removeprefix("qrscene_")}


def _unfollow(_fields: Fields) -> Content:
    return MessageKind.UNFOLLOW, "", {}


def _menu(fields: Fields) -> Content:
    """A menu's key is what would be typed (查进度); the window that it opens is that of a tap."""
    key = fields.text("EventKey")
    if _WORDS.search(key):
        return MessageKind.TEXT, key, {"menu_id": key}
    return MessageKind.BUTTON, "", {"key": key}


_MESSAGES: Mapping[str, Reader] = {"text": _text, **WITHOUT_WORDS}

_EVENTS: Mapping[str, Reader] = {
    "subscribe": _follow,
    "scan": _follow,
    "unsubscribe": _unfollow,
    "click": _menu,
}
