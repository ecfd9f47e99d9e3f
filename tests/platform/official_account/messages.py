"""Customer-service messages of an official account: POST /cgi-bin/message/custom/send.

Five within 48 hours after a message, three within a minute after a menu, a scan, a follow or a tap
on a msgmenu; each deed sets the allowance anew. Too late is 45015, too many 45047.
"""

from typing import Any

from aiohttp import web

from tests.platform.official_account.account import Account
from tests.platform.reading import Json, json_of, listed, part, words
from tests.platform.refusals import RefusedError, ok

TEXT_BYTES = 2048
MEDIA = ("image", "voice", "video")


class Messages:
    """What the account says of itself to one person."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.sent: list[Json] = []
        account.host.serve("POST", "/cgi-bin/message/custom/send", self._send)
        account.host.serve("POST", "/cgi-bin/media/upload", self._upload)
        account.host.serve("GET", "/cgi-bin/media/get", self._media)

    async def _send(self, request: web.Request) -> web.Response:
        self._account.admit(request)
        body = await json_of(request)
        shown = self._shown(body)
        person = self._account.known(body.get("touser"))
        if person.is_limited:
            raise RefusedError(50002, "user limited")
        if not person.follows:
            raise RefusedError(45015, "response out of time limit or subscription is canceled")
        person.allowance.spend(self._account.clock.now())
        self.sent.append(body)
        await self._account.show(person, body["msgtype"], shown, body)
        return ok()

    def _shown(self, body: Json) -> str:
        """Everything that can be read of the message; raises RefusedError."""
        kind = body.get("msgtype")
        if kind == "text":
            return words(part(body, "text"), "content", TEXT_BYTES)
        if kind == "msgmenu":
            return _menu(part(body, "msgmenu"))
        if kind in MEDIA:
            found = self._account.shelf.find(part(body, str(kind)).get("media_id"))
            if found.kind != kind:
                raise RefusedError(40007, "invalid media_id: of another type")
            return ""
        raise RefusedError(40008, "invalid message type")

    async def _upload(self, request: web.Request) -> web.Response:
        self._account.admit(request)
        return await self._account.shelf.upload(request)

    async def _media(self, request: web.Request) -> web.Response:
        self._account.admit(request)
        found = self._account.shelf.find(request.query.get("media_id"))
        if found.kind == "video":
            at = f"{request.url.origin()}/{self._account.host.name}/video/{found.name}"
            return web.json_response({"video_url": at})
        return await self._account.shelf.get(request)


def _menu(menu: Json) -> str:
    lines: list[Any] = [words(menu, "head_content", TEXT_BYTES, is_needed=False)]
    for item in listed(menu, "list", 100):
        words(item, "id", 64)
        lines.append(words(item, "content", 128))
    lines.append(words(menu, "tail_content", TEXT_BYTES, is_needed=False))
    return "\n".join(line for line in lines if line)
