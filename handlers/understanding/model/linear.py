"""A linear model in plain Python: how probable each label is for a text, and by which letters.

The weights of one group of letters for all labels are the bytes of one large integer, so that
weighing a text for a hundred labels is two additions for each group found in it: one of all bytes,
and one of every second byte alone, whose sums have the room to grow to 16 bits.

All groups stand in one automaton, each with where its bytes begin: it finds those of a text in one
walk, and takes a third of what a dictionary of them would. The integers are made of the bytes when
a text needs them: fifty thousand of them would take half as much again as the bytes themselves.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from math import exp, log, sqrt
from pathlib import Path
from struct import Struct
from typing import Any

import ahocorasick

from handlers.understanding.model.file import ZERO, Head, ModelData, read_model
from handlers.understanding.model.grams import END, START, grams, stretches
from handlers.understanding.normalise import normalise

SHIPPED = Path(__file__).with_name("shipped.json.gz")
LEAF, REPORT, DANGER = "leaf", "report", "danger"
ASKED = (LEAF, REPORT, DANGER)  # the heads that are asked when a text is read

_TOGETHER = 256  # rows whose bytes add up within 16 bits
_SHOWN = str.maketrans({START: "", END: ""})

Scores = dict[str, float]


class LinearModel:
    """Answers for each of its heads how probable every label is."""

    def __init__(self, data: ModelData) -> None:
        self.meta: Mapping[str, Any] = data.meta
        self.heads: tuple[Head, ...] = data.heads
        self._heads = dict(_lanes(data.heads))
        self._longest = data.longest
        self._length_scale = data.length_scale
        self._width = data.width
        self._every_second = int.from_bytes(b"\xff\x00" * (data.width // 2 + 1), "little")
        self._sums = Struct(f"<{data.width // 2 + 1}H")
        self._weights = data.rows
        self._starts = _where_rows_begin(data)

    @classmethod
    def load(cls, path: Path = SHIPPED, asked: Container[str] | None = None) -> "LinearModel":
        """The model of a file, if need be with only the heads that are asked; raises ModelError for a broken one."""
        data = read_model(path)
        return cls(data if asked is None else data.answering(asked))

    @property
    def head_names(self) -> tuple[str, ...]:
        """The questions it answers."""
        return tuple(head.name for head in self.heads)

    def labels(self, head: str) -> tuple[str, ...]:
        """The labels among which a head chooses; raises KeyError for a head it does not have."""
        return self._heads[head][1].labels

    def scores(self, text: str, head: str = "") -> Scores:
        """The probability of each label of a head, of the first one if none is named."""
        return self.judge(normalise(text).plain)[head or self.heads[0].name]

    def judge(self, plain: str, marks: Sequence[str] = ()) -> "Judgement":
        """For each head the probability of each label; of a normalised text and what was heard."""
        known = self._starts
        starts = [start for stretch in stretches(plain) for _, start in known.iter(stretch)]
        starts += [known.get(mark) for mark in marks if mark in known]
        weights, width = self._weights, self._width
        rows = [int.from_bytes(weights[start : start + width], "little") for start in starts]
        totals = self._numbers(rows[:_TOGETHER])
        for at in range(_TOGETHER, len(rows), _TOGETHER):
            more = self._numbers(rows[at : at + _TOGETHER])
            totals = list(map(int.__add__, totals, more))
        return Judgement(self, totals, ZERO * len(rows))

    def logits(self, head: str, totals: Sequence[int], nothing: int) -> tuple[Head, list[float]]:
        """How much speaks for each label of a head, of weights that were added up."""
        at, asked = self._heads[head]
        length = self._length(totals[0])
        lanes = totals[at : at + len(asked.labels)]
        return asked, [
            (total - nothing) * scale / length + bias
            for total, scale, bias in zip(lanes, asked.scale, asked.bias, strict=True)
        ]

    def why(self, text: str, label: str, limit: int = 5) -> tuple[tuple[str, float], ...]:
        """The groups of letters that speak most for a label, each with what it adds."""
        lane, scale = self._lane(label)
        found = self._found(normalise(text).plain)
        length = self._length(sum(self._weights[start] for _, start in found))
        added: dict[str, float] = {}
        for gram, start in found:
            shown = gram.translate(_SHOWN).strip()
            weight = (self._weights[start + lane] - ZERO) * scale / length
            if shown:
                added[shown] = added.get(shown, 0.0) + weight
        best = sorted(added.items(), key=_heaviest_first)[:limit]
        return tuple((gram, round(weight, 3)) for gram, weight in best if weight > 0)

    def _found(self, plain: str) -> list[tuple[str, int]]:
        known = self._starts
        told = grams(plain, self._longest)
        return [(gram, known.get(gram)) for gram in told if gram in known]

    def _numbers(self, rows: Sequence[int]) -> list[int]:
        """The sums of at most `_TOGETHER` rows, byte by byte."""
        every_second, size = self._every_second, self._sums.size
        even = sum([row & every_second for row in rows])
        odd = (sum(rows) - even) >> 8
        numbers = [0] * (2 * (size // 2))
        numbers[::2] = self._sums.unpack(even.to_bytes(size, "little"))
        numbers[1::2] = self._sums.unpack(odd.to_bytes(size, "little"))
        return numbers[: self._width]

    def _length(self, squared: int) -> float:
        return sqrt(squared * self._length_scale) or 1.0

    def _lane(self, label: str) -> tuple[int, float]:
        for head in self.heads:
            if label in head.labels:
                at = head.labels.index(label)
                return self._heads[head.name][0] + at, head.scale[at]
        raise KeyError(label)


class Judgement:
    """What a model says of one text; a head is asked only when its answer is wanted."""

    def __init__(self, model: LinearModel, totals: Sequence[int], nothing: int) -> None:
        self._model = model
        self._totals = totals
        self._nothing = nothing

    def __getitem__(self, name: str) -> Scores:
        """The probability of each label of a head; raises KeyError for one that is not there."""
        head, logits = self._model.logits(name, self._totals, self._nothing)
        return _probabilities(head.labels, logits)


@cache
def shipped_model() -> LinearModel:
    """The model that comes with the product, read once, for whoever reads texts with it."""
    return LinearModel.load(asked=ASKED)


def best_of(scores: Mapping[str, float]) -> tuple[str, float]:
    """The most probable label; of equal ones the first."""
    label = max(scores, key=scores.__getitem__)
    return label, scores[label]


def mixed(scores: Mapping[str, float], evidence: Mapping[str, float]) -> Scores:
    """Probabilities after evidence, in nats for each label, was added to those of the model."""
    logits = [
        log(max(probability, 1e-9)) + evidence.get(label, 0.0)
        for label, probability in scores.items()
    ]
    return _probabilities(tuple(scores), logits)


def _probabilities(labels: tuple[str, ...], logits: list[float]) -> Scores:
    most = max(logits)
    parts = [exp(one - most) for one in logits]
    whole = sum(parts)
    return dict(zip(labels, [part / whole for part in parts], strict=True))


def _lanes(heads: Sequence[Head]) -> Iterator[tuple[str, tuple[int, Head]]]:
    """Where the numbers of each head begin, behind the squared length."""
    at = 1
    for head in heads:
        yield head.name, (at, head)
        at += len(head.labels)


def _where_rows_begin(data: ModelData) -> ahocorasick.Automaton:
    """Finds the groups of letters in a text, each with where its row begins."""
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for number, gram in enumerate(data.vocabulary):
        automaton.add_word(gram, number * data.width)
    automaton.make_automaton()
    return automaton


def _heaviest_first(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
