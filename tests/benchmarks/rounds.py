"""Measures in turns, so that a busy moment of the machine falls on all that are compared."""

import gc
from collections.abc import Awaitable, Callable, Mapping
from statistics import median
from time import process_time

Measure = Callable[[], Awaitable[float]]


async def interleaved(measures: Mapping[str, Measure], rounds: int) -> dict[str, float]:
    """The median of each measure over `rounds`, in an order that turns round every time."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    names = list(measures)
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            found[name].append(await measures[name]())
    return {name: median(values) for name, values in found.items()}


async def cpu_seconds(work: Callable[[], Awaitable[None]]) -> float:
    """The processor time that the whole process, with all its threads, took for `work`."""
    gc.collect()
    before = process_time()
    await work()
    return process_time() - before
