"""What the linear model says of one text, and which models may be asked."""

import math
from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path

from handlers.understanding.model.file import ModelError
from handlers.understanding.model.linear import (
    ASKED,
    DANGER,
    LEAF,
    REPORT,
    Judgement,
    LinearModel,
    Scores,
)

MOST_NATS = 7.0  # beyond, more certainty of the model counts no more
LEAST = 1e-6  # no probability is taken for less


def speaks_of_tree(model: LinearModel) -> bool:
    """True for a model that tells reports from talk, and leaves from leaves."""
    return {LEAF, REPORT} <= set(model.head_names)


def model_of_tree(path: Path) -> LinearModel:
    """The model of a file; raises ModelError for one that cannot stand in for the shipped one."""
    model = LinearModel.load(path, ASKED)
    if not speaks_of_tree(model):
        raise ModelError(path, "它只认识自己的标签，不认识事项分类，不能用来运行服务")
    return model


class Opinion:
    """What the linear model says of one text; it is asked at most once."""

    def __init__(self, model: LinearModel, plain: str, marks: Sequence[str] = ()) -> None:
        self._model = model
        self._plain = plain
        self._marks = marks
        self._danger_odds: float | None = None
        self._dangers: Scores | None = None

    @cached_property
    def _judgement(self) -> Judgement:
        return self._model.judge(self._plain, self._marks)

    @cached_property
    def report(self) -> float:
        """How probable it is that anything is reported."""
        return self._judgement[REPORT][REPORT]

    @cached_property
    def surest(self) -> float:
        """How probable the likeliest leaf is."""
        return max(self.leaves.values())

    @cached_property
    def likeliest(self) -> str:
        """The leaf it is of, if it is a report."""
        return max(self.leaves, key=self.leaves.__getitem__)

    @cached_property
    def report_odds(self) -> float:
        """How much more is for a report than against it, in nats."""
        return _odds(self.report)

    def danger_odds(self, alarms: Collection[str]) -> float:
        """How much more is for a danger than against it, in nats; `alarms` are its leaves.

        A model that was not taught this is asked for the leaves.
        """
        if self._danger_odds is None:
            self._danger_odds = _odds(self._danger(alarms))
        return self._danger_odds

    def _danger(self, alarms: Collection[str]) -> float:
        if DANGER in self._model.head_names:
            return self._judgement[DANGER][DANGER]
        leaves = self.leaves
        return self.report * sum(leaves[leaf] for leaf in alarms if leaf in leaves)

    def dangers(self, alarms: Collection[str]) -> Scores:
        """The probability of each leaf that is one of these alarms, if it is a report."""
        if self._dangers is None:
            self._dangers = {leaf: one for leaf, one in self.leaves.items() if leaf in alarms}
        return self._dangers

    @cached_property
    def leaves(self) -> Scores:
        """The probability of each leaf, if it is a report."""
        return self._judgement[LEAF]

    def why(self, leaf: str) -> tuple[str, ...]:
        """The letters that speak most for a leaf."""
        return tuple(letters for letters, _ in self._model.why(self._plain, leaf, 3))


def _odds(probability: float) -> float:
    odds = math.log(max(probability, LEAST) / max(1 - probability, LEAST))
    return min(max(odds, -MOST_NATS), MOST_NATS)
