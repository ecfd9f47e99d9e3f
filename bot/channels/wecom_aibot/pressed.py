"""What lies where a pressed card lay: the same card, with what was done on its one grey button.

A robot's card can be changed only in the answer to a press, within five seconds (WeCom document
101032). A card that was not changed in time can be pressed again, and so can a grey button: then it
is changed, and whoever pressed is told how things stand.
"""

import asyncio
from contextlib import suppress
from functools import partial

import structlog
from sqlmodel import Session

from bot.channels.base import Inbound
from bot.channels.platform.cards import draw, row_of
from bot.channels.platform.ground import Ground
from bot.channels.platform.spent import histories_of, words_instead
from bot.channels.wecom_aibot.messages import NAME
from bot.channels.wecom_aibot.saying import Body
from storage import inbox, open_cards
from storage.db import DatabaseUnavailableError

WITHIN = 4.5  # of the five seconds, counted from when the press came here
_LOOKS_EVERY = 0.1
_GREY = 4

_log = structlog.stdlib.get_logger(__name__)


class Pressed:
    """Waits for what a press brought about."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def card_after(self, heard: Inbound, came_at: float) -> Body | None:
        """The answer that changes the card; None for one that is needed still, or is not ours.

        The press came when the event loop's clock said `came_at`: storing it may have taken a
        while. A database that does not answer may do so a moment later.
        """
        row_id = row_of(str(heard.data.get("task_id", "")))
        if row_id is None:
            return None
        look = partial(_look, heard=heard, row_id=row_id)
        while asyncio.get_running_loop().time() < came_at + WITHIN:
            with suppress(DatabaseUnavailableError):
                is_handled, card = await self._ground.db.read(look)
                if is_handled or card is not None:
                    return card
            await asyncio.sleep(_LOOKS_EVERY)
        _log.warning("aibot.card_not_changed", message_id=row_id)
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
