"""What a model says of a text, as one label."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.training.rows import Row
from bot.training.tasks import OTHER, REPORT
from handlers.understanding.model.linear import LinearModel, best_of
from handlers.understanding.normalise import normalise


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


def answer(model: LinearModel, text: str) -> Answer:
    """The likeliest label; of a tree, a leaf if it is likelier a report than not, else an intent."""
    scores = model.judge(normalise(text).plain)
    gate = scores.get(REPORT)
    if gate is None:
        return Answer(*best_of(next(iter(scores.values()))))
    is_report = gate[REPORT] >= 0.5
    among = scores.get("leaf", {REPORT: 1.0}) if is_report else scores.get("intent", {OTHER: 1.0})
    label, confidence = best_of(among)
    sure = gate[REPORT] if is_report else 1.0 - gate[REPORT]
    return Answer(label, confidence * sure, is_report)


def judge_rows(model: LinearModel, rows: Sequence[Row]) -> list[Judged]:
    """The answers to rows, in their order."""
    return [Judged(row, answer(model, row.text)) for row in rows]
