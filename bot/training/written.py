"""Fitted weights → what a model file holds: each weight one byte."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.training.letters import Letters, Numbers
from handlers.understanding.model.file import ZERO, Head, ModelData

_STEPS = 127  # of a weight, to either side of nothing
_LENGTH_STEPS = 255
_MOST_BYTES = 6_000_000  # of all weights, unpacked


@dataclass(frozen=True)
class Weights:
    """One head, fitted."""

    labels: tuple[str, ...]
    weights: Numbers  # label by group of letters
    bias: Numbers


def written(letters: Letters, heads: Sequence[tuple[str, Weights]]) -> ModelData:
    """The model, without the groups of letters that tell nothing."""
    values = np.vstack([head.weights for _, head in heads]) * letters.tells
    scale = np.maximum(np.abs(values).max(axis=1) / _STEPS, 1e-9)
    steps = np.rint(values / scale[:, None]).astype(np.int16)
    most = np.abs(steps).max(axis=0)
    fitting = _MOST_BYTES // (1 + len(values))
    kept = np.sort(np.argsort(-most, kind="stable")[:fitting])
    kept = kept[most[kept] > 0]
    squared = letters.tells[kept] ** 2
    length_scale = float(f"{squared.max() / _LENGTH_STEPS:.6g}")
    lengths = np.clip(np.rint(squared / length_scale), 1, _LENGTH_STEPS)[:, None]
    rows = np.hstack([lengths, steps[:, kept].T + ZERO]).astype(np.uint8)
    vocabulary = tuple(letters.vocabulary[index] for index in kept)
    return ModelData(
        letters.longest, vocabulary, length_scale, _heads(heads, scale), rows.tobytes()
    )


def _heads(heads: Sequence[tuple[str, Weights]], scale: Numbers) -> tuple[Head, ...]:
    found: list[Head] = []
    at = 0
    for name, head in heads:
        own = scale[at : at + len(head.labels)]
        at += len(head.labels)
        found.append(Head(name, head.labels, _rounded(head.bias), _rounded(own)))
    return tuple(found)


def _rounded(numbers: Numbers) -> tuple[float, ...]:
    return tuple(float(f"{number:.6g}") for number in numbers)
