"""A linear model in plain Python: how probable each label is for a text, and by which letters.

The weights of one group of letters for all labels are the bytes of one large integer, so that
weighing a text for a hundred labels is two additions for each group found in it: one of all bytes,
and one of every second byte alone, whose sums have the room to grow to 16 bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import exp, log, sqrt
from pathlib import Path
from struct import Struct
from typing import Any

from handlers.understanding.model.file import ZERO, Head, ModelData, read_model
from handlers.understanding.model.grams import END, START, grams
from handlers.understanding.normalise import normalise

SHIPPED = Path(__file__).with_name("shipped.json.gz")

_TOGETHER = 256  # rows whose bytes add up within 16 bits
_SHOWN = str.maketrans({START: "", END: ""})

Scores = dict[str, float]


class LinearModel:
    """Answers for each of its heads how probable every label is."""

    def __init__(self, data: ModelData) -> None:
        self.meta: Mapping[str, Any] = data.meta
        self.heads: tuple[Head, ...] = data.heads
        self._longest = data.longest
        self._length_scale = data.length_scale
        self._width = data.width
        self._every_second = int.from_bytes(b"\xff\x00" * (data.width // 2 + 1), "little")
        self._sums = Struct(f"<{data.width // 2 + 1}H")
        self._rows = dict(zip(data.vocabulary, _row_numbers(data), strict=True))

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "LinearModel":
        """The model of a file; raises ModelError for a broken one."""
        return cls(read_model(path))

    @property
    def head_names(self) -> tuple[str, ...]:
        """The questions it answers."""
        return tuple(head.name for head in self.heads)

    def labels(self, head: str) -> tuple[str, ...]:
        """The labels among which a head chooses; raises KeyError for a head it does not have."""
        return self._head(head)[1].labels

    def scores(self, text: str, head: str = "") -> Scores:
        """The probability of each label of a head, of the first one if none is named."""
        return self.judge(normalise(text).plain)[head or self.heads[0].name]

    def judge(self, plain: str) -> dict[str, Scores]:
        """For each head the probability of each label, for a text that is normalised already."""
        return {
            head.name: _probabilities(head.labels, logits)
            for head, logits in zip(self.heads, self._logits(plain), strict=True)
        }

    def why(self, text: str, label: str, limit: int = 5) -> tuple[tuple[str, float], ...]:
        """The groups of letters that speak most for a label, each with what it adds."""
        lane, scale = self._lane(label)
        rows = self._found(normalise(text).plain)
        length = self._length(sum(self._numbers([row])[0] for _, row in rows))
        added: dict[str, float] = {}
        for gram, row in rows:
            shown = gram.translate(_SHOWN).strip()
            weight = (self._numbers([row])[lane] - ZERO) * scale / length
            if shown:
                added[shown] = added.get(shown, 0.0) + weight
        best = sorted(added.items(), key=_heaviest_first)[:limit]
        return tuple((gram, round(weight, 3)) for gram, weight in best if weight > 0)

    def _found(self, plain: str) -> list[tuple[str, int]]:
        known = self._rows
        return [(gram, known[gram]) for gram in grams(plain, self._longest) if gram in known]

    def _numbers(self, rows: Sequence[int]) -> list[int]:
        """The sums of at most `_TOGETHER` rows, byte by byte."""
        every_second, size = self._every_second, self._sums.size
        even = sum([row & every_second for row in rows])
        odd = (sum(rows) - even) >> 8
        numbers = [0] * (2 * (size // 2))
        numbers[::2] = self._sums.unpack(even.to_bytes(size, "little"))
        numbers[1::2] = self._sums.unpack(odd.to_bytes(size, "little"))
        return numbers[: self._width]

    def _logits(self, plain: str) -> Iterator[list[float]]:
        known = self._rows
        rows = [known[gram] for gram in grams(plain, self._longest) if gram in known]
        totals = self._numbers(rows[:_TOGETHER])
        for at in range(_TOGETHER, len(rows), _TOGETHER):
            more = self._numbers(rows[at : at + _TOGETHER])
            totals = list(map(int.__add__, totals, more))
        length = self._length(totals[0])
        nothing = ZERO * len(rows)
        at = 1
        for head in self.heads:
            lanes = totals[at : at + len(head.labels)]
            at += len(head.labels)
            yield [
                (total - nothing) * scale / length + bias
                for total, scale, bias in zip(lanes, head.scale, head.bias, strict=True)
            ]

    def _length(self, squared: int) -> float:
        return sqrt(squared * self._length_scale) or 1.0

    def _head(self, name: str) -> tuple[int, Head]:
        lane = 1
        for head in self.heads:
            if head.name == name:
                return lane, head
            lane += len(head.labels)
        raise KeyError(name)

    def _lane(self, label: str) -> tuple[int, float]:
        for head in self.heads:
            if label in head.labels:
                at = head.labels.index(label)
                return self._head(head.name)[0] + at, head.scale[at]
        raise KeyError(label)


@cache
def shipped_model() -> LinearModel:
    """The model that comes with the product, read once."""
    return LinearModel.load()


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
    return {label: part / whole for label, part in zip(labels, parts, strict=True)}


def _row_numbers(data: ModelData) -> Iterator[int]:
    width = data.width
    for at in range(0, len(data.rows), width):
        yield int.from_bytes(data.rows[at : at + width], "little")


def _heaviest_first(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
