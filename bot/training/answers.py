"""What a model says of a text, as one label."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.training.rows import Row
from bot.training.tasks import INTENT, OTHER
from handlers.understanding.ear import Ear, Told
from handlers.understanding.model.linear import LEAF, REPORT, LinearModel, best_of


@dataclass(frozen=True)
class Answer:
    """The label a model gives, and how sure it is."""

    label: str
    confidence: float
    is_report: bool | None = None  # None when the model was not taught what a report is


@dataclass(frozen=True)
class Judged:
    """A row beside the answer that was given."""

    row: Row
    answer: Answer

    @property
    def is_right(self) -> bool:
        """True when the answer is the label, or one of several."""
        return self.answer.label == self.row.label or self.answer.label in self.row.label.split("+")


def answer(model: LinearModel, told: Told) -> Answer:
    """The likeliest label; of a tree, a leaf if it is likelier a report than not, else an intent."""
    judgement = model.judge(told.plain, told.marks)
    names = model.head_names
    if REPORT not in names:
        return Answer(*best_of(judgement[names[0]]))
    report = judgement[REPORT][REPORT]
    is_report = report >= 0.5
    asked, alone = (LEAF, REPORT) if is_report else (INTENT, OTHER)
    label, confidence = best_of(judgement[asked] if asked in names else {alone: 1.0})
    return Answer(label, confidence * (report if is_report else 1.0 - report), is_report)


def judge_rows(model: LinearModel, rows: Sequence[Row], ear: Ear) -> list[Judged]:
    """The answers to rows, in their order."""
    return [Judged(row, answer(model, ear.told(row.text))) for row in rows]
