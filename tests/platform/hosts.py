"""One host of a platform: its endpoints with their knobs, refusals and counters around them."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from storage.clock import Clock
from tests.platform.refusals import Complaint, RefusedError, refused
from tests.platform.troubles import Knobs

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Host:
    """A host under its own name: `revoke` is what the knob of a revoked token does."""

    name: str
    clock: Clock
    knobs: Knobs = field(default_factory=Knobs)
    complaints: list[Complaint] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    revoke: Callable[[], None] = lambda: None
    app: web.Application = field(default_factory=lambda: web.Application(client_max_size=64 << 20))

    def serve(self, method: str, path: str, handler: Handler) -> None:
        """The path is answered by the handler."""
        self.app.router.add_route(method, path, self._guarded(handler))

    def finish(self) -> web.Application:
        """Everything is served; other paths are complained of."""
        self.app.router.add_route("*", "/{path:.*}", self._unknown)
        return self.app

    @property
    def our_faults(self) -> list[Complaint]:
        """The calls that were wrong in themselves."""
        return [one for one in self.complaints if one.is_callers_fault]

    def _guarded(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            self.calls[request.path] += 1
            trouble = self.knobs.of(request.path)
            if trouble is not None and trouble.revokes:
                self.revoke()
            if trouble is None:
                return await self._tried(handler, request)
            usual = await self._tried(handler, request) if trouble.is_done else None
            instead = await self.knobs.answer(request, trouble)
            return instead or usual or await self._tried(handler, request)

        return answer

    async def _tried(self, handler: Handler, request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except RefusedError as no:
            self.complaints.append(Complaint(request.path, no.code, no.hint))
            return refused(no.code, no.hint)

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        self.complaints.append(Complaint(request.path, 43002, f"no such path: {request.method}"))
        return web.Response(status=404)
