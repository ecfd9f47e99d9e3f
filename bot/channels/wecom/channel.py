"""The application of WeCom (企业微信): staff one to one, by words and cards."""

from contextlib import suppress
from functools import partial

from aiohttp import ClientSession, web

from bot.channels.base import QuietChannel, Unreached
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.callbacks import Gate, Seal, read_body
from bot.channels.platform.caller import Caller
from bot.channels.platform.contents import kind_of
from bot.channels.platform.door import Door, plain
from bot.channels.platform.errcodes import WECOM, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.late_files import LateFiles, fetch_file
from bot.channels.platform.limits import PER_MEMBER, Limiter
from bot.channels.platform.progress import Progress
from bot.channels.platform.signatures import Signatures
from bot.channels.platform.tokens import CorpToken, Tokens
from bot.channels.vouching import Voucher
from bot.channels.wecom.bodies import Body, bodies
from bot.channels.wecom.desk import CardDesk
from bot.channels.wecom.messages import Heard, Moved, read_callback
from bot.channels.wecom.names import NAME
from bot.channels.wecom.settings import WeComSettings
from bot.channels.wecom.vouching import WeComVoucher
from bot.loop import Loop
from bot.metrics import Metrics
from storage import staff
from storage.db import DatabaseUnavailableError
from storage.tables.message import OutboundMessage

PATH = "/callback/wecom"
_SEND = "/cgi-bin/message/send"
_FILE_WITHIN = 3.0  # seconds: the platform waits 5 for its answer
_UNREACHED = ("invaliduser", "unlicenseduser")


class WeCom(QuietChannel):
    """Hears members by encrypted callbacks, speaks to them by messages of the application."""

    name = NAME

    def __init__(
        self,
        settings: WeComSettings,
        ground: Ground,
        metrics: Metrics,
        session: ClientSession | None = None,
    ) -> None:
        self._ground = ground
        self._agent_id = settings.agent_id
        seal = Seal(settings.aes_key.get_secret_value(), settings.corp_id)
        token = settings.token.get_secret_value()
        self._gate = Gate(token, seal, ground.clock, Signatures(ground.db))
        self._door = Door(self._gate, ground.on_rejected)
        self._api = Api(settings.api_base, session)
        source = CorpToken(self._api, settings.corp_id, settings.secret)
        self.caller = Caller(self._api, Tokens(source, ground.db, ground.clock), WECOM)
        self.voucher: Voucher = WeComVoucher(settings, self.caller)
        fetch = partial(fetch_file, self.caller)
        self._late = LateFiles(NAME, fetch, WECOM, ground)
        self._limiter = Limiter(NAME, PER_MEMBER, ground.db, ground.clock)
        self.desk = CardDesk(settings.agent_id, ground.db, ground.clock, self.caller.post)
        self._loop = Loop("cards", self.desk.step, metrics)
        self._progress = Progress()

    def routes(self) -> list[web.RouteDef]:
        """The one address that is entered at the application's 接收消息, for check and callbacks."""
        return self._door.routes(PATH, self._receive)

    async def start(self) -> None:
        """Ready to send; cards are changed when they have served their turn."""
        self._loop.start()
        await self._late.start()

    async def stop(self) -> None:
        """No card is changed any more, and no connection of its own is open."""
        await self._late.stop()
        await self._loop.stop()
        await self._api.close()

    # ---- hearing -----------------------------------------------------------------------

    async def _receive(self, request: web.Request) -> web.Response:
        callback = await self._gate.open(request.query, await read_body(request))
        heard = read_callback(callback, self._ground.clock.now()) if callback else Heard()
        if callback is None:
            return plain("")
        if heard == Heard():
            self._ground.on_ignored(kind_of(callback.fields))
        await self._keep(heard)
        self._gate.done(callback)
        return plain("")

    async def _keep(self, heard: Heard) -> None:
        if heard.moved is not None:
            await self._move(heard.moved)
        if heard.message is None:
            return
        message = await self._late.at_once(heard.message, _FILE_WITHIN)
        await self._ground.accept([message])
        self._late.follow(message)
        if heard.press is not None:
            await self.desk.pressed(heard.press, heard.message.sender_id)
            self._loop.wake()

    async def _move(self, moved: Moved) -> None:
        await self._ground.db.tx(
            lambda session: staff.move_identity(session, NAME, moved.user_id, moved.now)
        )

    # ---- speaking ----------------------------------------------------------------------

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform, in several pieces if it is long.

        The receipt is the platform's for the last piece. When a piece has to wait, the next
        try goes on with that piece: those before it are not said again by this process.
        """
        receipt = ""
        for body in self._progress.left(message, bodies(message, self._agent_id)):
            await self._limiter.take(message.chat_id)
            receipt = await self._say(message, body)
        return receipt

    async def _say(self, message: OutboundMessage, body: Body) -> str:
        try:
            answer = await self.caller.say(_SEND, body)
        except ApiError as error:
            if _is_there_already(message, body, error):
                return "ok"
            raise outcome(error, WECOM) from None
        if any(answer.get(name) for name in _UNREACHED):
            # The code is 0 all the same: nobody else was written to, so nobody has it.
            raise Unreached("对方不在企业微信应用的可见范围里，或没有接口许可，没有收到。")
        if code := str(answer.get("response_code") or ""):
            with suppress(DatabaseUnavailableError):  # it arrived, and only stays as it is
                await self.desk.sent(message, code)
        return str(answer.get("msgid") or "ok")


def _is_there_already(message: OutboundMessage, body: Body, error: ApiError) -> bool:
    """A card tried again whose id was used: the first try arrived, only its answer was lost."""
    is_repeated = message.attempts > 1 and body["msgtype"] == "template_card"
    return is_repeated and "task" in error.hint.lower()
