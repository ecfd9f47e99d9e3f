"""A loop that outlives a lost database, and a log that tells ids but no words."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure
from bot.loop import Loop, StepFailedError
from bot.metrics import Metrics
from bot.settings import LogFormat, LogLevel, LogSettings
from storage.db import DatabaseUnavailableError, Trouble


class Step:
    """A step that does what it is told, one thing after the other, then nothing."""

    def __init__(self, *outcomes: int | Exception) -> None:
        self.outcomes = list(outcomes)
        self.calls = 0

    async def __call__(self) -> int:
        self.calls += 1
        outcome = self.outcomes.pop(0) if self.outcomes else 0
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def until(condition: object, *, seconds: float = 5.0) -> None:
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def a_loop(step: Step, metrics: Metrics | None = None, idle: float = 60.0) -> Loop:
    return Loop("test", step, metrics or Metrics(), idle_seconds=idle, pause_seconds=0.01)


async def test_it_works_while_there_is_work_and_then_sleeps() -> None:
    step = Step(3, 2)
    loop = a_loop(step)
    loop.start()
    await until(lambda: step.calls == 3)
    await asyncio.sleep(0.02)
    assert step.calls == 3
    await loop.stop()


async def test_being_woken_ends_its_sleep() -> None:
    step = Step()
    loop = a_loop(step)
    loop.start()
    await until(lambda: step.calls == 1)
    loop.wake()
    await until(lambda: step.calls == 2)
    await loop.stop()
    assert step.calls == 2


async def test_what_comes_in_quick_succession_is_one_step() -> None:
    step = Step()
    loop = Loop("test", step, Metrics(), idle_seconds=60.0, gather_seconds=0.1)
    loop.start()
    await until(lambda: step.calls == 1)
    for _ in range(4):
        loop.wake()
        await asyncio.sleep(0.01)
    await until(lambda: step.calls == 2)
    await asyncio.sleep(0.15)
    assert step.calls == 2
    await loop.stop()


async def test_a_wake_during_the_step_is_not_lost() -> None:
    loop: Loop

    class WakesItself(Step):
        async def __call__(self) -> int:
            if self.calls == 0:
                loop.wake()
            return await super().__call__()

    step = WakesItself()
    loop = a_loop(step)
    loop.start()
    await until(lambda: step.calls == 2)
    await loop.stop()
    assert step.calls == 2


async def test_without_its_database_it_says_so_once_backs_off_and_recovers(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = [DatabaseUnavailableError(Trouble.LOCKED) for _ in range(3)]
    step, metrics = Step(*gone), Metrics()
    loop = a_loop(step, metrics)
    with caplog.at_level(logging.INFO), structlog.testing.capture_logs() as logged:
        loop.start()
        await until(lambda: step.calls == 2)
        assert not loop.is_alive
        assert b"gridwhistle_database_down 1.0" in metrics.text()
        await until(lambda: step.calls == 4)
        await until(lambda: loop.is_alive)
    assert b"gridwhistle_database_down 0.0" in metrics.text()
    assert [one["event"] for one in logged] == ["database.unavailable", "loop.recovered"]
    await loop.stop()


async def test_while_it_fails_being_woken_does_not_make_it_busy() -> None:
    step = Step(*[StepFailedError() for _ in range(1000)])
    loop = a_loop(step)
    loop.start()
    for _ in range(100):
        loop.wake()
        await asyncio.sleep(0.001)
    assert step.calls < 10
    await loop.stop()


async def test_a_step_that_takes_too_long_is_cut_off_at_the_end() -> None:
    class Slow(Step):
        async def __call__(self) -> int:
            await asyncio.sleep(60)
            return 1

    loop = a_loop(Slow())
    loop.start()
    await asyncio.sleep(0)
    assert not await loop.stop(within=0.05)
    assert not loop.is_alive


# ---- the log ----------------------------------------------------------------------------------


@pytest.fixture
def _root_logger_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.usefixtures("_root_logger_as_it_was")
def test_an_exception_is_logged_by_kind_and_place_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure(LogSettings(level=LogLevel.INFO, format=LogFormat.JSON))
    try:
        int("王大妈说路灯不亮")
    except ValueError:
        structlog.stdlib.get_logger("bot.worker").exception("turn.failed", message_id=7)
        logging.getLogger("anybody").exception("it broke")
    ours, foreign = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["message_id"], ours["error"]) == ("turn.failed", 7, "ValueError")
    assert any("test_loop.py" in place for place in ours["passed"])
    assert foreign["error"] == "ValueError"
    assert "王大妈" not in json.dumps([ours, foreign], ensure_ascii=False)


@pytest.mark.usefixtures("_root_logger_as_it_was")
def test_a_fault_of_the_machine_keeps_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    configure(LogSettings(level=LogLevel.INFO, format=LogFormat.PRETTY))
    error = OSError(28, "No space left on device")
    structlog.stdlib.get_logger("bot.app").error("disk", exc_info=error)
    assert "No space left" in capsys.readouterr().err
