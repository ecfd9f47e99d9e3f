"""What the messages fetched from a customer-service account (微信客服) say, as ours."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum

from bot.channels.base import Inbound
from bot.channels.bounce import Bounce
from bot.channels.platform.contents import LONGEST_ID, Content, Reader, file_id_of, location, moment
from bot.channels.platform.fields import Fields, FieldsError
from bot.channels.platform.menus import as_typed
from bot.channels.wecom_kf.saying import receipt_in
from storage.codes import MessageKind

NAME = "wecom_kf"

_BUTTON = re.compile(r"[a-z_]+:\d{1,9}")


class Origin(IntEnum):
    """Who a message comes from."""

    USER = 3
    SYSTEM = 4
    SERVICER = 5


Read = Inbound | Bounce | None


def read_item(item: Fields, now: datetime) -> Read:
    """The message, the bounce, or None for what asks nothing of us. Raises FieldsError.

    What a servicer writes is not heard: it is the county's own word to the resident.
    """
    match item.text("origin"):
        case "3":
            return _heard(item, item.text("external_userid"), _of_user(item), now)
        case "4":
            return _event(item, now)
        case _:
            return None


def kind_of(item: Fields) -> str:
    """The platform's own word for it: `text`, `image`, …, or the kind of event."""
    kind = item.text("msgtype")
    return item.inside("event").text("event_type") if kind == "event" else kind


def media_id_of(heard: Inbound) -> str:
    """Under which id the platform still keeps the file; empty when there is none to fetch."""
    return "" if "file" in heard.data else str(heard.data.get("media_id", ""))


def _heard(item: Fields, sender: str, content: Content, now: datetime) -> Inbound:
    key = item.text("msgid")
    if not 0 < len(key) <= LONGEST_ID or not 0 < len(sender) <= LONGEST_ID:
        raise FieldsError("no id of the message or its sender")
    kind, text, data = content
    return Inbound(
        channel=NAME,
        key=key,
        chat_id=sender,
        sender_id=sender,
        kind=kind,
        sent_at=moment(item.text("send_time"), now),
        text=text,
        data=data,
    )


# ---- what a resident sends ---------------------------------------------------------------


def _of_user(item: Fields) -> Content:
    kind = item.text("msgtype")
    read = _MESSAGES.get(kind)
    if read is None:  # never lost: the resident is asked what it is about
        return MessageKind.FILE, "", {"type": kind}
    return read(item.inside(kind))


def _text(fields: Fields) -> Content:
    text, menu_id = fields.text("content"), fields.text("menu_id")
    words, kept = as_typed(text, menu_id)
    if "label" not in kept and _BUTTON.fullmatch(menu_id):
        return MessageKind.BUTTON, text, {"key": menu_id}
    return MessageKind.TEXT, words, dict(kept)


def _media(kind: MessageKind, mime: str) -> Reader:
    def read(fields: Fields) -> Content:
        return kind, "", {"media_id": file_id_of(fields, "media_id"), "mime": mime}

    return read


def _location(fields: Fields) -> Content:
    label = "".join(dict.fromkeys((fields.text("address"), fields.text("name"))))
    return location((fields.text("latitude"), fields.text("longitude")), label)


def _link(fields: Fields) -> Content:
    data = {"url": fields.text("url"), "description": fields.text("desc")}
    return MessageKind.LINK, fields.text("title"), data


def _program(fields: Fields) -> Content:
    return MessageKind.LINK, fields.text("title"), {"program": fields.text("appid")}


_MESSAGES: Mapping[str, Reader] = {
    "text": _text,
    "image": _media(MessageKind.IMAGE, "image/jpeg"),
    "voice": _media(MessageKind.VOICE, "audio/amr"),
    "video": _media(MessageKind.VIDEO, "video/mp4"),
    "file": _media(MessageKind.FILE, ""),
    "location": _location,
    "link": _link,
    "miniprogram": _program,
}


# ---- what happens ------------------------------------------------------------------------

_FAILED: Mapping[str, str] = {
    "1": "客服账号已被删除。",
    "2": "微信客服应用已被关闭。",
    "4": "对方超过48小时没有来过消息。",
    "5": "会话已经结束。",
    "6": "对方上次来消息以后，客服可发的5条已用完。",
    "7": "没有关联视频号。",
    "8": "企业没有认证。",
    "9": "视频号没有认证。",
    "10": "对方拒绝接收客服消息。",
}


def _event(item: Fields, now: datetime) -> Read:
    event = item.inside("event")
    sender = event.text("external_userid") or item.text("external_userid")
    match event.text("event_type"):
        case "enter_session":
            entered = _entered(event)
            return _heard(item, sender, entered, now) if entered else None
        case "msg_send_fail":
            reason = _FAILED.get(event.text("fail_type"), "平台没有送到。")
            return Bounce(NAME, sender, receipt_in(event.text("fail_msgid")), reason)
        case "user_recall_msg":
            gone = {"key": event.text("recall_msgid")}
            return _heard(item, sender, (MessageKind.RECALL, "", gone), now)
        case _:
            return None


def _entered(event: Fields) -> Content | None:
    """Somebody opened the chat: it matters when they may be greeted, or came by a grid's code."""
    code = event.text("welcome_code")
    scene = event.text("scene_param") or _own(event.text("scene"))
    if not code and not scene:
        return None
    return MessageKind.FOLLOW, "", {"scene": scene} | ({"welcome_code": code} if code else {})


def _own(scene: str) -> str:
    # Without a parameter of ours the platform names the entry by a number of its own.
    return scene if scene.startswith("grid_") else ""
