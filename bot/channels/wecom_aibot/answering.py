"""How a robot in callback mode speaks: at the addresses that came with what members said."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from sqlmodel import Session

from bot.channels.base import SendLater, WindowClosed
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.errcodes import ROBOT, outcome
from bot.channels.platform.ground import Ground
from bot.channels.wecom_aibot.messages import NAME
from bot.channels.wecom_aibot.saying import Body, one_piece_of
from storage import reply_urls
from storage.db import DatabaseUnavailableError
from storage.reply_urls import ReplyUrl
from storage.tables.message import OutboundMessage

_LIVES = timedelta(minutes=55)  # the platform says an hour
_SPENT = frozenset({40058, 40014, 846605, 846608})
_MOST_TRIED = 3
T = TypeVar("T")
_HOST = re.compile(r"(?:[\w-]+\.)*weixin\.qq\.com")


class Answering:
    """Answers where somebody has spoken within the hour; each message is good for one answer."""

    def __init__(self, api: Api, ground: Ground, api_base: str) -> None:
        self._api = api
        self._ground = ground
        self._own_host = urlsplit(api_base).netloc

    async def say(self, message: OutboundMessage) -> str:
        """`message` has been taken. Raises SendLater or SendRefused."""
        body = one_piece_of(message)
        for _ in range(_MOST_TRIED):
            taken = await self._tx(partial(self._take, message=message))
            if taken is None:
                break
            if self._is_the_platforms(taken.url) and await self._say(message, body, taken):
                return "ok"
        raise WindowClosed("回调方式的智能机器人只能在一小时内回答别人的话，每句回一次。")

    async def _say(self, message: OutboundMessage, body: Body, taken: ReplyUrl) -> bool:
        """False when this address is good for nothing any more."""
        give_back = partial(reply_urls.give_back, taken=taken, tried_by=message.key)
        try:
            await self._api.post(taken.url, body)
        except SendLater:
            await self._tx(give_back)
            raise
        except ApiError as error:
            if error.code in _SPENT:  # by this very row, if its answer got lost
                return taken.tried_by == message.key
            await self._tx(give_back)
            raise outcome(error, ROBOT) from None
        return True

    def _take(self, session: Session, message: OutboundMessage) -> ReplyUrl | None:
        since = self._ground.clock.now() - _LIVES
        return reply_urls.take(session, NAME, message.chat_id, message.cause_id, since)

    async def _tx(self, fn: Callable[[Session], T]) -> T:
        try:
            return await self._ground.db.tx(fn)
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None

    def _is_the_platforms(self, url: str) -> bool:
        parts = urlsplit(url)
        is_own = bool(self._own_host) and parts.netloc == self._own_host
        is_theirs = parts.scheme == "https" and _HOST.fullmatch(parts.hostname or "") is not None
        return is_own or is_theirs
