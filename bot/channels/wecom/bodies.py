"""An outbox row as the bodies of `message/send`, in the order in which they are to be sent.

Words go as text and not as markdown: members who read in WeChat (微信插件) see no markdown.
Source: WeCom document 90236; the limit is counted in bytes.
"""

from typing import Any

from bot.channels.base import SendRefused
from bot.channels.platform.cards import draw
from bot.channels.platform.pieces import split_text, words_of
from storage.tables.message import OutboundMessage

LONGEST = 2048
MOST = 5
REPEATED_WITHIN = 1800  # seconds

Body = dict[str, Any]


def bodies(message: OutboundMessage, agent_id: int) -> list[Body]:
    """What is to be posted; raises SendRefused for what can never be sent this way."""
    if message.is_group:
        raise SendRefused("企业微信应用不能在群里说话。")
    card = draw(message)
    content: list[Body] = []
    if card is None or not card.is_whole:
        words = words_of(message) if card is None else message.text or ""
        pieces = split_text(words, LONGEST)
        content += [{"msgtype": "text", "text": {"content": piece}} for piece in pieces]
    if card is not None:
        content.append({"msgtype": "template_card", "template_card": card.body})
    if not content:
        raise SendRefused("消息内容是空的。")
    if len(content) > MOST:
        raise SendRefused(f"消息太长，企业微信一次最多发{MOST}条。")
    head: Body = {"touser": message.chat_id, "agentid": agent_id}
    if message.attempts > 1:  # it may have arrived: then the platform drops what is the same
        head |= {"enable_duplicate_check": 1, "duplicate_check_interval": REPEATED_WITHIN}
    return [head | one for one in content]
