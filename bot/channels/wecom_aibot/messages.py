"""What an intelligent robot (智能机器人) is told, as messages of ours; both modes tell alike."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound
from bot.channels.platform.contents import LONGEST_ID, Content, Reader, moment
from bot.channels.platform.fields import Fields, FieldsError
from storage.codes import MessageKind

NAME = "wecom_aibot"

# A name ends at a space of the platform's own (U+2005) or a usual one.
_MENTION = re.compile(r"@[^\s@]+[\s\u2005]*")


def read_messages(body: Fields, now: datetime) -> list[Inbound]:
    """What was said or pressed; none for what asks nothing of the county. Raises FieldsError.

    A mixed message is several: its pictures first, so that they are there when its words are read.
    """
    kind = kind_of(body)
    if kind == "mixed":
        contents = _mixed(body.inside("mixed"))
    elif (read := _READERS.get(kind)) is not None:
        contents = [read(body)]
    else:
        return []
    key = body.text("msgid")
    if not 0 < len(key) <= LONGEST_ID:
        raise FieldsError("no id of the message")
    last = len(contents) - 1
    return [
        _inbound(body, key if number == last else f"{key}:{number}", content, now)
        for number, content in enumerate(contents)
    ]


def kind_of(body: Fields) -> str:
    """The platform's own word for it: `text`, `mixed`, …, or the kind of event."""
    kind = body.text("msgtype")
    return body.inside("event").text("eventtype") if kind == "event" else kind


def chat_of(body: Fields) -> str:
    """The group, or the member for one to one. Raises FieldsError when there is neither."""
    chat = body.text("chatid") if is_group(body) else body.inside("from").text("userid")
    if not 0 < len(chat) <= LONGEST_ID:
        raise FieldsError("no id of the chat")
    return chat


def is_group(body: Fields) -> bool:
    """Whether it was said in a group."""
    return body.text("chattype") == "group"


def _inbound(body: Fields, key: str, content: Content, now: datetime) -> Inbound:
    kind, text, data = content
    sender = body.inside("from").text("userid")
    if not 0 < len(sender) <= LONGEST_ID:
        raise FieldsError("no id of the sender")
    asked = {"response_url": body.text("response_url"), "quote": _quoted(body.inside("quote"))}
    return Inbound(
        channel=NAME,
        key=key,
        chat_id=chat_of(body),
        sender_id=sender,
        kind=kind,
        sent_at=moment(body.text("create_time"), now),
        text=_without_our_name(text) if is_group(body) else text.strip(),
        is_group=is_group(body),
        data=data | {name: value for name, value in asked.items() if value},
    )


def _without_our_name(text: str) -> str:
    """The words without the name by which the robot was called: the first, or the only one."""
    found = _MENTION.match(text.lstrip())
    if found is not None:
        return text.lstrip()[found.end() :].strip()
    named = _MENTION.findall(text)
    return _MENTION.sub("", text).strip() if len(named) == 1 else text.strip()


def _quoted(quote: Fields) -> dict[str, str]:
    """The words that were answered with a quotation (引用), as far as it has any."""
    if quote.text("msgtype") == "mixed":
        words = [
            one.inside("text").text("content") for one in quote.inside("mixed").each("msg_item")
        ]
        text = "\n".join(filter(None, words))
    else:
        text = quote.inside("text").text("content") or quote.inside("voice").text("content")
    return {"text": text} if text else {}


# ---- contents ------------------------------------------------------------------------------


def _text(body: Fields) -> Content:
    return MessageKind.TEXT, body.inside("text").text("content"), {}


def _voice(body: Fields) -> Content:
    return MessageKind.VOICE, body.inside("voice").text("content"), {}


def _file(kind: MessageKind, name: str) -> Reader:
    def read(body: Fields) -> Content:
        return kind, "", _where(body.inside(name))

    return read


def _where(file: Fields) -> dict[str, Any]:
    """Where the file lies for five minutes, sealed; in socket mode with a key of its own."""
    given = {"url": file.text("url"), "aes_key": file.text("aeskey")}
    return {name: value for name, value in given.items() if value}


def _mixed(mixed: Fields) -> list[Content]:
    items = mixed.each("msg_item")
    pictures = [
        (MessageKind.IMAGE, "", _where(one.inside("image")))
        for one in items
        if one.text("msgtype") == "image"
    ]
    words = [one.inside("text").text("content") for one in items if one.text("msgtype") == "text"]
    text = "\n".join(filter(None, (word.strip() for word in words)))
    said: list[Content] = [(MessageKind.TEXT, text, {})] if text else []
    return [*pictures, *said]


def _pressed(body: Fields) -> Content:
    event = body.inside("event").inside("template_card_event")
    data: dict[str, Any] = {"key": event.text("event_key"), "task_id": event.text("task_id")}
    chosen = {
        one.text("question_key"): one.inside("option_ids").texts("option_id")
        for one in event.inside("selected_items").each("selected_item")
    }
    return MessageKind.BUTTON, "", data | ({"chosen": chosen} if chosen else {})


_READERS: Mapping[str, Reader] = {
    "text": _text,
    "voice": _voice,
    "image": _file(MessageKind.IMAGE, "image"),
    "file": _file(MessageKind.FILE, "file"),
    "video": _file(MessageKind.VIDEO, "video"),
    "template_card_event": _pressed,
}
