"""What a model is to answer: one task for each of its heads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.training.corpus import WITHOUT_MATTER, is_of_tree
from bot.training.faults import TrainingError
from bot.training.rows import Row
from handlers.understanding.categories import Categories
from handlers.understanding.model.linear import DANGER, LEAF, REPORT

INTENT = "intent"  # the head for what is no report
OTHER = "other"  # the label of what is none
FEWEST_ROWS = 20
_SEVERAL = 0.6  # how much each label counts of a row that has several
_DANGEROUS_WORD = 0.5  # how much a word of the tree counts for danger beside a sentence


@dataclass(frozen=True)
class Example:
    """A text as an example of one label."""

    text: str
    label: str
    group: str  # who wrote it; examples of one group are never on both sides of a check
    weight: float = 1.0
    is_said: bool = True  # false for words out of the tree: learnt from, never measured on


@dataclass(frozen=True)
class Task:
    """The examples of one head.

    A task may lean on another: what that one would answer is looked at beside the letters.
    """

    head: str
    examples: tuple[Example, ...]
    leans_on: "Task | None" = None

    @property
    def all_examples(self) -> tuple[Example, ...]:
        """Its own examples and those of the task it leans on."""
        return self.examples + (self.leans_on.examples if self.leans_on else ())


def check_rows(rows: Sequence[Row]) -> None:
    """Raises TrainingError when there is too little to learn from."""
    if len(rows) < FEWEST_ROWS:
        raise TrainingError(f"只有 {len(rows)} 行能用，至少要 {FEWEST_ROWS} 行")
    if len({row.label for row in rows}) < 2:
        raise TrainingError("所有的行都是同一个类别，没有什么可学的")


def are_of_tree(rows: Sequence[Row], categories: Categories) -> bool:
    """True when every label is one of the tree or an intent."""
    return all(is_of_tree(row.label, categories) for row in rows)


def label_task(rows: Sequence[Row], beside: Task | None) -> Task:
    """The task of telling whatever labels the rows have; `beside` knows something already."""
    return Task("label", tuple(_example(row, row.label) for row in rows), beside)


def tree_tasks(
    rows: Sequence[Row], words: Sequence[Row], alarms: Collection[str] = ()
) -> tuple[Task, ...]:
    """Which leaf, whether a report, whether a danger, and which intent; for rows of the tree.

    `alarms` are the leaves of danger.
    """
    reports = [row for row in rows if row.label not in WITHOUT_MATTER]
    others = [row for row in rows if row.label in WITHOUT_MATTER]
    leaves = [one for row in reports for one in _leaf_examples(row)]
    taught = [Example(row.text, row.label, "", row.weight, is_said=False) for row in words]
    gate = [_example(row, OTHER if row.label in WITHOUT_MATTER else REPORT) for row in rows]
    tasks = [Task(LEAF, (*leaves, *taught))] if leaves else []
    if others and reports:
        tasks.append(Task(REPORT, tuple(gate)))
    dangers = [_danger(_example(row, row.label), alarms) for row in rows]
    dangers += [
        _danger(replace(one, weight=one.weight * _DANGEROUS_WORD), alarms) for one in taught
    ]
    tasks.append(Task(DANGER, tuple(dangers)))
    if len({row.label for row in others}) > 1:
        tasks.append(Task(INTENT, tuple(_example(row, row.label) for row in others)))
    return tuple(one for one in tasks if len({example.label for example in one.examples}) > 1)


def _example(row: Row, label: str) -> Example:
    return Example(row.text, label, row.writer or row.text, row.weight)


def _danger(example: Example, alarms: Collection[str]) -> Example:
    is_danger = any(label in alarms for label in example.label.split("+"))
    return replace(example, label=DANGER if is_danger else OTHER)


def _leaf_examples(row: Row) -> list[Example]:
    labels = row.label.split("+")
    if len(labels) == 1:
        return [_example(row, row.label)]
    less = replace(row, weight=row.weight * _SEVERAL)
    return [_example(less, label) for label in labels]
