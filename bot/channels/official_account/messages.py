"""What the official account's callbacks say, as messages of ours."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Inbound
from bot.channels.platform.callbacks import Opened, Rejection, rejected
from bot.channels.platform.xml_fields import Fields, XmlError
from storage.codes import MessageKind

NAME = "official_account"

_ID = 128
_Content = tuple[MessageKind, str, dict[str, Any]]


def read_message(callback: Opened, now: datetime) -> Inbound | None:
    """The message of the callback, or None for an event that asks nothing of us.

    Raises CallbackError when it is not what the platform would send.
    """
    try:
        return _message(callback, now)
    except XmlError:
        raise rejected(Rejection.UNREADABLE) from None


def kind_of(fields: Fields) -> str:
    """The platform's own word for it: `text`, `image`, …, or the event in small letters."""
    kind = fields.text("MsgType").lower()
    return fields.text("Event").lower() if kind == "event" else kind


def _message(callback: Opened, now: datetime) -> Inbound | None:
    fields = callback.fields
    sender = fields.text("FromUserName")
    kind = kind_of(fields)
    if not kind or not sender or len(sender) > _ID:
        raise rejected(Rejection.UNREADABLE)
    readers = _EVENTS if fields.text("MsgType").lower() == "event" else _MESSAGES
    read = readers.get(kind)
    if read is None:
        return None
    message_kind, text, data = read(fields)
    return Inbound(
        channel=NAME,
        key=_key(callback),
        chat_id=sender,
        sender_id=sender,
        kind=message_kind,
        sent_at=_moment(fields.text("CreateTime"), now),
        text=text,
        data=data,
    )


def _key(callback: Opened) -> str:
    # Events carry no id, and sender plus second is not unique: two events of one second collide.
    number = callback.fields.text("MsgId")
    return number if 0 < len(number) <= _ID else f"sha256:{callback.digest}"


def _moment(seconds: str, now: datetime) -> datetime:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        return now
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))


def _text(fields: Fields) -> _Content:
    menu_id = fields.text("bizmsgmenuid")
    return MessageKind.TEXT, fields.text("Content"), {"menu_id": menu_id} if menu_id else {}


def _image(fields: Fields) -> _Content:
    data = {"media_id": fields.text("MediaId"), "mime": "image/jpeg", "url": fields.text("PicUrl")}
    return MessageKind.IMAGE, "", data


def _voice(fields: Fields) -> _Content:
    mime = f"audio/{fields.text('Format').lower() or 'amr'}"
    data = {"media_id": fields.text("MediaId"), "mime": mime}
    return MessageKind.VOICE, fields.text("Recognition"), data


def _video(fields: Fields) -> _Content:
    data = {
        "media_id": fields.text("MediaId"),
        "mime": "video/mp4",
        "thumb_media_id": fields.text("ThumbMediaId"),
    }
    return MessageKind.VIDEO, "", data


def _location(fields: Fields) -> _Content:
    data = {
        "latitude": _degrees(fields.text("Location_X"), 90),
        "longitude": _degrees(fields.text("Location_Y"), 180),
        "label": fields.text("Label"),
        "datum": "gcj02",  # 火星坐标, as all maps in China have it
    }
    return MessageKind.LOCATION, "", data


def _degrees(value: str, limit: int) -> float:
    try:
        degrees = float(value)
    except ValueError:
        raise XmlError("not a coordinate") from None
    if not math.isfinite(degrees) or abs(degrees) > limit:
        raise XmlError("not a coordinate on earth")
    return degrees


def _link(fields: Fields) -> _Content:
    data = {"url": fields.text("Url"), "description": fields.text("Description")}
    return MessageKind.LINK, fields.text("Title"), data


def _follow(fields: Fields) -> _Content:
    return MessageKind.FOLLOW, "", {"scene": fields.text("EventKey").removeprefix("qrscene_")}


def _unfollow(_fields: Fields) -> _Content:
    return MessageKind.UNFOLLOW, "", {}


def _button(fields: Fields) -> _Content:
    return MessageKind.BUTTON, "", {"key": fields.text("EventKey")}


_Reader = Callable[[Fields], _Content]

_MESSAGES: Mapping[str, _Reader] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "shortvideo": _video,
    "location": _location,
    "link": _link,
}

_EVENTS: Mapping[str, _Reader] = {
    "subscribe": _follow,
    "scan": _follow,
    "unsubscribe": _unfollow,
    "click": _button,
}
