"""The intelligent robot (智能机器人) among members: called by the platform, or on a long connection."""

import json
from functools import partial

from aiohttp import web

from bot.channels.base import QuietChannel, SendLater, SendRefused
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.errcodes import ROBOT, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.limits import PER_BOT_CHAT, Limiter
from bot.channels.platform.passive import Waiting
from bot.channels.platform.progress import Progress
from bot.channels.wecom_aibot import frames
from bot.channels.wecom_aibot.answering import Answering
from bot.channels.wecom_aibot.called import Called
from bot.channels.wecom_aibot.ear import Ear
from bot.channels.wecom_aibot.files import Files
from bot.channels.wecom_aibot.line import Line
from bot.channels.wecom_aibot.messages import NAME
from bot.channels.wecom_aibot.places import key_of_cause
from bot.channels.wecom_aibot.saying import Body, answer_of, pieces_of
from bot.channels.wecom_aibot.settings import WecomAibotSettings
from bot.loop import Loop
from bot.metrics import Metrics
from storage.db import DatabaseUnavailableError
from storage.tables.message import OutboundMessage

_SINGLE, _GROUP = 1, 2
_URGENT_TRIES = 3


class CalledAibot(QuietChannel):
    """In callback mode: it answers what was said within the hour, and cannot begin by itself.

    An answer that is ready while the callback waits goes with it, and leaves the address that came
    with the message for another.
    """

    name = NAME

    def __init__(self, settings: WecomAibotSettings, ground: Ground, api_base: str) -> None:
        token, aes_key = settings.token, settings.aes_key
        if token is None or aes_key is None:
            raise ValueError("callback mode needs a token and a key")
        self._api = Api("")  # it is told where to post and what to fetch
        self._limiter = Limiter(NAME, PER_BOT_CHAT, ground.db, ground.clock)
        self._answering = Answering(self._api, ground, api_base)
        key = aes_key.get_secret_value()
        files = Files(self._api, key)
        self._ground = ground
        self._waiting = Waiting(settings.passive_within)
        login = settings.bot_id, token.get_secret_value(), key
        self._called = Called(login, ground, files, self._waiting)

    def routes(self) -> list[web.RouteDef]:
        """The one address that is entered on the robot's page."""
        return self._called.routes()

    async def stop(self) -> None:
        """No connection of its own is open any more."""
        await self._api.close()

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform."""
        answer = json.dumps(
            answer_of(message), ensure_ascii=False
        )  # what cannot be said spends nothing
        await self._limiter.take(message.chat_id)
        key = await _key_of_cause(self._ground, message)
        if key and await self._waiting.carried(key, answer):
            return "passive"
        return await self._answering.say(message)


class ConnectedAibot(QuietChannel):
    """In socket mode: one replica holds the connection, hears over it and speaks over it."""

    name = NAME

    def __init__(self, settings: WecomAibotSettings, ground: Ground, metrics: Metrics) -> None:
        if settings.secret is None:
            raise ValueError("socket mode needs a secret")
        self._api = Api("")
        self._ground = ground
        self._limiter = Limiter(NAME, PER_BOT_CHAT, ground.db, ground.clock)
        self._progress = Progress()
        self.ear = Ear(ground, Files(self._api, ""))
        login = {"bot_id": settings.bot_id, "secret": settings.secret.get_secret_value()}
        self.line = Line(settings.socket_url, login, ground.db, ground.clock, self.ear.hear)
        self.loop = Loop("wecom_aibot", self.line.step, metrics)

    @property
    def speaks_here(self) -> bool:
        """True when this replica has the line; the others leave what is to be said to it."""
        return self.line.is_mine

    async def start(self) -> None:
        """The line is sought and kept."""
        self.ear.start()
        self.loop.start()

    async def stop(self) -> None:
        """Another replica may have the line; what was heard is stored."""
        await self.loop.stop()
        await self.line.stop()
        await self.ear.stop()
        await self._api.close()

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform. Raises NoAckError when nobody knows."""
        said = pieces_of(message)
        if message.urgent and not self.line.is_connected and message.attempts >= _URGENT_TRIES:
            raise SendRefused("智能机器人的长连接断了，换别的办法告诉对方。")
        if not self.line.is_connected:
            raise SendLater("智能机器人的长连接断了，正在重连。")
        await self._limiter.take(message.chat_id)
        try:
            await self._say(message, said)
        except ApiError as error:
            raise outcome(error, ROBOT) from None
        return "ok"

    async def _say(self, message: OutboundMessage, said: list[Body]) -> None:
        """In place under what it answers; else as one or more messages of its own."""
        if await self._is_answered(message):
            return
        kind = _GROUP if message.is_group else _SINGLE
        for number, body in enumerate(self._progress.left(message, said)):
            if number:
                await self._limiter.take(message.chat_id)
            addressed = {"chatid": message.chat_id, "chat_type": kind, **body}
            await self.line.ask(frames.SEND, addressed)

    async def _is_answered(self, message: OutboundMessage) -> bool:
        key = await _key_of_cause(self._ground, message)
        place = self.ear.places.take(key, self._ground.clock.now()) if key else None
        return place is not None and await self.line.answer(place, answer_of(message))


async def _key_of_cause(ground: Ground, message: OutboundMessage) -> str:
    try:
        return await ground.db.read(partial(key_of_cause, message=message))
    except DatabaseUnavailableError:
        raise SendLater("数据库暂时连不上。") from None
