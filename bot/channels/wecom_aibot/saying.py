"""What is to be said to members, as a robot says it: Markdown that is plain words, and cards.

Source: WeCom documents 101031 (kinds of messages) and 101032 (cards).
"""

import re
from hashlib import blake2s
from typing import Any

from bot.channels.base import SendRefused
from bot.channels.platform.cards import draw
from bot.channels.platform.pieces import words_of
from handlers import texts
from storage.tables.message import OutboundMessage

LONGEST = 20_480  # bytes of one message

Body = dict[str, Any]

# A resident's words must not become a link, a picture or a heading among the county's own.
_PLAIN = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "*": "＊", "`": "‘", "_": "＿"})
_HEADING = re.compile(r"^(#+)(?=\s)", re.MULTILINE)


def pieces_of(message: OutboundMessage) -> list[Body]:
    """The messages that say it, in order: words, and its card where it has one. Raises SendRefused."""
    card = draw(message)
    if card is None:
        return [words_body(message)]
    drawn = {"msgtype": "template_card", "template_card": card.body}
    return [drawn] if card.is_whole else [_markdown(message.text), drawn]


def one_piece_of(message: OutboundMessage) -> Body:
    """The one message that says it all: its card, where a card may stand. Raises SendRefused."""
    said = pieces_of(message)
    is_card = said[0]["msgtype"] == "template_card"
    return words_body(message) if len(said) > 1 or (is_card and message.is_group) else said[0]


def words_body(message: OutboundMessage) -> Body:
    """All of it in words. Raises SendRefused when it is empty or longer than one may be."""
    return _markdown(words_of(message))


def answer_of(message: OutboundMessage) -> Body:
    """The same in answer to a message: a stream that is finished at once, with the card."""
    said = pieces_of(message)
    card = {k: v for one in said for k, v in one.items() if k == "template_card"}
    words = "".join(one["markdown"]["content"] for one in said if "markdown" in one)
    if not words:
        return {"msgtype": "template_card", **card}
    name = blake2s(f"{message.key} {message.attempts}".encode(), digest_size=12).hexdigest()
    stream = {"stream": {"id": name, "finish": True, "content": words}}
    return {"msgtype": "stream_with_template_card" if card else "stream", **stream, **card}


def _markdown(words: str) -> Body:
    said = plain(words).strip()
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
