"""What understanding costs by itself, beside one pass over the text for all words there are."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time_ns

import ahocorasick

from bot.memory import spare_what_lasts
from handlers.ports import Reader
from handlers.situation import World
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent, PlaceName
from storage.db import Database
from tests.benchmarks.figures import Figure
from tests.benchmarks.gazetteer import MANY, names_of_a_county
from tests.benchmarks.house import rules
from tests.benchmarks.lines import Line, chit_chat, reports
from tests.benchmarks.rounds import interleaved
from tests.fakes import CHAT

TIMES = 12
AT_MOST = 600.0  # µs


async def measure(_folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """CPU of the text in the middle, chit-chat and reports apart, with the names of a whole county."""
    db = Database.open(f"sqlite:///{template}")
    world = await db.read(rules().current)
    await db.close()
    names = names_of_a_county(world.directory.names)
    reader = TextReader(world.categories, names, shipped_model())
    words = _all_words(world, names)
    spare_what_lasts()  # as the service does when it starts
    rounds = 3 if quick else 7
    return [
        await _figure("understanding: chit-chat", world, reader, words, chit_chat(), rounds),
        await _figure("understanding: report", world, reader, words, reports(), rounds),
    ]


async def _figure(
    what: str,
    world: World,
    reader: Reader,
    words: ahocorasick.Automaton,
    lines: Sequence[Line],
    rounds: int,
) -> Figure:
    def read(line: Line) -> object:
        return reader.read(line.text, _around(world, line.group))

    def scan(line: Line) -> object:
        return list(words.iter(line.text))

    measures = {
        "real": partial(_of_the_middle, read, lines),
        "bare": partial(_of_the_middle, scan, lines),
    }
    await measures["real"]()
    found = await interleaved(measures, rounds)
    return Figure(
        what, found["real"], "CPU µs/text", found["bare"], "one scan for all words",
        at_most=AT_MOST,
        note=f"the median over {len(lines)} texts, {MANY:,} place names; "
        f"{_judged(world, reader, lines)}",
    )  # fmt: skip


async def _of_the_middle(work: Callable[[Line], object], lines: Sequence[Line]) -> float:
    """CPU microseconds for the line that costs more than half of the lines, and less than half."""
    return median(_cost(work, line) for line in lines) / 1000


def _cost(work: Callable[[Line], object], line: Line) -> float:
    before = process_time_ns()
    for _ in range(TIMES):
        work(line)
    return (process_time_ns() - before) / TIMES


def _around(world: World, group: str) -> Around:
    found = world.directory.group_at(CHAT, group)
    region_id = found.region_id if found else None
    return Around((region_id,) if region_id else (), is_group=True)


def _all_words(world: World, names: Sequence[PlaceName]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in names:
        for word in (name.name, *name.aliases):
            automaton.add_word(word, word)
    for leaf in world.categories.leaves.values():
        heard = leaf.wording
        lists = (heard.strong, heard.topic, heard.weak, heard.bare, heard.unless)
        pairs = (words for groups in heard.both for words in groups)
        for word in (word for words in (*lists, *pairs) for word in words.split()):
            automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _judged(world: World, reader: Reader, lines: Sequence[Line]) -> str:
    readings = [reader.read(line.text, _around(world, line.group)) for line in lines]
    reported = sum(reading.intent is Intent.REPORT for reading in readings)
    right = sum(
        bool(reading.matters) and reading.matters[0].leaf == line.leaf
        for reading, line in zip(readings, lines, strict=True)
    )
    meant = f", {right} with the leaf that was meant" if any(line.leaf for line in lines) else ""
    return f"{reported} of {len(lines)} texts were taken for reports{meant}"
