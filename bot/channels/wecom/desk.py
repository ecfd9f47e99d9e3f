"""Cards that have served their turn turn grey and show what was done, whoever did it and wherever.

A code changes a card once, within a time (WeCom document 94888): the answer to the sending has one,
and every press brings a newer one. Nothing depends on it: a card that stays is only answered kindly.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import Session

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.cards import row_of
from bot.channels.platform.errcodes import WECOM, Do, meaning_of
from bot.channels.platform.spent import histories_of, words_instead
from bot.channels.wecom.messages import Press
from bot.channels.wecom.names import NAME
from storage import open_cards
from storage.clock import Clock
from storage.db import Database
from storage.tables.message import OutboundMessage

PATH = "/cgi-bin/message/update_template_card"
AT_ONCE = 20
_GOOD = timedelta(hours=24)  # older copies of the document say 24 hours, newer ones 72
_BETWEEN = timedelta(seconds=10)
_HELD = timedelta(seconds=60)
_AGAIN = frozenset({Do.RETRY, Do.REFRESH, Do.ALARM})

Post = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Spent:
    """A card to be changed: whose it is, by which code, and what stands on it then."""

    card_id: int
    user_id: str
    code: str
    words: str


class CardDesk:
    """Knows the cards of one application that can still be changed, and changes them in time."""

    def __init__(self, agent_id: int, db: Database, clock: Clock, post: Post) -> None:
        self._agent_id = agent_id
        self._db = db
        self._clock = clock
        self._post = post

    async def sent(self, message: OutboundMessage, code: str) -> None:
        """The card of the message is there; by `code` it can be changed."""
        now = self._clock.now()
        await self._db.tx(lambda session: open_cards.keep(session, message, code, now, _GOOD))

    async def pressed(self, press: Press, user_id: str) -> None:
        """The card has a newer code; one that is not ours is let be."""
        row_id, now = row_of(press.task_id), self._clock.now()
        if row_id is None or not press.response_code:
            return

        def keep(session: Session) -> None:
            row = open_cards.find_sent(session, NAME, user_id, row_id)
            if row is not None:
                open_cards.keep(session, row, press.response_code, now, _GOOD)

        await self._db.tx(keep)

    async def step(self) -> int:
        """Cards that have served their turn are changed; gives how many were."""
        found = await self._db.tx(self._take)
        for one in found:
            await self._change(one)
        return len(found)

    def _take(self, session: Session) -> list[Spent]:
        """The spent ones among those not looked at lately, held for a while."""
        now = self._clock.now()
        shown = open_cards.list_to_look_at(session, NAME, now, AT_ONCE)
        rows = [row for _, row in shown]
        histories = histories_of(session, rows)
        words = words_instead(session, rows, histories)
        found = []
        for (card, row), instead in zip(shown, words, strict=True):
            if instead is not None:
                found.append(Spent(card.id or 0, row.chat_id, card.response_code, instead))
                continue
            seen = max((e.id or 0 for e in histories.get(row.case_id or 0, ())), default=0)
            open_cards.looked_at(session, [card.id or 0], seen, now + _BETWEEN)
        open_cards.hold(session, [one.card_id for one in found], now + _HELD)
        return found

    async def _change(self, spent: Spent) -> None:
        body = {
            "userids": [spent.user_id],
            "agentid": self._agent_id,
            "response_code": spent.code,
            "button": {"replace_name": spent.words},
        }
        try:
            await self._post(PATH, body)
        except SendLater:
            return  # it is held for a while, and then looked at again
        except ApiError as error:
            _log.warning("card.not_changed", code=error.code)
            if error.code in WECOM and meaning_of(error, WECOM).do in _AGAIN:
                return  # a code that nobody knows tells of a code that is used up or too old
        await self._db.tx(lambda s: open_cards.forget(s, spent.card_id, spent.code))
