"""The official account (公众号): residents one to one."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import unquote

from aiohttp import ClientSession, web

from bot.channels.base import CallbackError, Inbound, SendRefused
from bot.channels.official_account.messages import NAME, read_message
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.callbacks import Gate, Rejection, Seal, read_body, rejected
from bot.channels.platform.contents import kind_of
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT, TOKEN_REFUSED, outcome
from bot.channels.platform.pieces import split_text
from bot.channels.platform.tokens import StableTokens, TokensInMemory
from handlers import texts
from storage.clock import Clock
from storage.tables.message import OutboundMessage

__all__ = ["OfficialAccount", "OfficialAccountSettings"]

PATH = "/callback/official-account"
_LONGEST = 2048  # bytes of one customer-service message
_MOST = 5  # messages that the platform allows after one of the resident's
_UNFINISHED = 1000

Accept = Callable[[Sequence[Inbound]], Awaitable[None]]
Count = Callable[[str], None]

_logger = logging.getLogger(__name__)


def _uncounted(_what: str) -> None:
    return


class OfficialAccount:
    """Hears by callbacks in safe mode (安全模式), speaks by customer-service messages (客服消息).

    `accept` has stored what it was given when it returns; only then the platform is answered.
    `on_rejected` is told why a callback was refused, `on_ignored` which event was not stored.
    `clock` must be the machine's own: platforms sign with the real time.
    """

    name = NAME
    may_repeat = False

    def __init__(
        self,
        settings: OfficialAccountSettings,
        accept: Accept,
        clock: Clock,
        session: ClientSession | None = None,
        *,
        on_rejected: Count = _uncounted,
        on_ignored: Count = _uncounted,
    ) -> None:
        self._accept = accept
        self._clock = clock
        self._on_rejected = on_rejected
        self._on_ignored = on_ignored
        key = settings.aes_key
        seal = Seal(key.get_secret_value(), settings.app_id) if key else None
        self._is_clear = seal is None
        self._gate = Gate(settings.token.get_secret_value(), seal, clock)
        self._api = Api(settings.api_base, session)
        self._tokens = StableTokens(
            self._api, settings.app_id, settings.app_secret, clock, TokensInMemory()
        )
        self._said: OrderedDict[str, int] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """The one address that is entered in the account's console, for check and callbacks."""
        return [
            web.get(PATH, self._answer_check, allow_head=False),
            web.post(PATH, self._receive),
        ]

    async def start(self) -> None:
        """Ready to send; tokens are fetched when the first message needs one."""
        if self._is_clear:
            _logger.warning("callbacks come in clear text", extra={"action": "start"})

    async def stop(self) -> None:
        """No connection of its own is open any more."""
        await self._api.close()

    # ---- hearing -----------------------------------------------------------------------

    async def _answer_check(self, request: web.Request) -> web.Response:
        try:
            self._gate.check_url(request.query)
            return _plain(_echo(request))
        except CallbackError as error:
            return self._refuse(error)

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            callback = self._gate.open(request.query, await read_body(request))
            message = read_message(callback, self._clock.now()) if callback else None
        except CallbackError as error:
            return self._refuse(error)
        if message is not None:
            await self._accept([message])
        elif callback is not None:
            self._on_ignored(kind_of(callback.fields))
        if callback is not None:
            self._gate.done(callback)
        return _plain("success")

    def _refuse(self, error: CallbackError) -> web.Response:
        self._on_rejected(error.reason)
        return _plain("", error.status)

    # ---- speaking ----------------------------------------------------------------------

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform, in several pieces if it is long.

        The receipt is the platform's for the last piece. When a piece has to wait, the next
        try goes on with that piece: those before it are not said again by this process.
        """
        pieces = _pieces(message)
        receipt = ""
        for number in range(self._said.get(message.key, 0), len(pieces)):
            receipt = await self._say(message.chat_id, pieces[number])
            self._remember(message.key, number + 1)
        self._said.pop(message.key, None)
        return receipt

    def _remember(self, key: str, said: int) -> None:
        self._said[key] = said
        if len(self._said) > _UNFINISHED:
            self._said.popitem(last=False)

    async def _say(self, openid: str, text: str) -> str:
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        try:
            answer = await self._call("/cgi-bin/message/custom/send", body)
        except ApiError as error:
            raise outcome(error, OFFICIAL_ACCOUNT) from None
        return str(answer.get("msgid", "ok"))

    async def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = await self._tokens.current()
        try:
            return await self._api.post(path, body, {"access_token": token})
        except ApiError as error:
            if error.code not in TOKEN_REFUSED:
                raise
        token = await self._tokens.instead_of(token)
        return await self._api.post(path, body, {"access_token": token})


def _plain(text: str, status: int = 200) -> web.Response:
    # The echo is a stranger's words: no browser may take them for a page.
    return web.Response(text=text, status=status, headers={"X-Content-Type-Options": "nosniff"})


def _echo(request: web.Request) -> str:
    # Not request.query, which takes "+" for a space: the echo must go back as it came.
    for part in request.rel_url.raw_query_string.split("&"):
        name, _, value = part.partition("=")
        echo = unquote(value)
        if name == "echostr" and echo.isascii():
            return echo
    raise rejected(Rejection.UNREADABLE)


def _pieces(message: OutboundMessage) -> list[str]:
    if message.is_group:
        raise SendRefused("公众号不能在群里说话。")
    pieces = split_text(_words(message), _LONGEST)
    if not pieces:
        raise SendRefused("消息内容是空的。")
    if len(pieces) > _MOST:
        raise SendRefused(f"消息太长，公众号一次最多发{_MOST}条。")
    return pieces


def _words(message: OutboundMessage) -> str:
    # A card becomes words, not a menu of the platform's (msgmenu): a tap on that counts as a
    # menu click and leaves 3 messages in 1 minute, while a typed answer opens 48 hours.
    card = message.card or {}
    said = message.text or str(card.get("title", ""))
    labels = [str(button["label"]) for button in card.get("buttons", ())]
    unsaid = [f"“{label}”" for label in labels if label not in said]
    return (
        f"{said}\n{texts.render('channel.reply_with', choices=''.join(unsaid))}" if unsaid else said
    )
