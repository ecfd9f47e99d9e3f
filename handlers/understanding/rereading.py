"""What is read once more, by itself: items of a list of which no word tells, and what follows a "but"."""

from collections.abc import Callable
from dataclasses import replace

from handlers.understanding.context import recoveries
from handlers.understanding.heard import Heard
from handlers.understanding.leftovers import else_from
from handlers.understanding.reading import Matter, Reading
from handlers.understanding.segments import items_of

Read = Callable[[str], Reading]


def with_unheard_items(heard: Heard, matters: tuple[Matter, ...], read: Read) -> tuple[Matter, ...]:
    """The matters, and those items of a list that no word told but that are reports when read alone."""
    found = list(matters)
    for words in items_of(heard.plain, heard.normal.clean):
        if any(one.words == words for one in matters):
            continue
        alone = _sure(read(words))
        if alone is not None and alone.leaf not in {one.leaf for one in found}:
            found.append(replace(alone, words=words))
    return tuple(sorted(found, key=lambda one: one.urgency)) if found[1:] else matters


def behind_but(heard: Heard, matters: tuple[Matter, ...], read: Read) -> tuple[Matter, ...]:
    """Of 路是修好了 就是涵洞没盖板 what is still wrong, where it is a report by itself."""
    marks = recoveries(heard)
    start = else_from(heard.plain, marks[-1].end) if marks else None
    alone = _sure(read(heard.normal.clean[start:])) if start is not None else None
    return (alone,) if alone is not None else matters


def _sure(reading: Reading) -> Matter | None:
    is_sure = reading.is_report and not reading.is_unsure and reading.emergency is None
    return reading.matters[0] if is_sure else None
