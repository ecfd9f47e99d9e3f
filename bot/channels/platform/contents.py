"""What messages say, as content of ours: in the XML that 公众号 and 企业微信 share, and otherwise."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.platform.callbacks import Opened
from bot.channels.platform.fields import Fields, FieldsError
from storage.codes import MessageKind

LONGEST_ID = 128
_LONGEST_FILE_ID = 512

Content = tuple[MessageKind, str, dict[str, Any]]
Reader = Callable[[Fields], Content]


def kind_of(fields: Fields) -> str:
    """The platform's own word for it: `text`, `image`, …, or the event in small letters."""
    kind = fields.text("MsgType").lower()
    return fields.text("Event").lower() if kind == "event" else kind


def key_of(callback: Opened) -> str:
    """The platform's id of the message; a digest for events, which carry none."""
    # Sender plus second is not unique: two events of one second collide.
    number = callback.fields.text("MsgId")
    return number if 0 < len(number) <= LONGEST_ID else f"sha256:{callback.digest}"


def moment_of(fields: Fields, now: datetime) -> datetime:
    """When it was sent; now when that cannot be read."""
    return moment(fields.text("CreateTime"), now)


def moment(seconds: str, now: datetime) -> datetime:
    """The moment so many seconds after 1970; now when that cannot be read."""
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        return now
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))


def file_id_of(fields: Fields, name: str) -> str:
    """Under which id the platform keeps a file; empty when it is longer than any it ever gave."""
    found = fields.text(name)
    return found if len(found) <= _LONGEST_FILE_ID else ""


def _image(fields: Fields) -> Content:
    data = {
        "media_id": file_id_of(fields, "MediaId"),
        "mime": "image/jpeg",
        "url": fields.text("PicUrl"),
    }
    return MessageKind.IMAGE, "", data


def _voice(fields: Fields) -> Content:
    mime = f"audio/{fields.text('Format').lower() or 'amr'}"
    data = {"media_id": file_id_of(fields, "MediaId"), "mime": mime}
    return MessageKind.VOICE, fields.text("Recognition"), data


def _video(fields: Fields) -> Content:
    data = {
        "media_id": file_id_of(fields, "MediaId"),
        "mime": "video/mp4",
        "thumb_media_id": fields.text("ThumbMediaId"),
    }
    return MessageKind.VIDEO, "", data


def _location(fields: Fields) -> Content:
    where = fields.text("Location_X"), fields.text("Location_Y")
    return location(where, fields.text("Label"))


def location(where: tuple[str, str], label: str) -> Content:
    """A place by its latitude and longitude. Raises FieldsError for one that is not on earth."""
    data = {
        "latitude": _degrees(where[0], 90),
        "longitude": _degrees(where[1], 180),
        "label": label,
        "datum": "gcj02",  # 火星坐标, as all maps in China have it
    }
    return MessageKind.LOCATION, "", data


def _degrees(value: str, limit: int) -> float:
    try:
        degrees = float(value)
    except ValueError:
        raise FieldsError("not a coordinate") from None
    if not math.isfinite(degrees) or abs(degrees) > limit:
        raise FieldsError("not a coordinate on earth")
    return degrees


def _link(fields: Fields) -> Content:
    data = {"url": fields.text("Url"), "description": fields.text("Description")}
    return MessageKind.LINK, fields.text("Title"), data


WITHOUT_WORDS: Mapping[str, Reader] = {
    "image": _image,
    "voice": _voice,
    "video": _video,
    "shortvideo": _video,
    "location": _location,
    "link": _link,
}
"""Every kind of message but text, which differs."""
