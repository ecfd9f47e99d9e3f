"""Who comes when before SQLite's one writer, and who shares a commit with whom."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.batch import Batch
from storage.line import AnyUnit, UnitLine
from storage.unit import Unit

CALLBACK, LOOP = False, True  # whether it may wait


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    found = asyncio.new_event_loop()
    yield found
    found.close()


def _unit(loop: asyncio.AbstractEventLoop, *, may_wait: bool) -> AnyUnit:
    return Unit(lambda _session: None, loop, may_wait=may_wait)


def _next_batch(line: UnitLine) -> list[bool]:
    first = line.get()
    assert first is not None
    return [unit.may_wait for unit in Batch(first, line, "").take()]


def _line(loop: asyncio.AbstractEventLoop, order: Sequence[bool]) -> UnitLine:
    line = UnitLine()
    for may_wait in order:
        line.put(_unit(loop, may_wait=may_wait))
    return line


def test_a_callback_does_not_wait_for_the_long_work_behind_it(
    loop: asyncio.AbstractEventLoop,
) -> None:
    line = _line(loop, [LOOP, CALLBACK, LOOP, CALLBACK])
    assert [_next_batch(line), _next_batch(line)] == [[CALLBACK, CALLBACK], [LOOP, LOOP]]


def test_whoever_calls_on_and_on_keeps_nobody_waiting_for_ever(
    loop: asyncio.AbstractEventLoop,
) -> None:
    line = _line(loop, [CALLBACK, LOOP, LOOP, LOOP])
    batches: list[list[bool]] = []
    while len(batches) < 6:
        batches.append(_next_batch(line))
        line.put(_unit(loop, may_wait=CALLBACK))
    assert batches == [
        [CALLBACK],
        [LOOP, CALLBACK],
        [CALLBACK],
        [LOOP, CALLBACK],
        [CALLBACK],
        [LOOP, CALLBACK],
    ]


@given(st.lists(st.booleans(), max_size=30))
def test_the_sign_to_stop_comes_behind_everybody(order: list[bool]) -> None:
    loop = asyncio.new_event_loop()
    line = _line(loop, order)
    line.put(None)
    done: list[bool] = []
    while (first := line.get()) is not None:
        done += [unit.may_wait for unit in Batch(first, line, "").take()]
    loop.close()
    assert sorted(done) == sorted(order)
