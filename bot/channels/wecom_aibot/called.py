"""A robot in callback mode: the platform calls, and is answered at once."""

import json

from aiohttp import web

from bot.channels.platform.body import read_body
from bot.channels.platform.callbacks import Form, Gate, Opened
from bot.channels.platform.door import Door, plain
from bot.channels.platform.fields import FieldsError
from bot.channels.platform.ground import Ground
from bot.channels.platform.keeping import with_files
from bot.channels.platform.rejections import Rejection, rejected
from bot.channels.platform.seal import Seal
from bot.channels.platform.signatures import Signatures
from bot.channels.wecom_aibot.files import Files, without_key
from bot.channels.wecom_aibot.groups import Groups
from bot.channels.wecom_aibot.messages import kind_of, read_messages
from bot.channels.wecom_aibot.saying import greeting

PATH = "/callback/wecom-aibot"
_FILES_WITHIN = 2.5  # of the five seconds in which the platform wants an answer


class Called:
    """Hears by callbacks in JSON, sealed for nobody in particular (an empty receive id)."""

    def __init__(self, bot_id: str, token: str, aes_key: str, ground: Ground, files: Files) -> None:
        self._bot_id = bot_id
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
        callback = await self._gate.open(request.query, await read_body(request))
        if callback is None:
            return plain("")
        try:
            answer = await self._hear(callback)
        except FieldsError:
            raise rejected(Rejection.UNREADABLE) from None
        self._gate.done(callback)
        return plain(answer)

    async def _hear(self, callback: Opened) -> str:
        """All of it is stored; gives what is answered in place, mostly nothing."""
        body = callback.fields
        if body.text("aibotid") != self._bot_id:
            raise rejected(Rejection.FOREIGN)
        kind = kind_of(body)
        if kind == "enter_chat":
            words = json.dumps(greeting(), ensure_ascii=False)
            return self._gate.seal_answer(words, callback.nonce)
        heard = read_messages(body, self._ground.clock.now())
        if not heard:
            self._ground.on_ignored(kind)
            return ""
        filed = [one for one in heard if "url" in one.data]
        kept = await with_files(filed, self._files.fetch, self._ground.media_dir, _FILES_WITHIN)
        by_key = {one.key: one for one in kept}
        await self._groups.look_at(heard[0])
        await self._ground.accept([without_key(by_key.get(one.key, one)) for one in heard])
        return ""
