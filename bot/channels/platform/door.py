"""The door that a platform knocks at: one address, checked by GET, told by POST."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.base import CallbackError
from bot.channels.platform.callbacks import Gate
from bot.channels.platform.ground import Count

Receive = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door:
    """Answers the check of the address; whatever is no callback is counted and refused."""

    def __init__(self, gate: Gate, on_rejected: Count) -> None:
        self._gate = gate
        self._on_rejected = on_rejected

    def routes(self, path: str, receive: Receive) -> list[web.RouteDef]:
        """The one address that is entered in the platform's console, for check and callbacks."""
        return [
            web.get(path, self._answer_check, allow_head=False),
            web.post(path, self._guarded(receive)),
        ]

    def _guarded(self, receive: Receive) -> Receive:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await receive(request)
            except CallbackError as error:
                return self._refuse(error)

        return answer

    async def _answer_check(self, request: web.Request) -> web.Response:
        try:
            return plain(self._gate.echo(request.query, request.rel_url.raw_query_string))
        except CallbackError as error:
            return self._refuse(error)

    def _refuse(self, error: CallbackError) -> web.Response:
        self._on_rejected(error.reason)
        return plain("", error.status)


def plain(text: str, status: int = 200) -> web.Response:
    """A text that no browser takes for a page: the echo is a stranger's words."""
    return web.Response(text=text, status=status, headers={"X-Content-Type-Options": "nosniff"})
