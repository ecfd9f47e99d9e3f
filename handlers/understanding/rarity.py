"""How rare two letters beside each other are in what residents write.

`python -m handlers.understanding.rarity` counts the shipped corpus anew and writes rarity.txt.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

from handlers.understanding.normalise import normalise

_TABLE = Path(__file__).with_name("rarity.txt")
_CORPUS = Path(__file__).with_name("corpus")
_STRETCH = re.compile(r"[^\W_]+")
_COUNTED_FROM = 3  # what stands in fewer lines is as rare as what stands in none
_WIDTH = 12  # pairs on one line of the table


def pairs(text: str) -> Iterator[str]:
    """Each two letters that stand beside each other in a plain text."""
    for stretch in _STRETCH.findall(text):
        yield from map("".join, pairwise(stretch))


@cache
def rarities() -> Mapping[str, float]:
    """Every counted pair with its rarity: 0 stands in every line, 1 in none."""
    total, *rows = _TABLE.read_text(encoding="utf-8").splitlines()
    lines = int(total)
    found: dict[str, float] = {}
    for times, *told in map(str.split, rows):
        rarity = round(log(lines / int(times)) / log(lines), 3)
        found.update(dict.fromkeys(told, rarity))
    return found


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
