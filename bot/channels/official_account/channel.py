"""The official account (公众号): residents one to one."""

import asyncio
import logging

from aiohttp import ClientSession, web

from bot.channels.base import Inbound, QuietChannel
from bot.channels.official_account.messages import (
    NAME,
    account_of,
    consents_of,
    event_of,
    read_message,
)
from bot.channels.official_account.pictures import Pictures
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.official_account.speaking import Speaking
from bot.channels.platform.api import Api
from bot.channels.platform.callbacks import Gate, Opened, Seal, read_body
from bot.channels.platform.caller import Caller
from bot.channels.platform.contents import key_of
from bot.channels.platform.door import Door, plain
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT
from bot.channels.platform.ground import Ground
from bot.channels.platform.passive import Offer, Waiting, carry
from bot.channels.platform.replies import passive_text
from bot.channels.platform.signatures import Signatures
from bot.channels.platform.tokens import StableToken, Tokens
from storage.codes import MessageKind
from storage.tables.message import OutboundMessage

__all__ = ["OfficialAccount", "OfficialAccountSettings"]

PATH = "/callback/official-account"
_BUSY = 0.2  # seconds for a commit: then no answer will be ready in time, and none is waited for

_logger = logging.getLogger(__name__)


class OfficialAccount(QuietChannel):
    """Hears by callbacks; speaks in answer to one, or by customer-service messages (客服消息)."""

    name = NAME

    def __init__(
        self,
        settings: OfficialAccountSettings,
        ground: Ground,
        session: ClientSession | None = None,
    ) -> None:
        self._ground = ground
        key = settings.opening_key
        seal = Seal(key.get_secret_value(), settings.app_id) if key else None
        self._is_clear = seal is None
        token = settings.token.get_secret_value()
        self._gate = Gate(token, seal, ground.clock, Signatures(ground.db))
        self._door = Door(self._gate, ground.on_rejected)
        self._api = Api(settings.api_base, session)
        source = StableToken(self._api, settings.app_id, settings.app_secret)
        caller = Caller(self._api, Tokens(source, ground.db, ground.clock), OFFICIAL_ACCOUNT)
        self._waiting = Waiting(settings.passive_within)
        self._pictures = Pictures(caller, self._api, ground)
        self._speaking = Speaking(settings, caller, ground, self._waiting)

    def routes(self) -> list[web.RouteDef]:
        """The one address that is entered in the account's console, for check and callbacks."""
        return self._door.routes(PATH, self._receive)

    async def start(self) -> None:
        """Ready to send; tokens are fetched when the first message needs one, missing files now."""
        await self._pictures.late.start()
        if self._is_clear:
            _logger.warning("callbacks come in clear text", extra={"action": "start"})

    async def stop(self) -> None:
        """No file is being fetched and no connection of its own is open any more."""
        await self._pictures.late.stop()
        await self._api.close()

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform; gives its receipt. As `Speaking.say`."""
        return await self._speaking.say(message)

    async def _receive(self, request: web.Request) -> web.Response:
        callback = await self._gate.open(request.query, await read_body(request))
        message = read_message(callback, self._ground.clock.now()) if callback else None
        if callback is None:
            return plain("success")
        if message is None:
            await self._speaking.told(
                callback.fields.text("FromUserName"),
                consents_of(callback.fields),
                key_of(callback),
            )
            self._ground.on_ignored(event_of(callback.fields))
            self._gate.done(callback)
            return plain("success")
        return await self._hear(request, callback, message)

    async def _hear(self, request: web.Request, callback: Opened, message: Inbound) -> web.Response:
        message = await self._pictures.fetched(message)
        began = asyncio.get_running_loop().time()
        await self._ground.accept([message])
        self._pictures.late.follow(message)
        took = asyncio.get_running_loop().time() - began
        self._gate.done(callback)
        await self._speaking.heard(message.chat_id)
        if message.kind is MessageKind.UNFOLLOW or took > _BUSY:
            return plain("success")
        offer = await self._waiting.answer_to(message.chat_id, message.key)
        if offer is None:
            return plain("success")
        return await self._carry(request, callback, offer)

    async def _carry(self, request: web.Request, callback: Opened, offer: Offer) -> web.Response:
        """As `carry`."""
        answer = _xml(self._written(callback, offer.words))
        return answer if await carry(request, answer, offer) else plain("success")

    def _written(self, callback: Opened, words: str) -> str:
        sender, account = callback.fields.text("FromUserName"), account_of(callback.fields)
        at = int(self._ground.clock.now().timestamp())
        plain = passive_text(sender, account, words, at)
        return self._gate.seal_answer(plain, callback.nonce) if callback.was_sealed else plain


def _xml(text: str) -> web.Response:
    return web.Response(text=text, content_type="application/xml", charset="utf-8")
