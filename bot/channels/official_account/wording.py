"""What is to be said, as the messages that the official account's platform takes."""

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.base import SendRefused
from bot.channels.platform.pieces import split_text
from handlers import texts
from storage.tables.message import OutboundMessage

LONGEST = 2048  # bytes of one message
MOST = 5  # messages that the platform allows after one of the resident's
Body = Mapping[str, Any]

# “回复1已解决、2部分解决、3没解决，也可以直接打字。”
_CHOICES = re.compile(
    r"回复(?P<items>\d[^\d、，。；]{1,20}(?:、\d[^\d、，。；]{1,20})+)[，。]?(?P<rest>.*)",
    re.DOTALL,
)
_SURVEY = ("survey.", "remind.survey_")


def bodies(message: OutboundMessage) -> list[Body]:
    """The message in as many of the platform's as it takes. Raises SendRefused when it takes none."""
    if message.is_group:
        raise SendRefused("公众号不能在群里说话。")
    if (menu := _menu(message)) is not None:
        return [menu]
    pieces = split_text(_words(message), LONGEST)
    if not pieces:
        raise SendRefused("消息内容是空的。")
    if len(pieces) > MOST:
        raise SendRefused(f"消息太长，公众号一次最多发{MOST}条。")
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
    found = _CHOICES.search(message.text) if message.text_key.startswith(_SURVEY) else None
    if found is None or message.card or len(message.text.encode()) > LONGEST:
        return None
    items = [{"id": item[0], "content": item[1:]} for item in found["items"].split("、")]
    menu = {
        "head_content": message.text[: found.start()].strip(),
        "list": items,
        "tail_content": found["rest"].strip(),
    }
    return {"msgtype": "msgmenu", "msgmenu": menu}


def _words(message: OutboundMessage) -> str:
    # A card becomes words: whoever types an answer may be told more than three things.
    card = message.card or {}
    said = message.text or str(card.get("title", ""))
    labels = [str(button["label"]) for button in card.get("buttons", ())]
    unsaid = [f"“{label}”" for label in labels if label not in said]
    return (
        f"{said}\n{texts.render('channel.reply_with', choices=''.join(unsaid))}" if unsaid else said
    )
