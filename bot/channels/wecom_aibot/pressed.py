"""What lies where a pressed card lay: the same card, with what was done on its one grey button.

A robot's card can be changed once, in the answer to a press, within five seconds (WeCom document
101032). A grey button can still be pressed; whoever does is told how things stand.
"""

import asyncio
from functools import partial

from sqlmodel import Session

from bot.channels.base import Inbound
from bot.channels.platform.cards import draw, row_of
from bot.channels.platform.ground import Ground
from bot.channels.platform.spent import histories_of, words_instead
from bot.channels.wecom_aibot.messages import NAME
from bot.channels.wecom_aibot.saying import Body
from storage import inbox, open_cards
from storage.db import DatabaseUnavailableError

WITHIN = 3.0  # of the five seconds
_LOOKS_EVERY = 0.1
_GREY = 4


class Pressed:
    """Waits for what a press brought about."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def card_after(self, heard: Inbound) -> Body | None:
        """The answer that changes the card; None for one that is needed still, or is not ours."""
        row_id = row_of(str(heard.data.get("task_id", "")))
        if row_id is None:
            return None
        look = partial(_look, heard=heard, row_id=row_id)
        until = asyncio.get_running_loop().time() + WITHIN
        while asyncio.get_running_loop().time() < until:
            try:
                is_handled, card = await self._ground.db.read(look)
            except DatabaseUnavailableError:
                return None
            if is_handled or card is not None:
                return card
            await asyncio.sleep(_LOOKS_EVERY)
        return None


def _look(session: Session, heard: Inbound, row_id: int) -> tuple[bool, Body | None]:
    """Whether the press has been dealt with, and the card as it is to be then."""
    is_handled = inbox.is_handled(session, heard.channel, heard.key)
    row = open_cards.find_sent(session, NAME, heard.chat_id, row_id)
    card = draw(row) if row is not None else None
    if row is None or card is None:
        return True, None
    (words,) = words_instead(session, [row], histories_of(session, [row]))
    if words is None:
        return is_handled, None
    button = {**card.body["button_list"][0], "text": words, "style": _GREY}
    changed = {**card.body, "button_list": [button]}
    return True, {"response_type": "update_template_card", "template_card": changed}
