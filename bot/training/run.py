"""A whole training: rows → a model, how good it is, and whether it is better than the one in use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import Any

from bot.training.answers import judge_rows
from bot.training.compare import Comparison, compare
from bot.training.corpus import corpus_rows, fingerprint, split, word_rows
from bot.training.faults import TrainingError
from bot.training.rows import Row
from bot.training.tasks import Task, are_of_tree, check_rows, label_task, tree_tasks
from handlers.understanding.categories import Categories
from handlers.understanding.ear import Ear
from handlers.understanding.model.file import ModelData
from handlers.understanding.model.linear import LinearModel
from handlers.understanding.tree import load_categories

Say = Callable[[str], None]

_OWN = 2.0  # how much a row of the county counts beside one of the corpus
_QUESTIONS = {
    "leaf": "是哪一类",
    "report": "是不是诉求",
    "danger": "是不是危险",
    "intent": "不是诉求的是什么",
    "label": "是哪一类",
}


@dataclass(frozen=True)
class Trained:
    """A new model and everything that is known of it."""

    data: ModelData  # learnt from every row, unless only what is measured is wanted
    checked: ModelData  # learnt without what is held back; the figures are its
    comparison: Comparison
    facts: tuple[tuple[str, str], ...]

    def as_first(self) -> "Trained":
        """The same, where no model is in use that it would have to beat."""
        return replace(self, comparison=replace(self.comparison, is_first=True))


@dataclass(frozen=True)
class _Lesson:
    """What is learnt from, beside the rows themselves, and what is only measured on."""

    categories: Categories
    ear: Ear
    is_tree: bool
    taught: tuple[Row, ...] = ()
    held: tuple[Row, ...] = ()

    def tasks(self, rows: Sequence[Row]) -> tuple[Task, ...]:
        """The tasks of learning from these rows."""
        check_rows(rows)
        if not self.is_tree:
            return (label_task(rows, _shipped_task()),)
        own = [replace(row, weight=_OWN) for row in rows] if self.taught else rows
        return tree_tasks([*self.taught, *own], word_rows(self.categories), self.categories.alarms)


def learner() -> ModuleType:
    """The module that fits; raises TrainingError where scikit-learn is not installed."""
    try:
        return import_module("bot.training.fit")
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"sklearn", "numpy", "scipy"}:
            raise
        raise TrainingError(
            "训练要用 scikit-learn，这里没有装。请装上再试：\n"
            "  .ci/venv ml   或   pip install 'gridwhistle[ml]'\n"
            "（平时运行服务不需要它。）"
        ) from None


def train(
    rows: Sequence[Row],
    categories: Categories,
    in_use: LinearModel | None,
    say: Say,
    *,
    learns_all: bool = True,
) -> Trained:
    """A model was learnt from the rows, and its like, without what is held back, was measured.

    Rows that speak of the tree are learnt together with the corpus and the words of the tree;
    those with labels of their own lean on what the corpus teaches.
    """
    fit = learner()
    learnt, held = split(rows)
    lesson = _lesson(rows, categories)
    tasks = lesson.tasks(learnt)
    say(f"学 {len(learnt) + len(lesson.taught)} 行，留 {len(held)} 行检验；挑选训练的办法……")
    bench = fit.Bench(tasks, lesson.ear.told)
    chosen = bench.study(lambda *tried: say(_tried(*tried)))
    checked = bench.model(chosen)
    comparison = _compared(LinearModel(checked), in_use, held, lesson)
    data = checked
    if learns_all:
        say("再用全部的行训练一遍……")
        data = fit.Bench(lesson.tasks(rows), lesson.ear.told).model(chosen)
    meta = _meta(rows, chosen)
    return Trained(
        replace(data, meta=meta),
        replace(checked, meta=meta),
        comparison,
        _facts(len(rows), len(lesson.taught), chosen),
    )


def _lesson(rows: Sequence[Row], categories: Categories) -> _Lesson:
    if not are_of_tree(rows, categories):
        return _Lesson(categories, Ear(categories), is_tree=False)
    own = {row.text for row in rows}
    try:
        corpus = [row for row in corpus_rows(categories) if row.text not in own]
    except TrainingError:
        corpus = []  # a county whose tree has other leaves learns from its own rows alone
    taught, held = split(corpus)
    return _Lesson(
        categories, Ear(categories), is_tree=True, taught=tuple(taught), held=tuple(held)
    )


def _shipped_task() -> Task:
    """What the repository teaches of leaves."""
    categories = load_categories()
    return tree_tasks(corpus_rows(categories), word_rows(categories))[0]


def _compared(
    new: LinearModel, old: LinearModel | None, held: Sequence[Row], lesson: _Lesson
) -> Comparison:
    """Both models on the rows held back; emergencies also on those that the corpus holds back."""

    def compared(rows: Sequence[Row]) -> Comparison:
        judged = judge_rows(new, rows, lesson.ear)
        before = None if old is None else judge_rows(old, rows, lesson.ear)
        return compare(judged, before, lesson.categories.alarms)

    result = compared(held)
    if old is None:
        return result
    beside = compared(lesson.held)
    return replace(result, alarms_lost=result.alarms_lost + beside.alarms_lost)


def _meta(rows: Sequence[Row], chosen: Mapping[str, Any]) -> dict[str, object]:
    return {
        "rows": fingerprint(rows),
        "learnt": len(rows),
        "settings": {head: str(one) for head, one in chosen.items()},
        "checked": {head: round(one.accuracy, 4) for head, one in chosen.items()},
    }


def _tried(head: str, strength: float, accuracy: float) -> str:
    return f"  “{_QUESTIONS.get(head, head)}”强度 {strength:g}：没学过的话对 {accuracy:.1%}"


def _facts(learnt: int, taught: int, chosen: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    facts = [("学了", f"{learnt} 行" + (f"，另有自带语料 {taught} 行" if taught else ""))]
    facts += [
        (f"回答“{_QUESTIONS.get(head, head)}”", f"{one}；没学过的人写的话，对 {one.accuracy:.1%}")
        for head, one in chosen.items()
    ]
    return tuple(facts)
