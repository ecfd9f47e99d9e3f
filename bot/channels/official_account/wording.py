"""What is to be said, as the messages that the official account's platform takes."""

from collections.abc import Mapping
from typing import Any

from bot.channels.base import SendRefused
from bot.channels.platform.menus import numbered
from bot.channels.platform.pieces import Room, texts_of
from storage.tables.message import OutboundMessage

LONGEST = 2048  # bytes of one message
MOST = 5  # messages that the platform allows after one of the resident's
Body = Mapping[str, Any]

_SURVEY = ("survey.", "remind.survey_")


def bodies(message: OutboundMessage) -> list[Body]:
    """The message in as many of the platform's as it takes. Raises SendRefused when it takes none."""
    if message.is_group:
        raise SendRefused("公众号不能在群里说话。")
    if (menu := _menu(message)) is not None:
        return [menu]
    pieces = texts_of(message, Room("公众号", LONGEST, MOST))
    return [{"msgtype": "text", "text": {"content": piece}} for piece in pieces]


def passive_words(whole: list[Body]) -> str | None:
    """The words, when one passive reply can carry all of them."""
    if len(whole) != 1 or whole[0]["msgtype"] != "text":
        return None
    return str(whole[0]["text"]["content"])


def _menu(message: OutboundMessage) -> Body | None:
    """The choices of a survey as a menu to tap (msgmenu).

    A tap counts as a menu click and leaves 3 messages in 1 minute, while a typed answer opens 48
    hours. Only at a survey is that enough: its case is over, and its answer is thanked for at once.
    """
    question = numbered(message.text) if message.text_key.startswith(_SURVEY) else None
    if question is None or message.card or len(message.text.encode()) > LONGEST:
        return None
    menu = {
        "head_content": question.before.strip(),
        "list": [{"id": key, "content": label} for key, label in question.items],
        "tail_content": question.after.lstrip("，。；").strip(),
    }
    return {"msgtype": "msgmenu", "msgmenu": menu}
