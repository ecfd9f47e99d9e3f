"""The line by which a platform calls us: five seconds, three tries, and everything that can go wrong.

An answer counts when it is HTTP 200 and comes within five seconds; else the same callback comes
again, three times in all. `success` and an empty body mean "no answer in place". What is neither
nor sealed well is kept in `broken`: there the person would read that the service is out of order.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from time import perf_counter

from aiohttp import ClientError, ClientSession, ClientTimeout

from storage.clock import Clock
from tests.platform.forms import ECHO, Call, Form, Stamp
from tests.platform.seal import BrokenSealError

PATIENCE = 5.0
TRIES = 3
CHECK_WITHIN = 1.0


@dataclass(frozen=True)
class Tried:
    """One try of one callback: the status (0 for none in time) and how long it took."""

    status: int
    seconds: float
    body: str = ""


@dataclass
class Line:
    """One callback address of ours, called by one platform."""

    clock: Clock
    form: Form
    path: str
    url: str = ""
    session: ClientSession | None = None
    patience: float = PATIENCE
    tries: int = TRIES
    seals_again: bool = False
    repeats: float = 0.0
    random: Random = field(default_factory=lambda: Random(0))
    tried: list[Tried] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    held: list[str] | None = None
    _nonces: Iterator[int] = field(default_factory=lambda: count(1_372_623_149))

    async def check_url(self) -> float:
        """Saves the address in the console: the seconds it took; raises AssertionError."""
        assert self.session is not None
        began = perf_counter()
        query = self.form.check(self._stamp(timedelta()))
        limit = ClientTimeout(CHECK_WITHIN)
        async with self.session.get(self.url, params=query, timeout=limit) as answer:
            said = await answer.read()
        assert (answer.status, said) == (200, ECHO.encode()), f"{answer.status} {said!r}"
        return perf_counter() - began

    async def push(
        self, plain: str, openid: str = "", *, age: timedelta = timedelta(), forged: bool = False
    ) -> str:
        """The words are brought to us; gives what we answered in place, or an empty text."""
        if self.held is not None:
            self.held.append(plain)
            return ""
        said = await self._bring(plain, openid, age, forged=forged)
        if self.random.random() < self.repeats:
            await self._bring(plain, openid, age, forged=forged)  # its answer reaches nobody
        return said

    async def release(self, order: Callable[[list[str]], None] = list.reverse) -> None:
        """What was held back comes now, in another order."""
        waiting, self.held = self.held or [], None
        order(waiting)
        for plain in waiting:
            await self.push(plain)

    async def _bring(self, plain: str, openid: str, age: timedelta, *, forged: bool) -> str:
        stamp = self._stamp(age)
        call = self.form.call(plain, stamp, openid)
        for _ in range(self.tries):
            tried = await self._try(call.forged() if forged else call)
            self.tried.append(tried)
            if tried.status == 200:
                return self._read(tried.body, stamp)
            if self.seals_again:
                stamp = self._stamp(age)
                call = self.form.call(plain, stamp, openid)
        self.lost.append(plain)
        return ""

    async def _try(self, call: Call) -> Tried:
        assert self.session is not None
        began = perf_counter()
        head = {"Content-Type": call.content_type, **call.headers}
        try:
            async with asyncio.timeout(self.patience):
                asked = self.session.post(self.url, params=call.query, data=call.body, headers=head)
                async with asked as answer:
                    return Tried(answer.status, perf_counter() - began, await answer.text())
        except (ClientError, TimeoutError, OSError):
            return Tried(0, perf_counter() - began)

    def _read(self, body: str, stamp: Stamp) -> str:
        if body in {"", "success"}:
            return ""
        try:
            return self.form.opened(body, stamp)
        except BrokenSealError as error:
            self.broken.append(f"{error}: {body}")
            return ""

    def _stamp(self, age: timedelta) -> Stamp:
        at = self.clock.now() - age
        return Stamp(str(int(at.timestamp())), str(next(self._nonces)))
