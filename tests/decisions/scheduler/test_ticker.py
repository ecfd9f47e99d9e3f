"""The metronome never ticks twice at a time, loses no wake-up, and finishes what it began."""

import asyncio
from datetime import timedelta

import pytest

from scheduler.app import Ticker

QUICK = timedelta(seconds=0.02)


class Counted:
    """A tick that counts, and may take its time or fail."""

    def __init__(self, seconds: float = 0.0, *, fails: bool = False) -> None:
        self.begun = self.ended = self.at_once = self.most_at_once = 0
        self.seconds, self.fails = seconds, fails

    async def __call__(self) -> None:
        """One tick."""
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        self.ended += 1
        if self.fails:
            raise RuntimeError("the tick failed")


async def until(claim: object, seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not claim():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def test_it_ticks_again_and_again_until_it_is_stopped() -> None:
    tick = Counted()
    ticker = Ticker(tick, QUICK)
    ticker.start()
    await until(lambda: tick.ended >= 3)
    ticker.stop()
    await ticker.finished()
    ended = tick.ended
    await asyncio.sleep(0.1)
    assert tick.ended == ended


async def test_it_never_ticks_twice_at_a_time() -> None:
    tick = Counted(0.05)
    ticker = Ticker(tick, QUICK)
    ticker.start()
    await until(lambda: tick.ended >= 3)
    ticker.stop()
    await ticker.finished()
    assert tick.most_at_once == 1


async def test_a_wake_up_during_a_tick_is_followed_by_another_tick() -> None:
    tick = Counted(0.05)
    ticker = Ticker(tick, timedelta(hours=1))
    ticker.start()
    ticker.wake()
    await until(lambda: tick.begun == 1)
    ticker.wake()
    await until(lambda: tick.ended == 2)
    ticker.stop()
    await ticker.finished()
    assert tick.begun == tick.ended == 2


async def test_stopping_does_not_cut_a_tick_off() -> None:
    tick = Counted(0.1)
    ticker = Ticker(tick, timedelta(hours=1))
    ticker.start()
    ticker.wake()
    await until(lambda: tick.begun == 1)
    ticker.stop()
    await ticker.finished()
    assert tick.ended == 1


async def test_a_tick_that_fails_does_not_end_the_ticking(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tick = Counted(fails=True)
    ticker = Ticker(tick, QUICK)
    ticker.start()
    await until(lambda: tick.begun >= 3)
    ticker.stop()
    await ticker.finished()
    assert "tick.failed" in capsys.readouterr().out
