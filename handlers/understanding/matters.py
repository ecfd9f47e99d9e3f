"""From what is meant to matters: one, or several, each with leaf, urgency and reasons."""

import re
from collections.abc import Sequence

from handlers.understanding.alarms import LIFT, alarms_of, is_told_by_pupil, is_trapped
from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked, confidence
from handlers.understanding.misconduct import is_told_by
from handlers.understanding.reading import Matter
from handlers.understanding.segments import Part, clause_parts, numbered_parts, one_more_parts
from handlers.understanding.urgency import urgency_of
from storage.codes import Urgency

_LONGEST_WORDS = 120
_WORTH_NAMING = 0.05
_CONDUCT = "official_conduct"
_VILLAGE_POST = re.compile(r"(?:村|支书|组长|队长|网格员|窗口|工作人员|书记)[^+]*\+")
_WITH_A_PUPIL = frozenset(
    {"violence", "domestic_violence", "theft_disorder", "education", "family"}
)


def matters_of(
    heard: Heard, meant: Meant, ranked: Sequence[Ranked], categories: Categories
) -> tuple[Matter, ...]:
    """The matters of a report, the most urgent first, then the first said."""
    builder = _Builder(heard, categories)
    parts = _parts(heard, meant, ranked, categories)
    matters = [builder.build(part, is_only=len(parts) == 1) for part in parts]
    order = sorted(range(len(matters)), key=lambda at: (matters[at].urgency, parts[at].start))
    return tuple(matters[at] for at in order)


def matter_of_danger(heard: Heard, felt: Ranked, categories: Categories) -> Matter:
    """The danger that a whole text may tell of."""
    return _Builder(heard, categories).build(Part(0, len(heard.plain), [felt]), is_only=True)


def _parts(
    heard: Heard, meant: Meant, ranked: Sequence[Ranked], categories: Categories
) -> list[Part]:
    whole = (0, len(heard.plain))
    alarms = alarms_of(heard, ranked, categories)
    if is_told_by_pupil(heard, ranked) and not alarms:
        others = [one for one in ranked if one.leaf not in _WITH_A_PUPIL]
        return [Part(*whole, _first("child_protection", others))]
    if is_trapped(heard, ranked):
        alarms = [one for one in ranked if one.leaf == LIFT] + alarms
    listed = _one_each(numbered_parts(heard, meant.live))
    if len(listed) > 1 and not alarms:
        return listed
    if alarms:
        parts = [Part(*whole, _first(one.leaf, ranked)) for one in alarms]
        return parts + _beside_alarm(heard, meant, parts, categories)
    main = _wrongdoer_first(ranked)
    ranked = _first(main.leaf, ranked)
    besides = clause_parts(heard, meant.live, main)
    beside = {part.ranked[0].leaf for part in besides}
    own = [one for one in ranked if one.leaf not in beside]
    return [Part(*_main_span(heard, main, besides), own), *besides]


def _wrongdoer_first(ranked: Sequence[Ranked]) -> Ranked:
    """A complaint about somebody in office goes first, so that it never lands on their desk.

    So does a child that nobody looks after, whatever else it names.
    """
    for one in ranked:
        if is_told_by(one.words):
            return one
        if one.leaf == _CONDUCT and any(_VILLAGE_POST.match(word) for word in one.words):
            return one
    return ranked[0]


def _beside_alarm(
    heard: Heard, meant: Meant, alarms: list[Part], categories: Categories
) -> list[Part]:
    """What else is wrong, told in clauses without the alarm."""
    alarmed = {one.clause for one in meant.live if categories.leaves[one.leaf].is_emergency}
    rest = tuple(one for one in meant.live if one.clause not in alarmed and one.is_strong)
    listed = numbered_parts(heard, rest) or one_more_parts(heard, rest)
    return [part for part in _one_each(listed) if part.ranked[0].strong >= 3.0] if alarms else []


def _first(leaf: str, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same leaves with one put first."""
    return sorted(ranked, key=lambda one: one.leaf != leaf)


def _one_each(parts: list[Part]) -> list[Part]:
    """Parts of one leaf become one part."""
    by_leaf: dict[str, Part] = {}
    for part in parts:
        leaf = part.ranked[0].leaf
        first = by_leaf.setdefault(leaf, part)
        by_leaf[leaf] = first._replace(end=max(first.end, part.end)) if first is not part else first
    return list(by_leaf.values())


def _main_span(heard: Heard, main: Ranked, besides: list[Part]) -> tuple[int, int]:
    if not besides:
        return 0, len(heard.plain)
    end = min((part.start for part in besides if part.start > main.start), default=len(heard.plain))
    start = max((part.end for part in besides if part.end <= main.start), default=0)
    return start, end


class _Builder:
    """Turns parts into matters."""

    def __init__(self, heard: Heard, categories: Categories) -> None:
        self.heard = heard
        self.categories = categories

    def build(self, part: Part, *, is_only: bool) -> Matter:
        """The matter a part tells of."""
        best = part.ranked[0]
        leaf = self.categories.leaves[best.leaf]
        trapped = best.leaf == LIFT and is_trapped(self.heard, part.ranked)
        is_emergency = leaf.is_emergency or trapped
        urgency, why = urgency_of(leaf, self.heard)
        reasons = [f"“{word}”→{leaf.short_name}" for word in best.words[:5]]
        reasons += ["有人被困"] if trapped else []
        return Matter(
            leaf=best.leaf,
            confidence=self._confidence(
                part.ranked, is_sure=is_emergency or is_told_by(best.words)
            ),
            urgency=Urgency.U0 if is_emergency else urgency,
            words=self._words(part, is_only=is_only),
            is_emergency=is_emergency,
            is_felt=best.is_felt,
            reasons=(*reasons, *why),
            others=_others(part.ranked),
        )

    def _words(self, part: Part, *, is_only: bool) -> str:
        clean = self.heard.normal.clean
        text = clean if is_only else clean[part.start : part.end]
        return text.strip(" ,。;、:\n")[:_LONGEST_WORDS]

    def _confidence(self, ranked: Sequence[Ranked], *, is_sure: bool) -> float:
        sure = confidence(ranked, self.categories)
        return max(sure, 0.75) if is_sure else sure


def _others(ranked: Sequence[Ranked]) -> tuple[tuple[str, float], ...]:
    if ranked[0].share:
        likely = [one for one in ranked[1:4] if one.share >= _WORTH_NAMING]
        return tuple((one.leaf, round(one.share, 3)) for one in likely)
    total = sum(one.total for one in ranked) or 1.0
    return tuple((one.leaf, round(one.total / total, 3)) for one in ranked[1:4])
