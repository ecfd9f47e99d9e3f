"""An outbox row as the bodies of a robot's webhook: a line as text, what is longer as markdown.

Residents' words may stand in it: they call nobody by name there and lead nowhere.
Source: WeCom document 99110; the limits are counted in bytes.
"""

from typing import Any

from bot.channels.base import SendRefused
from bot.channels.platform.pieces import split_text, words_of
from storage.tables.message import OutboundMessage

LONGEST_TEXT = 2048
LONGEST_MARKDOWN = 4096
MOST = 5
_HARMLESS = str.maketrans({"<": "＜", ">": "＞", "`": "'", "*": "＊"})

Body = dict[str, Any]


def bodies(message: OutboundMessage) -> list[Body]:
    """What is to be posted; raises SendRefused for what can never be sent this way."""
    words = words_of(message).strip()
    if "\n" in words:
        pieces = split_text(_marked(words), LONGEST_MARKDOWN)
        content: list[Body] = [{"msgtype": "markdown", "markdown": {"content": p}} for p in pieces]
    else:
        pieces = split_text(words, LONGEST_TEXT)
        content = [{"msgtype": "text", "text": {"content": piece}} for piece in pieces]
    if not content:
        raise SendRefused("消息内容是空的。")
    if len(content) > MOST:
        raise SendRefused(f"消息太长，群机器人一次最多发{MOST}条。")
    return content


def _marked(words: str) -> str:
    """The first line in bold, and nothing else that markdown would take for a sign of its own."""
    first, _, rest = words.translate(_HARMLESS).replace("](", "]（").partition("\n")
    return f"**{first}**\n{rest}"
