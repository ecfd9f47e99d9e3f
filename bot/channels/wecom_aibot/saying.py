"""What is to be said to members, as a robot says it: in Markdown that is plain words."""

import re
from typing import Any

from bot.channels.base import SendRefused
from handlers import texts
from storage.tables.message import OutboundMessage

LONGEST = 20_480  # bytes of one message

Body = dict[str, Any]

# A resident's words must not become a link, a picture or a heading among the county's own.
_PLAIN = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "*": "＊", "`": "‘", "_": "＿"})
_HEADING = re.compile(r"^(#+)(?=\s)", re.MULTILINE)


def body_of(message: OutboundMessage) -> Body:
    """The message that says it. Raises SendRefused when it is empty or longer than one may be."""
    said = plain(_words(message)).strip()
    if not said:
        raise SendRefused("消息内容是空的。")
    if len(said.encode()) > LONGEST:
        raise SendRefused("消息太长，智能机器人一次发不下。")
    return {"msgtype": "markdown", "markdown": {"content": said}}


def plain(text: str) -> str:
    """The words so that Markdown shows them as they are."""
    return _HEADING.sub(lambda found: "＃" * len(found[1]), text.translate(_PLAIN))


def greeting() -> Body:
    """What is said to a member who opens the chat for the first time in a day."""
    return {"msgtype": "text", "text": {"content": texts.render("channel.aibot_greeting")}}


def _words(message: OutboundMessage) -> str:
    card = message.card or {}
    said = message.text or str(card.get("title", ""))
    labels = [str(button["label"]) for button in card.get("buttons", ())]
    unsaid = [f"“{label}”" for label in labels if label not in said]
    if not unsaid:
        return said
    return f"{said}\n{texts.render('channel.reply_with', choices=''.join(unsaid))}"
