"""How rare two letters beside each other are in what residents write.

`python -m handlers.understanding.rarity` counts the shipped corpus anew and writes rarity.txt.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

from handlers.understanding.normalise import normalise

_TABLE = Path(__file__).with_name("rarity.txt")
_CORPUS = Path(__file__).with_name("corpus")
_STRETCH = re.compile(r"[^\W_]+")
_COUNTED_FROM = 3  # what stands in fewer lines is as rare as what stands in none
_PAIR = 2
_NONE = ("", "")
_RAREST = -1
_WIDTH = 12  # pairs on one line of the table


def pairs(text: str) -> Iterator[str]:
    """Each two letters that stand beside each other in a plain text."""
    for stretch in _STRETCH.findall(text):
        yield from map("".join, pairwise(stretch))


class Rarities:
    """Every counted pair with its rarity: 0 stands in every line, 1 in none.

    Twenty thousand pairs as keys of a dictionary take ten times the room: kept are, for each first
    letter, the second letters in one string and in another, letter by letter, which rarity it is.
    """

    __slots__ = ("_found", "_levels", "_weights")

    def __init__(self, rows: Iterable[tuple[float, Sequence[str]]]) -> None:
        """`rows` are rarities, each with its pairs."""
        levels: list[float] = []
        found: dict[str, tuple[str, str]] = {}
        for rarity, told in rows:
            kind = chr(len(levels))
            for pair in told:
                seconds, kinds = found.get(pair[0], _NONE)
                found[pair[0]] = seconds + pair[1], kinds + kind
            levels.append(rarity)
        self._levels = [*levels, 1.0]
        self._weights = [rarity**2 for rarity in self._levels]
        self._found = found

    def of(self, pair: str) -> float:
        """How rare a pair is; one that was not counted is as rare as can be."""
        return self._levels[self._level(pair)]

    def weight(self, pair: str) -> float:
        """What a pair weighs when two texts are compared: the square of its rarity."""
        return self._weights[self._level(pair)]

    def is_counted(self, pair: str) -> bool:
        """True for a pair that residents write often enough to be in the table."""
        return self._level(pair) >= 0

    def _level(self, pair: str) -> int:
        seconds, kinds = self._found.get(pair[:1], _NONE)
        at = seconds.find(pair[1]) if len(pair) == _PAIR else -1
        return ord(kinds[at]) if at >= 0 else _RAREST


@cache
def rarities() -> Rarities:
    """The rarities counted in the shipped corpus."""
    total, *rows = _TABLE.read_text(encoding="utf-8").splitlines()
    lines = int(total)
    told = (row.split() for row in rows)
    return Rarities((round(log(lines / int(times)) / log(lines), 3), of) for times, *of in told)


def count(texts: Iterable[str]) -> Iterator[str]:
    """The lines of the table: how many texts there are, then the pairs by in how many they stand."""
    seen: Counter[str] = Counter()
    lines = 0
    for text in texts:
        lines += 1
        seen.update(set(pairs(normalise(text).plain)))
    yield str(lines)
    by_count: dict[int, list[str]] = defaultdict(list)
    for pair, times in seen.items():
        if times >= _COUNTED_FROM:
            by_count[times].append(pair)
    for times in sorted(by_count, reverse=True):
        found = sorted(by_count[times])
        for start in range(0, len(found), _WIDTH):
            yield " ".join((str(times), *found[start : start + _WIDTH]))


def corpus_texts() -> Iterator[str]:
    """What the people of the shipped corpus write."""
    for path in sorted(_CORPUS.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, tab, text = line.partition("\t")
            if tab and not label.startswith("#"):
                yield text.partition("\t")[0]


def main() -> None:
    """The table holds the counts of the corpus as it is now."""
    table = "\n".join(count(corpus_texts()))
    _TABLE.write_text(f"{table}\n", encoding="utf-8")
    sys.stdout.write(f"{_TABLE.name}：{len(table.splitlines())} 行\n")


if __name__ == "__main__":
    main()
