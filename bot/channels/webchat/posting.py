"""What a visitor posts becomes an `Inbound`, or is refused in Chinese."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.base import Inbound
from bot.channels.webchat.seats import Room, Seat
from storage import media
from storage.codes import MessageKind

NAME = "webchat"
LONGEST_TEXT = 10_000
_ACT = re.compile(r"[0-9A-Za-z-]{8,64}")
_BUTTON = re.compile(r"[A-Za-z0-9_:.-]{1,100}")

Posted = dict[str, Any]


class RefusedError(Exception):
    """What was posted is not taken; `reason` says why in Chinese."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


async def read_json(request: web.Request) -> Posted:
    """The JSON object that was posted by this page itself; raises RefusedError."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise RefusedError("只能从本页面发送。", 403)
    if request.content_type != "application/json":
        raise RefusedError("请用 JSON 发送。", 415)
    try:
        posted = json.loads(await request.read())
    except ValueError:
        raise RefusedError("内容不是能看懂的 JSON。") from None
    if not isinstance(posted, dict):
        raise RefusedError("内容不是能看懂的 JSON。")
    return posted


def seat_of(room: Room, posted: Posted) -> Seat:
    """The seat the visitor speaks from; raises RefusedError."""
    seat = room.seats.get(_string(posted, "seat"))
    if seat is None:
        raise RefusedError("没有这个席位，请刷新页面。", 404)
    return seat


def read_post(posted: Posted, room: Room, media_root: Path, now: datetime) -> Inbound:
    """The message that was posted; raises RefusedError."""
    seat = seat_of(room, posted)
    chat = room.chats.get(_string(posted, "chat"))
    if chat is None or chat.id not in seat.chats:
        raise RefusedError(f"{seat.name}不在这个聊天里。", 403)
    act = _string(posted, "id")
    if not _ACT.fullmatch(act):
        raise RefusedError("消息没有编号，请刷新页面再试。")
    kind, text, data = _content(posted, media_root)
    return Inbound(
        channel=NAME,
        key=f"{seat.id}:{act}",
        chat_id=chat.id,
        sender_id=seat.id,
        kind=kind,
        sent_at=now,
        text=text,
        is_group=chat.is_group,
        sender_name=seat.name,
        data=data,
    )


def _content(posted: Posted, media_root: Path) -> tuple[MessageKind, str, Posted]:
    match _string(posted, "kind"):
        case "text":
            return MessageKind.TEXT, _text(posted), {}
        case "image":
            return MessageKind.IMAGE, "", _picture(posted, media_root)
        case "location":
            place = _place(posted)
            return MessageKind.LOCATION, str(place["label"]), place
        case "button":
            return MessageKind.BUTTON, _string(posted, "text")[:40], _button(posted)
        case _:
            raise RefusedError("这种消息现在还不能发。")


def _text(posted: Posted) -> str:
    text = _string(posted, "text").replace("\0", "")
    if not text.strip():
        raise RefusedError("还没有写字。")
    if len(text) > LONGEST_TEXT:
        raise RefusedError("太长了，一次最多发一万字，请分几次发。", 413)
    return text


def _picture(posted: Posted, media_root: Path) -> Posted:
    picture = posted.get("picture")
    name = picture.get("file") if isinstance(picture, dict) else None
    try:
        is_there = isinstance(name, str) and media.path_of(media_root, name).is_file()
    except media.MediaRefusedError:
        is_there = False
    if not is_there:
        raise RefusedError("图片没有传上来，请再发一次。")
    return {"file": name, "mime": media.mime_of(str(name))}


def _place(posted: Posted) -> Posted:
    place = posted.get("place")
    if not isinstance(place, dict):
        raise RefusedError("位置没有发全，请再选一次。")
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not _is_degree(latitude, 90) or not _is_degree(longitude, 180):
        raise RefusedError("位置不对，请再选一次。")
    label = str(place.get("label", ""))[:100]
    return {"latitude": latitude, "longitude": longitude, "label": label}


def _is_degree(value: object, most: int) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -most <= float(str(value)) <= most


def _button(posted: Posted) -> Posted:
    button = posted.get("button")
    key = button.get("key") if isinstance(button, dict) else None
    if not isinstance(key, str) or not _BUTTON.fullmatch(key):
        raise RefusedError("这个按钮已经用不了了。")
    return {"key": key}


def _string(posted: Posted, name: str) -> str:
    value = posted.get(name, "")
    return value if isinstance(value, str) else ""
