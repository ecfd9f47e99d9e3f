"""Whether a new model is better than the one in use, on rows that neither was taught."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.training.answers import Judged
from bot.training.figures import Figures, figures


@dataclass(frozen=True)
class Comparison:
    """Two models on the same rows."""

    new: Figures
    old: Figures | None  # None when no model is in use
    only_new_right: int = 0
    only_old_right: int = 0
    alarms_lost: int = 0  # emergencies that only the old one tells
    is_first: bool = False  # nothing is in use here; the old one is only looked at

    @property
    def is_better(self) -> bool:
        """True when the new one is right more often, or as often and surer where it is right.

        A model that tells fewer emergencies is never better.
        """
        if self.old is None:
            return True
        if self.alarms_lost > 0:
            return False
        if self.new.right != self.old.right:
            return self.new.right > self.old.right
        return self.new.loss < self.old.loss - 1e-9

    @property
    def is_promoted(self) -> bool:
        """True for the first model at its place, and for a better one."""
        return self.is_first or self.is_better

    @property
    def verdict(self) -> str:
        """The outcome in a sentence."""
        if self.old is None:
            return "现在没有在用的模型，新模型直接启用。"
        than = "自带的" if self.is_first else "在用的"
        told = (
            f"同样的 {self.new.rows} 行没学过的话，{than}对 {self.old.accuracy:.1%}，"
            f"新的对 {self.new.accuracy:.1%}"
            f"（只有新的对 {self.only_new_right} 行，只有{than}对 {self.only_old_right} 行）。"
        )
        if self.is_first:
            return told + self._first()
        if self.alarms_lost > 0:
            return f"{told}但新模型少认出 {self.alarms_lost} 条紧急情况，不启用。"
        return told + ("新模型更好。" if self.is_better else "新模型没有更好，不启用。")

    def _first(self) -> str:
        lost = f"它比自带的少认出 {self.alarms_lost} 条紧急情况。" if self.alarms_lost > 0 else ""
        return f"这里还没有模型，新模型直接启用。{lost}"


def compare(
    new: Sequence[Judged], old: Sequence[Judged] | None, alarms: Collection[str]
) -> Comparison:
    """The answers of two models to the same rows, side by side; `alarms` are emergency labels."""
    if old is None:
        return Comparison(figures(new), None)
    pairs = list(zip(new, old, strict=True))
    return Comparison(
        figures(new),
        figures(old),
        only_new_right=sum(a.is_right and not b.is_right for a, b in pairs),
        only_old_right=sum(b.is_right and not a.is_right for a, b in pairs),
        alarms_lost=_alarms(old, alarms) - _alarms(new, alarms),
    )


def _alarms(judged: Sequence[Judged], alarms: Collection[str]) -> int:
    """How many rows of an emergency were answered with one."""
    return sum(
        one.answer.label in alarms for one in judged if set(one.row.label.split("+")) & set(alarms)
    )
