"""The bridge: another lawful gateway hands messages in, and takes what is to be said.

A reader of the chat archive (会话内容存档), a short-message gateway, the hand-over of 110 or 12345, a
township's own system: none of them needs a word of code here. What they must do is in
`docs/bridge.md`.
"""

from aiohttp import web

from bot.channels.base import CallbackError, Inbound, QuietChannel, SendLater, SendRefused
from bot.channels.bridge.messages import (
    LARGEST_FILE,
    NAME,
    BridgeMessage,
    WrongMessageError,
    as_inbound,
    file_inside,
    read_message,
)
from bot.channels.bridge.posting import Post
from bot.channels.bridge.settings import BridgeSettings
from bot.channels.bridge.signing import check, check_stamp
from bot.channels.platform.api import Api, File
from bot.channels.platform.body import read_body
from bot.channels.platform.ground import Ground
from bot.channels.platform.keeping import with_files
from storage.tables.message import OutboundMessage

PATH = "/bridge/messages"
_LARGEST = LARGEST_FILE * 4 // 3 + 64 * 1024  # a file in base64, and what stands around it
_FILE_SECONDS = 15.0


class Bridge(QuietChannel):
    """Hears by signed posts to one address, speaks by signed posts to the gateway's."""

    name = NAME
    may_repeat = True  # the gateway knows a document by its key

    def __init__(self, settings: BridgeSettings, ground: Ground) -> None:
        self._secret = settings.secret.get_secret_value()
        self._ground = ground
        self._files = Api("")
        url = settings.out_url
        self._post = None if url is None else Post(url, self._secret, ground.clock)

    def routes(self) -> list[web.RouteDef]:
        """The one address that a gateway posts to."""
        return [web.post(PATH, self._receive)]

    async def stop(self) -> None:
        """No connection is open any more."""
        await self._files.close()
        if self._post is not None:
            await self._post.close()

    async def send(self, message: OutboundMessage) -> str:
        """The gateway has taken it. Raises SendLater or SendRefused."""
        if self._post is None:
            raise SendRefused("接入口没有填对方网关的地址（GRIDWHISTLE_BRIDGE__OUT_URL）。")
        return await self._post.bring(message)

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            stamp = check_stamp(request.headers, self._ground.clock.now().timestamp())
            body = await read_body(request, _LARGEST)
            check(self._secret, stamp, body)
        except CallbackError as error:
            self._ground.on_rejected(error.reason)
            return web.json_response({"error": error.reason}, status=error.status)
        try:
            message = read_message(body)
            await self._ground.accept([await self._heard(message)])
        except WrongMessageError as error:
            self._ground.on_rejected("wrong_message")
            return web.json_response({"error": str(error)}, status=422)
        except CallbackError as error:  # nobody has said yet which county this is
            return web.json_response({"error": error.reason}, status=error.status)
        return web.json_response({"ok": True, "key": message.key})

    async def _heard(self, message: BridgeMessage) -> Inbound:
        heard = as_inbound(message, self._ground.clock.now())
        if message.media is None:
            return heard
        url, inside = message.media.url, message.media.base64
        given = file_inside(inside, message.media.mime) if inside else None

        async def fetch(_message: Inbound) -> File:
            return given if given is not None else await self._fetched(url)

        (kept,) = await with_files([heard], fetch, self._ground.media_dir, _FILE_SECONDS)
        return kept

    async def _fetched(self, url: str) -> File:
        if not url:
            raise SendLater("没有文件地址。")
        return await self._files.fetch(url, LARGEST_FILE)
