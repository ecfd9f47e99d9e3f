"""How good answers are: accuracy, each label, how far confidence can be trusted, what is mixed up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from bot.training.answers import Judged

_BINS = 10
_SURE_SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


@dataclass(frozen=True)
class LabelFigures:
    """How one label fares."""

    label: str
    rows: int
    said: int  # how often it was the answer
    right: int

    @property
    def recall(self) -> float:
        """The share of its rows that were found."""
        return self.right / self.rows if self.rows else 0.0

    @property
    def precision(self) -> float:
        """The share of its answers that were right."""
        return self.right / self.said if self.said else 0.0


@dataclass(frozen=True)
class Bin:
    """Answers of about the same confidence."""

    rows: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Figures:
    """The quality of a set of answers."""

    rows: int
    right: int
    labels: tuple[LabelFigures, ...]  # most rows first
    bins: tuple[Bin, ...]
    selective: tuple[tuple[float, float], ...]  # share answered, accuracy among those
    mixed_up: tuple[tuple[tuple[str, str], int], ...]  # (label, answer) of the wrong ones
    loss: float  # nats; how wrong, counting confidence

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return self.right / self.rows if self.rows else 0.0

    @property
    def calibration_error(self) -> float:
        """By how much confidence differs from accuracy, on average."""
        gaps = sum(abs(one.confidence - one.accuracy) * one.rows for one in self.bins)
        return gaps / self.rows if self.rows else 0.0


def figures(judged: Sequence[Judged]) -> Figures:
    """The figures of a set of answers."""
    wrong = Counter((_truth(one), one.answer.label) for one in judged if not one.is_right)
    return Figures(
        rows=len(judged),
        right=sum(one.is_right for one in judged),
        labels=_by_label(judged),
        bins=_bins(judged),
        selective=_selective(judged),
        mixed_up=tuple(sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))),
        loss=sum(map(_loss, judged)) / max(1, len(judged)),
    )


def _truth(one: Judged) -> str:
    return one.answer.label if one.is_right else one.row.label.split("+")[0]


def _by_label(judged: Sequence[Judged]) -> tuple[LabelFigures, ...]:
    rows = Counter(map(_truth, judged))
    said = Counter(one.answer.label for one in judged)
    right = Counter(one.answer.label for one in judged if one.is_right)
    names = sorted({*rows, *said}, key=lambda name: (-rows[name], name))
    return tuple(LabelFigures(name, rows[name], said[name], right[name]) for name in names)


def _bins(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    parts: list[list[Judged]] = [[] for _ in range(_BINS)]
    for one in judged:
        parts[min(_BINS - 1, int(one.answer.confidence * _BINS))].append(one)
    return tuple(
        Bin(
            len(part),
            sum(one.answer.confidence for one in part) / len(part),
            sum(one.is_right for one in part) / len(part),
        )
        for part in parts
        if part
    )


def _selective(judged: Sequence[Judged]) -> tuple[tuple[float, float], ...]:
    surest = sorted(judged, key=lambda one: -one.answer.confidence)
    found = []
    for share in _SURE_SHARES:
        part = surest[: round(len(surest) * share)]
        if part:
            found.append((share, sum(one.is_right for one in part) / len(part)))
    return tuple(found)


def _loss(one: Judged) -> float:
    sure = one.answer.confidence if one.is_right else 1.0 - one.answer.confidence
    return -log(max(sure, 1e-6))
