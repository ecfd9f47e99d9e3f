"""What the words say and what the linear model says, weighed together."""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from handlers.understanding.alarms import (
    ENOUGH,
    ENOUGH_ALONE,
    ENOUGH_ELSEWHERE,
    ENOUGH_IN_GROUP,
    Enough,
    alarms_of,
    felt_alarm,
)
from handlers.understanding.categories import Categories
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked
from handlers.understanding.model.file import ModelError
from handlers.understanding.model.linear import LinearModel, Scores
from handlers.understanding.reading import Around

LEAF, REPORT = "leaf", "report"  # the heads that are asked
MOST_NATS = 7.0  # beyond, more certainty of the model counts no more

_LEAST = 1e-6
_TELLING = 7  # letters; in fewer the model feels anything
_MARKS = re.compile(r"[\W_]+")
_TOO_LITTLE = 1e-3  # so small a share could not change the others
# Chosen on lines of the corpus that the model was not taught, so that shares are honest.
_MODEL = 0.8  # how far the model's probabilities are believed
_WORDS = 0.75  # nats for each point that words speak for a leaf …
_MOST_WORDS = 6.0  # … and how many points are as good as all
_MOST_SHOWN = 6


def speaks_of_tree(model: LinearModel) -> bool:
    """True for a model that tells reports from talk, and leaves from leaves."""
    return {LEAF, REPORT} <= set(model.head_names)


def model_of_tree(path: Path) -> LinearModel:
    """The model of a file; raises ModelError for one that cannot stand in for the shipped one."""
    model = LinearModel.load(path)
    if not speaks_of_tree(model):
        raise ModelError(path, "它只认识自己的标签，不认识事项分类，不能用来运行服务")
    return model


class Opinion:
    """What the linear model says of one text; it is asked at most once."""

    def __init__(self, model: LinearModel, plain: str) -> None:
        self._model = model
        self._plain = plain

    @cached_property
    def _scores(self) -> dict[str, Scores]:
        return self._model.judge(self._plain)

    @property
    def report(self) -> float:
        """How probable it is that anything is reported."""
        return self._scores[REPORT][REPORT]

    @property
    def report_odds(self) -> float:
        """How much more is for a report than against it, in nats."""
        yes = max(self.report, _LEAST)
        odds = math.log(yes / max(1 - yes, _LEAST))
        return min(max(odds, -MOST_NATS), MOST_NATS)

    @property
    def leaves(self) -> Scores:
        """The probability of each leaf, if it is a report."""
        return self._scores[LEAF]

    def why(self, leaf: str) -> tuple[str, ...]:
        """The letters that speak most for a leaf."""
        return tuple(letters for letters, _ in self._model.why(self._plain, leaf, 3))


def felt(
    heard: Heard,
    ranked: list[Ranked],
    opinion: Opinion,
    categories: Categories,
    *,
    around: Around,
) -> list[Ranked]:
    """The leaves with an alarm put first that the model feels though no word tells it."""
    is_told = any(one.strong >= ENOUGH for one in ranked)
    if alarms_of(heard, ranked, categories) or len(_MARKS.sub("", heard.plain)) < _TELLING:
        return ranked
    alarm = felt_alarm(
        heard, opinion.leaves, categories, opinion.report, enough=_enough(around), is_told=is_told
    )
    if alarm is None:
        return ranked
    leaf, _ = alarm
    told = next((one for one in ranked if one.leaf == leaf), Ranked(leaf, 0.0, 0.0, 0, ()))
    words = told.words or opinion.why(leaf)
    first = told._replace(total=max(told.total, ENOUGH), strong=ENOUGH, words=words)
    return [first, *(one for one in ranked if one.leaf != leaf)]


def _enough(around: Around) -> Enough:
    if around.is_staff:
        return ENOUGH_ELSEWHERE
    if around.is_to_bot:
        return ENOUGH_ALONE
    return ENOUGH_IN_GROUP if around.is_group else ENOUGH_ELSEWHERE


def weighed(ranked: Sequence[Ranked], opinion: Opinion, categories: Categories) -> list[Ranked]:
    """The leaves, best first, each with the share of belief that words and model give it together.

    Lives in danger are told by words; a leaf of theirs that was not heard is not believed here.
    """
    heard = {one.leaf: one for one in ranked}
    nats = {
        leaf: _MODEL * math.log(max(score, _LEAST)) + _WORDS * _points(heard.get(leaf))
        for leaf, score in opinion.leaves.items()
        if leaf in heard or (score > _TOO_LITTLE and categories.is_everyday(leaf))
    }
    for leaf in heard.keys() - nats.keys():
        nats[leaf] = _MODEL * math.log(_LEAST) + _WORDS * _points(heard[leaf])
    if not nats:
        return list(ranked)
    most = max(nats.values())
    parts = {leaf: math.exp(one - most) for leaf, one in nats.items()}
    whole = sum(parts.values())
    best = sorted(parts, key=lambda leaf: (-parts[leaf], leaf))[:_MOST_SHOWN]
    found = [
        heard.get(leaf, Ranked(leaf, 0.0, 0.0, 0, ()))._replace(share=parts[leaf] / whole)
        for leaf in best
    ]
    if not found[0].words:
        found[0] = found[0]._replace(words=opinion.why(found[0].leaf))
    return found


def _points(one: Ranked | None) -> float:
    return 0.0 if one is None else min(one.total, _MOST_WORDS)
