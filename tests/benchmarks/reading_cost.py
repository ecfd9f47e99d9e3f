"""What understanding costs by itself, beside one pass over the text for all words there are."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ahocorasick

from handlers.situation import World
from handlers.understanding.reading import Around, Intent
from storage.db import Database
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import rules
from tests.benchmarks.lines import Line, chit_chat, reports
from tests.benchmarks.rounds import cpu_seconds, interleaved
from tests.fakes import CHAT

TIMES = 12


async def measure(_folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """CPU per text that is read, chit-chat and reports apart."""
    db = Database.open(f"sqlite:///{template}")
    world = await db.read(rules().current)
    await db.close()
    words = _all_words(world)
    rounds = 3 if quick else 7
    return [
        await _figure("understanding: chit-chat", world, words, chit_chat(), rounds),
        await _figure("understanding: report", world, words, reports(), rounds),
    ]


async def _figure(
    what: str, world: World, words: ahocorasick.Automaton, lines: Sequence[Line], rounds: int
) -> Figure:
    texts = [(line.text, _around(world, line.group)) for line in lines]

    def read() -> None:
        for text, around in texts:
            world.reader.read(text, around)

    def scan() -> None:
        for text, _ in texts:
            list(words.iter(text))

    read()
    measures = {
        "real": partial(_per_text, read, len(texts)),
        "bare": partial(_per_text, scan, len(texts)),
    }
    found = await interleaved(measures, rounds)
    return Figure(
        what, found["real"], "CPU µs/text", found["bare"], "one scan for all words",
        note=_judged(world, lines),
    )  # fmt: skip


async def _per_text(read: Callable[[], None], texts: int) -> float:
    async def work() -> None:
        for _ in range(TIMES):
            read()

    return 1e6 * await cpu_seconds(work) / TIMES / texts


def _around(world: World, group: str) -> Around:
    found = world.directory.group_at(CHAT, group)
    region_id = found.region_id if found else None
    return Around((region_id,) if region_id else (), is_group=True)


def _all_words(world: World) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in world.directory.names:
        for word in (name.name, *name.aliases):
            automaton.add_word(word, word)
    for leaf in world.categories.leaves.values():
        heard = leaf.wording
        lists = (heard.strong, heard.topic, heard.weak, heard.bare, heard.unless)
        pairs = (group for groups in heard.both for group in groups)
        for word in (word for words in (*lists, *pairs) for word in words):
            automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _judged(world: World, lines: Sequence[Line]) -> str:
    readings = [world.reader.read(line.text, _around(world, line.group)) for line in lines]
    reported = sum(reading.intent is Intent.REPORT for reading in readings)
    right = sum(
        bool(reading.matters) and reading.matters[0].leaf == line.leaf
        for reading, line in zip(readings, lines, strict=True)
    )
    meant = f", {right} with the leaf that was meant" if any(line.leaf for line in lines) else ""
    return f"{reported} of {len(lines)} texts were taken for reports{meant}"
