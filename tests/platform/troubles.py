"""The knobs of the emulator: how an endpoint fails the next time, or now and then by chance."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from aiohttp import web

from tests.platform.refusals import refused

BUSY = -1
REVOKED = "revoked"  # not an answer: the token stops being good just before the call is looked at


@dataclass(frozen=True)
class Trouble:
    """What happens to one call instead of an answer, or before it.

    `code` is an error code in a good answer, `status` one of HTTP, `seconds` a delay before the
    call is carried out as usual, `hangs_up` a connection that breaks, `half_open` one on which
    nothing ever comes. `body` replaces the answer's text. With `is_done` the call is carried out
    first, so that only the answer is lost.
    """

    code: int | None = None
    status: int | None = None
    body: bytes = b""
    seconds: float = 0.0
    hangs_up: bool = False
    half_open: bool = False
    revokes: bool = False
    is_done: bool = False

    @property
    def name(self) -> str:
        """A word for counting."""
        if self.code is not None:
            return str(self.code)
        if self.status is not None:
            return f"http {self.status}"
        kinds = {"hang-up": self.hangs_up, "half-open": self.half_open, REVOKED: self.revokes}
        return next((name for name, so in kinds.items() if so), "slow")


@dataclass
class Chance:
    """Calls fail by chance, always in the same way for the same seed."""

    random: Random
    share: float
    among: Sequence[Trouble]

    def draw(self) -> Trouble | None:
        """The trouble of this call, if it has one."""
        return self.random.choice(self.among) if self.random.random() < self.share else None


@dataclass
class Knobs:
    """What the next calls meet, by the end of their path; afterwards all is well again."""

    _next: defaultdict[str, deque[Trouble]] = field(default_factory=lambda: defaultdict(deque))
    _chances: dict[str, Chance] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self, path: str, *troubles: Trouble | int, times: int = 1) -> None:
        """The next calls of this path meet these troubles, a number being an error code."""
        for one in troubles * times:
            self._next[path].append(Trouble(code=one) if isinstance(one, int) else one)

    def by_chance(self, path: str, chance: Chance) -> None:
        """From now on calls of this path fail now and then."""
        self._chances[path] = chance

    def all_well(self) -> None:
        """Nothing fails any more, and who hangs half-open is let go."""
        self._next.clear()
        self._chances.clear()
        self.released.set()
        self.released = asyncio.Event()

    def of(self, path: str) -> Trouble | None:
        """What this call meets."""
        for end, waiting in self._next.items():
            if waiting and path.endswith(end):
                return self._counted(waiting.popleft())
        for end, chance in self._chances.items():
            if path.endswith(end) and (found := chance.draw()):
                return self._counted(found)
        return None

    def _counted(self, trouble: Trouble) -> Trouble:
        self.met[trouble.name] += 1
        return trouble

    async def answer(self, request: web.Request, trouble: Trouble) -> web.Response | None:
        """The answer that the trouble gives, or None when the call goes its usual way."""
        if trouble.seconds:
            await asyncio.sleep(trouble.seconds)
        if trouble.half_open:
            await self.released.wait()
        if (trouble.hangs_up or trouble.half_open) and request.transport is not None:
            request.transport.abort()
            return web.Response()
        if trouble.code is not None:
            return refused(trouble.code, "emulated trouble")
        if trouble.status is not None or trouble.body:
            return web.Response(status=trouble.status or 200, body=trouble.body)
        return None
