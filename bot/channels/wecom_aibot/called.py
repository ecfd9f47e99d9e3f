"""A robot in callback mode: the platform calls, and is answered at once."""

import asyncio
import json

from aiohttp import web

from bot.channels.base import Inbound
from bot.channels.platform.body import read_body
from bot.channels.platform.callbacks import Form, Gate, Opened
from bot.channels.platform.door import Door, plain
from bot.channels.platform.fields import FieldsError
from bot.channels.platform.ground import Ground
from bot.channels.platform.keeping import with_files
from bot.channels.platform.passive import Waiting, carry
from bot.channels.platform.rejections import Rejection, rejected
from bot.channels.platform.seal import Seal
from bot.channels.platform.signatures import Signatures
from bot.channels.wecom_aibot.files import Files, without_key
from bot.channels.wecom_aibot.groups import Groups
from bot.channels.wecom_aibot.messages import kind_of, read_messages
from bot.channels.wecom_aibot.pressed import Pressed
from bot.channels.wecom_aibot.saying import greeting
from storage.codes import MessageKind

PATH = "/callback/wecom-aibot"
_FILES_WITHIN = 2.5  # of the five seconds in which the platform wants an answer


class Called:
    """Hears by callbacks in JSON, sealed for nobody in particular (an empty receive id)."""

    def __init__(
        self, login: tuple[str, str, str], ground: Ground, files: Files, waiting: Waiting
    ) -> None:
        self._bot_id, token, aes_key = login
        self._waiting = waiting
        self._pressed = Pressed(ground)
        self._ground = ground
        self._files = files
        self._groups = Groups(ground.db)
        seal = Seal(aes_key, "")
        self._gate = Gate(token, seal, ground.clock, Signatures(ground.db), Form.JSON)
        self._door = Door(self._gate, ground.on_rejected)

    def routes(self) -> list[web.RouteDef]:
        """The one address that is entered on the robot's page, for check and callbacks."""
        return self._door.routes(PATH, self._receive)

    async def _receive(self, request: web.Request) -> web.Response:
        came_at = asyncio.get_running_loop().time()
        callback = await self._gate.open(request.query, await read_body(request))
        if callback is None:
            return plain("")
        try:
            answer = await self._hear(request, callback, came_at)
        except FieldsError:
            raise rejected(Rejection.UNREADABLE) from None
        self._gate.done(callback)
        return answer

    async def _hear(self, request: web.Request, callback: Opened, came_at: float) -> web.Response:
        """All of it is stored; gives what is answered in place, mostly nothing."""
        body = callback.fields
        if body.text("aibotid") != self._bot_id:
            raise rejected(Rejection.FOREIGN)
        kind = kind_of(body)
        if kind == "enter_chat":
            return self._sealed(callback, json.dumps(greeting(), ensure_ascii=False))
        heard = read_messages(body, self._ground.clock.now())
        if not heard:
            self._ground.on_ignored(kind)
            return plain("")
        filed = [one for one in heard if "url" in one.data]
        kept = await with_files(filed, self._files.fetch, self._ground.media_dir, _FILES_WITHIN)
        by_key = {one.key: one for one in kept}
        await self._groups.look_at(heard[0])
        await self._ground.accept([without_key(by_key.get(one.key, one)) for one in heard])
        if heard[-1].kind is MessageKind.BUTTON:
            card = await self._pressed.card_after(heard[-1], came_at)
            return self._sealed(callback, json.dumps(card, ensure_ascii=False) if card else "")
        return await self._answered(request, callback, heard[-1])

    async def _answered(
        self, request: web.Request, callback: Opened, heard: Inbound
    ) -> web.Response:
        """The answer, if it is ready while the platform still waits."""
        offer = await self._waiting.answer_to(heard.key, heard.key) if heard.text else None
        if offer is None:
            return plain("")
        answer = self._sealed(callback, offer.words)
        return answer if await carry(request, answer, offer) else plain("")

    def _sealed(self, callback: Opened, words: str) -> web.Response:
        return plain(self._gate.seal_answer(words, callback.nonce) if words else "")
