"""What people say: lines of the corpus by label, and wordings of the simulation's own."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

from bot.training.corpus import FOLDER, corpus_rows
from bot.training.rows import read_rows
from bot.world import readers_of
from handlers.ports import Reader
from handlers.understanding.categories import Categories, Leaf
from handlers.understanding.reading import Around

_WORDS = Path(__file__).with_name("words.toml")
# Other files write chat that tells of fires and floods on purpose, to teach what is no report.
_EVERY_EVENING = ("friends.tsv", "group_noise.tsv")
# Whoever writes these has been there, or has spoken with whoever reported.
CONTACTED = ("到现场", "已联系反映人", "上门和双方谈")
_LONGEST = 160  # nobody types a whole petition into a group


@cache
def wordings() -> Mapping[str, Sequence[str]]:
    """The simulation's own wordings by what they mean."""
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


class Lines:
    """Draws what is said; the same seed draws the same."""

    def __init__(self, categories: Categories, rng: Random) -> None:
        self._rng = rng
        self._by_label: dict[str, list[str]] = defaultdict(list)
        for row in corpus_rows(categories):
            if len(row.text) <= _LONGEST:
                self._by_label[row.label].append(row.text)
        self._by_label["chit_chat"], self._near_misses = _talk(readers_of(categories)(()))
        told = [leaf for leaf in categories.leaves.values() if self._by_label.get(leaf.id)]
        self._emergencies = [leaf.id for leaf in told if leaf.is_emergency]
        self._kept = [leaf.id for leaf in told if not leaf.is_emergency and _is_kept(leaf)]
        others = {*self._emergencies, *self._kept}
        self._everyday = [leaf.id for leaf in told if leaf.id not in others]

    def of(self, label: str) -> str:
        """A line of the corpus with this label."""
        return self._rng.choice(self._by_label[label])

    def near_miss(self) -> str:
        """Chat that is taken for a report, as happens."""
        return self._rng.choice(self._near_misses)

    def everyday(self) -> str:
        """A report of an everyday kind."""
        return self.of(self._rng.choice(self._everyday))

    def emergency(self) -> str:
        """A life in danger."""
        return self.of(self._rng.choice(self._emergencies))

    def kept_secret(self) -> str:
        """A report that may not be told in a group."""
        return self.of(self._rng.choice(self._kept))

    def worded(self, meaning: str, **given: str) -> str:
        """One of the simulation's own wordings."""
        return self._rng.choice(wordings()[meaning]).format(**given)


def _is_kept(leaf: Leaf) -> bool:
    return leaf.is_private or leaf.is_confidential


def _talk(reader: Reader) -> tuple[list[str], list[str]]:
    """What is chatted of an evening: what is heard as chat, and what is taken for a report.

    The corpus holds many near misses, to teach by; how many are misread `evaluate` measures.
    """
    chat: list[str] = []
    missed: list[str] = []
    around = Around((), is_group=True)
    for name in _EVERY_EVENING:
        for row in read_rows(FOLDER / name).rows:
            if row.label == "chit_chat":
                read = reader.read(row.text, around)
                (missed if read.is_report or read.cues else chat).append(row.text)
    return chat, missed
