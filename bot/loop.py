"""A loop that works while there is work, sleeps till woken, and outlives a lost database."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.metrics import Metrics
from storage.db import DatabaseUnavailableError

_log = structlog.stdlib.get_logger(__name__)
_LONGEST_PAUSE = 30.0


class StepFailedError(Exception):
    """A step failed by a fault of ours; it is logged already."""


class Loop:
    """Calls `step` again and again; it gives how much it did, and 0 means: sleep a little.

    When woken it first lets more come together for `gather_seconds`, so that one step does it all.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], Awaitable[int]],
        metrics: Metrics,
        *,
        idle_seconds: float = 1.0,
        pause_seconds: float = 0.5,
        gather_seconds: float = 0.0,
    ) -> None:
        self.name = name
        self._step = step
        self._metrics = metrics
        self._idle = idle_seconds
        self._pause = pause_seconds
        self._gather = gather_seconds
        self._failures = 0
        self._awake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_alive(self) -> bool:
        """True while the loop runs and its last step did not fail."""
        return self._task is not None and not self._task.done() and self._failures == 0

    def wake(self) -> None:
        """There may be work now."""
        self._awake.set()

    def start(self) -> None:
        """The loop runs."""
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self, within: float = 10.0) -> bool:
        """The step under way is finished, or cut off after `within` seconds; True when finished."""
        self._stopping = True
        self._awake.set()
        if self._task is None:
            return True
        done, _ = await asyncio.wait({self._task}, timeout=within)
        if not done:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=1.0)
        return bool(done)

    async def _run(self) -> None:
        while not self._stopping:
            self._awake.clear()
            seconds = await self._once()
            if seconds > 0 and not self._stopping:
                await self._sleep(seconds)

    async def _once(self) -> float:
        """One step; gives how long to sleep after it."""
        try:
            did = await self._step()
        except DatabaseUnavailableError:
            return self._failed(is_database=True)
        except StepFailedError:
            return self._failed(is_database=False)
        if self._failures:
            _log.info("loop.recovered", loop=self.name, failures=self._failures)
            self._metrics.database_down.set(0)
            self._failures = 0
        return 0.0 if did else self._idle

    def _failed(self, *, is_database: bool) -> float:
        self._failures += 1
        if is_database:
            self._metrics.database_down.set(1)
            if self._failures == 1:
                _log.error("database.unavailable", loop=self.name)
        return min(self._pause * 2.0 ** min(self._failures - 1, 16), _LONGEST_PAUSE)

    async def _sleep(self, seconds: float) -> None:
        # While failing, being woken must not turn the back-off into a busy loop.
        if self._failures:
            waiting = asyncio.create_task(self._until_stopped())
            await asyncio.wait({waiting}, timeout=seconds)
            waiting.cancel()
            return
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return
        if self._gather and not self._stopping:
            await asyncio.sleep(self._gather)

    async def _until_stopped(self) -> None:
        while not self._stopping:
            self._awake.clear()
            await self._awake.wait()
