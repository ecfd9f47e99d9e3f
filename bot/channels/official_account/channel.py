"""The official account (公众号): residents one to one."""

import logging
from collections import OrderedDict

from aiohttp import ClientSession, web

from bot.channels.base import CallbackError, QuietChannel, SendRefused
from bot.channels.official_account.messages import NAME, read_message
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.callbacks import Gate, Seal, read_body
from bot.channels.platform.caller import Caller
from bot.channels.platform.contents import kind_of
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.pieces import split_text
from bot.channels.platform.signatures import Signatures
from bot.channels.platform.tokens import StableToken, Tokens
from handlers import texts
from storage.tables.message import OutboundMessage

__all__ = ["OfficialAccount", "OfficialAccountSettings"]

PATH = "/callback/official-account"
_LONGEST = 2048  # bytes of one customer-service message
_MOST = 5  # messages that the platform allows after one of the resident's
_UNFINISHED = 1000

_logger = logging.getLogger(__name__)


class OfficialAccount(QuietChannel):
    """Hears by callbacks in safe mode (安全模式), speaks by customer-service messages (客服消息)."""

    name = NAME

    def __init__(
        self,
        settings: OfficialAccountSettings,
        ground: Ground,
        session: ClientSession | None = None,
    ) -> None:
        self._ground = ground
        key = settings.aes_key
        seal = Seal(key.get_secret_value(), settings.app_id) if key else None
        self._is_clear = seal is None
        self._gate = Gate(
            settings.token.get_secret_value(), seal, ground.clock, Signatures(ground.db)
        )
        self._api = Api(settings.api_base, session)
        source = StableToken(self._api, settings.app_id, settings.app_secret)
        self._caller = Caller(self._api, Tokens(source, ground.db, ground.clock), OFFICIAL_ACCOUNT)
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
            return _plain(self._gate.echo(request.query, request.rel_url.raw_query_string))
        except CallbackError as error:
            return self._refuse(error)

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            callback = await self._gate.open(request.query, await read_body(request))
            message = read_message(callback, self._ground.clock.now()) if callback else None
        except CallbackError as error:
            return self._refuse(error)
        if message is not None:
            await self._ground.accept([message])
        elif callback is not None:
            self._ground.on_ignored(kind_of(callback.fields))
        if callback is not None:
            self._gate.done(callback)
        return _plain("success")

    def _refuse(self, error: CallbackError) -> web.Response:
        self._ground.on_rejected(error.reason)
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
            answer = await self._caller.post("/cgi-bin/message/custom/send", body)
        except ApiError as error:
            raise outcome(error, OFFICIAL_ACCOUNT) from None
        return str(answer.get("msgid", "ok"))


def _plain(text: str, status: int = 200) -> web.Response:
    # The echo is a stranger's words: no browser may take them for a page.
    return web.Response(text=text, status=status, headers={"X-Content-Type-Options": "nosniff"})


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
