"""The customer-service account (微信客服): residents one to one."""

from functools import partial

from aiohttp import web

from bot.channels.base import QuietChannel
from bot.channels.platform.api import Api
from bot.channels.platform.body import read_body
from bot.channels.platform.callbacks import Gate
from bot.channels.platform.caller import Caller
from bot.channels.platform.contents import kind_of
from bot.channels.platform.door import Door, plain
from bot.channels.platform.errcodes import CUSTOMER_SERVICE
from bot.channels.platform.fields import Fields, FieldsError
from bot.channels.platform.ground import Ground
from bot.channels.platform.late_files import LateFiles, fetch_file
from bot.channels.platform.rejections import Rejection, rejected
from bot.channels.platform.seal import Seal
from bot.channels.platform.signatures import Signatures
from bot.channels.platform.tokens import CorpToken, Tokens
from bot.channels.wecom_kf.messages import NAME
from bot.channels.wecom_kf.pulling import AcceptWith, Bounced, Puller, Shelf
from bot.channels.wecom_kf.settings import WecomKfSettings
from bot.channels.wecom_kf.voice import Voice
from bot.loop import Loop
from bot.metrics import Metrics
from storage.tables.message import OutboundMessage

PATH = "/callback/wecom-kf"
_IDLE_SECONDS = 1.0


class WecomKf(QuietChannel):
    """Hears by fetching when a callback says so, speaks by `kf/send_msg`.

    `accept_with` stores messages together with what it is given to write. `bounced` is told what
    had been taken and did not arrive.
    """

    name = NAME

    def __init__(
        self,
        settings: WecomKfSettings,
        corp: tuple[str, str],
        ground: Ground,
        accept_with: AcceptWith,
        bounced: Bounced,
        metrics: Metrics,
    ) -> None:
        corp_id, api_base = corp
        self._ground = ground
        self._account = settings.open_kfid
        seal = Seal(settings.aes_key.get_secret_value(), corp_id)
        token = settings.token.get_secret_value()
        self._gate = Gate(token, seal, ground.clock, Signatures(ground.db))
        self._door = Door(self._gate, ground.on_rejected)
        self._api = Api(api_base)
        tokens = Tokens(CorpToken(self._api, corp_id, settings.secret), ground.db, ground.clock)
        caller = Caller(self._api, tokens, CUSTOMER_SERVICE)
        self._voice = Voice(caller, self._account, ground)
        self._late = LateFiles(NAME, partial(fetch_file, caller), CUSTOMER_SERVICE, ground)
        shelf = Shelf(ground.db, accept_with, bounced, ground.media_dir, self._late)
        self.puller = Puller(caller, self._account, shelf, ground.clock)
        self.loop = Loop("wecom_kf", self.puller.step, metrics, idle_seconds=_IDLE_SECONDS)

    def routes(self) -> list[web.RouteDef]:
        """The one address that is entered in the admin console, for check and callbacks."""
        return self._door.routes(PATH, self._receive)

    async def start(self) -> None:
        """What came meanwhile is being fetched."""
        self.loop.start()
        await self._late.start()

    async def stop(self) -> None:
        """Nothing is being fetched, and no connection of its own is open any more."""
        await self.loop.stop()
        await self._late.stop()
        await self._api.close()

    # ---- hearing -----------------------------------------------------------------------

    async def _receive(self, request: web.Request) -> web.Response:
        callback = await self._gate.open(request.query, await read_body(request))
        try:
            if callback is not None:
                self._hear(callback.fields)
                self._gate.done(callback)
        except FieldsError:
            raise rejected(Rejection.UNREADABLE) from None
        return plain("success")

    def _hear(self, fields: Fields) -> None:
        kind = kind_of(fields)
        if kind != "kf_msg_or_event" or fields.text("OpenKfId") != self._account:
            self._ground.on_ignored(kind)
            return
        self.puller.tell(fields.text("Token"))
        self.loop.wake()

    # ---- speaking ----------------------------------------------------------------------

    async def send(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform, in several pieces if it is long."""
        return await self._voice.say(message)
