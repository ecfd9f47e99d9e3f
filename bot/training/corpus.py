"""What the shipped model learns from: the lines of the corpus and the words of the tree."""

import math
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from bot.training.faults import TrainingError
from bot.training.rows import Row, read_rows
from handlers.understanding.categories import Categories, Leaf
from handlers.understanding.normalise import normalise
from handlers.understanding.reading import Intent
from handlers.understanding.tree import SHIPPED

FOLDER = SHIPPED.with_name("corpus")
WITHOUT_MATTER = frozenset(intent.value for intent in Intent) - {Intent.REPORT.value}
HELD_BACK = 10  # one text in so many is never learnt from

# How much a word of the tree counts beside a sentence that somebody said.
_WORTH = {"strong": 1.0, "topic": 0.6, "broad": 0.4, "weak": 0.2}
_GROUPS_WORTH = 0.5


def corpus_rows(categories: Categories, folder: Path = FOLDER) -> tuple[Row, ...]:
    """Every line of the corpus; raises TrainingError naming each that is not right."""
    rows: list[Row] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.tsv")):
        table = read_rows(path)
        rows += table.rows
        faults += table.faults
        faults += [
            f"{path.name}：不认识的类别“{row.label}”（{row.text[:12]}）"
            for row in table.rows
            if not is_of_tree(row.label, categories)
        ]
    if faults or not rows:
        raise TrainingError("\n".join(faults) or f"{folder} 里没有语料")
    return tuple(rows)


def is_of_tree(label: str, categories: Categories) -> bool:
    """True for leaves joined by +, and for what a message without a matter may want."""
    return label in WITHOUT_MATTER or all(part in categories.leaves for part in label.split("+"))


def word_rows(categories: Categories) -> tuple[Row, ...]:
    """The names, phrasings and words of every leaf, as short texts of that leaf."""
    return tuple(row for leaf in categories.leaves.values() for row in _words_of(leaf))


def _words_of(leaf: Leaf) -> Iterator[Row]:
    for text in (*leaf.phrasings, leaf.name, leaf.short_name):
        yield Row(text, leaf.id)
    for kind, worth in _WORTH.items():
        for word in getattr(leaf.wording, kind).split():
            yield Row(word, leaf.id, weight=worth)
    for combination in leaf.wording.both:
        groups = [words.split() for words in combination]
        for at in range(max(len(group) for group in groups)):
            text = " ".join(group[at % len(group)] for group in groups)
            yield Row(text, leaf.id, weight=_GROUPS_WORTH)


def is_held_back(text: str) -> bool:
    """True for the texts, always the same, that are kept for measuring."""
    return fold_of(text, HELD_BACK) == 0


def fold_of(key: str, folds: int) -> int:
    """A number below `folds` that depends on nothing but the letters."""
    plain = normalise(key).plain.encode("utf-8")
    return int.from_bytes(blake2b(plain, digest_size=8).digest(), "big") % folds


def split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """What is learnt from, and what is held back; of few rows the tenth nearest to be held back."""
    held = [row for row in rows if is_held_back(row.text)]
    if len(held) * HELD_BACK * 2 < len(rows):
        few = sorted(rows, key=lambda row: fold_of(row.text, 1_000_000))
        held = few[: math.ceil(len(rows) / HELD_BACK)]
    kept = {row.text for row in held}
    return [row for row in rows if row.text not in kept], held


def fingerprint(rows: Sequence[Row]) -> str:
    """A name for exactly these rows."""
    told = "\n".join(sorted(f"{row.label}\t{row.text}\t{row.weight}" for row in rows))
    return blake2b(told.encode("utf-8"), digest_size=8).hexdigest()
