"""What is wrong, by whatever word: 欠薪 and 血汗钱 are one thing."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from handlers.understanding.lexicon import signal_words
from handlers.understanding.names import WORDS, any_of, pattern_of
from handlers.understanding.normalise import plain
from handlers.understanding.rarity import pairs, rarities

_FIRST = 0xE000  # each thing is written as one letter that few ever type
_WEIGHT = 1.5
FRAME = re.compile(any_of("frame"))
_THING = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0x3FF)}]")


class _Things(NamedTuple):
    words: re.Pattern[str]
    letters: Mapping[str, str]
    names: Mapping[str, str]
    weights: Mapping[str, float]


@cache
def _things() -> _Things:
    letters: dict[str, str] = {}
    names: dict[str, str] = {}
    for number, group in enumerate(signal_words(WORDS)["same_thing"]):
        words = group.split("=")
        letter = chr(_FIRST + number)
        names[letter] = words[0]
        for word in words:
            letters.setdefault(plain(word), letter)
    weights = {letter: _WEIGHT * _rarity(word) ** 2 for letter, word in names.items()}
    return _Things(re.compile(pattern_of(letters)), letters, names, weights)


def _rarity(word: str) -> float:
    known = rarities()
    return max((known.of(pair) for pair in pairs(plain(word))), default=0.5)


def with_things(text: str) -> str:
    """The plain text with every word for a known thing replaced by that thing's letter."""
    things = _things()
    typed = _THING.sub(" ", text)  # an old phone's emoji stands among the same letters
    return things.words.sub(lambda found: f" {things.letters[found[0]]} ", typed)


def things_in(text: str) -> frozenset[str]:
    """The letters of the things in a text that went through `with_things`."""
    return frozenset(_THING.findall(text))


def weight_of(thing: str) -> float:
    """How much it tells that two accounts share this thing."""
    return _things().weights[thing]


def called(thing: str) -> str:
    """The everyday word for a thing."""
    return _things().names[thing]
