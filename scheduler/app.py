"""The metronome: calls one coroutine every second or so, and at once when woken."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

_log = structlog.stdlib.get_logger(__name__)
EVERY = timedelta(seconds=1)


class Ticker:
    """Calls `tick` again and again, never twice at a time; what is due lives in the timer table."""

    def __init__(self, tick: Callable[[], Awaitable[object]], every: timedelta = EVERY) -> None:
        self._tick = tick
        self._every = every
        self._scheduler: AsyncIOScheduler | None = None
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """It ticks. Call it from the running event loop."""
        scheduler = AsyncIOScheduler(timezone="Asia/Shanghai")
        scheduler.add_job(
            self._beat,
            IntervalTrigger(seconds=self._every.total_seconds(), timezone="Asia/Shanghai"),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """It ticks no more; a tick under way is finished, not cut off."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        self._wanted = False

    def wake(self) -> None:
        """It ticks now, or once more right after the tick under way."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="ticker")
            self._task.add_done_callback(_report)

    async def finished(self) -> None:
        """The tick under way, if any, has ended."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _beat(self) -> None:
        # the tick runs in a task of its own: shutting the scheduler down would cancel it halfway
        self.wake()

    async def _run(self) -> None:
        while self._wanted:
            self._wanted = False
            await self._tick()


def _report(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _log.error("tick.failed", exc_info=error)
