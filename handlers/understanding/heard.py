"""What was heard in a text: words for leaves, signals, and the clauses they stand in."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from handlers.understanding.lexicon import HARMLESS, PLIGHT, Combination, Hit, Lexicon
from handlers.understanding.normalise import Normal

_CLAUSE_END = re.compile(
    r"[,。!?;:、\n…~—]+|(?=还有|另外|再就是|再[一有][个样件呢就]|头一[个样件]|第[一二三四五六][样件桩]|第[一二三四五六][个条]问题|其次|再说[那这]|二来|三来|最后一[个件样]|[①-⑨]|\s[1-9][.、)])|(?<=停水)(?=又?停[电气])|(?<=停电)(?=又?停[水气])|$"
)
_SENTENCE_END = frozenset("。!?;\n")
_NO_LETTERS = re.compile(r"[\W_]+")
_COMPLAINS = re.compile(
    r"太|没(?![\W_]|$)|不|被|坏|差|骗|滴|谁[赔管]|怎么|咋|哪|啥时|什么|如何|[吗么?]|多少|几时|何时|少|贵|黑|假|投诉|举报|反映|求|搞|拖|欠|乱|违|跑|丢"
)
_BOTH_WEIGHT = 3.0
_PIECED_WEIGHT = 2.4
_ONE_BREATH = 120
_FEW_LETTERS = 48  # so few are said in one go: where the stops stand says little
_RIGHT_BEHIND = 4


class Evidence(NamedTuple):
    """Words that speak for a leaf."""

    leaf: str
    kind: str  # strong, noun, broad, topic, weak; of combinations also plight and harmless
    weight: float
    start: int
    end: int
    clause: int
    word: str

    @property
    def is_strong(self) -> bool:
        """True when it tells that something is wrong."""
        return self.kind == "strong"

    @property
    def is_plain(self) -> bool:
        """True for one telling word, which no other word takes away from an alarm."""
        return self.kind == "strong" and "+" not in self.word


class Signal(NamedTuple):
    """A signal word."""

    start: int
    end: int
    clause: int
    word: str


@dataclass(frozen=True, slots=True)
class Heard:
    """All of it."""

    normal: Normal
    evidence: tuple[Evidence, ...]
    signals: dict[str, list[Signal]]
    ends: list[int]  # where each clause ends
    sentences: list[int]  # for each clause, the number of its sentence
    bars: frozenset[tuple[str, int]]  # leaves spoken against, by clause
    bare: frozenset[str]  # words that may stand alone for a report
    plain: str  # the text as it was read
    letters: int  # how many of it are letters or figures, and no pauses
    plights: tuple[Evidence, ...] = ()  # words that together make a danger likelier
    harmless: tuple[Evidence, ...] = ()  # words that together only sound like one

    def has(self, *names: str) -> bool:
        """True when one of these signals was heard."""
        signals = self.signals
        if signals:  # of each text this is asked forty times
            for name in names:
                if name in signals:
                    return True
        return False

    def count(self, name: str) -> int:
        """How many different words of a signal were heard."""
        found = self.signals.get(name)
        return 0 if found is None else len({signal.word for signal in found})

    def clause_span(self, clause: int) -> tuple[int, int]:
        """Where a clause begins and ends."""
        start = self.ends[clause - 1] if clause else 0
        return start, self.ends[min(clause, len(self.ends) - 1)]


def listen(normal: Normal, lexicon: Lexicon) -> Heard:
    """Everything the lexicon knows of the text, in one walk."""
    text = normal.plain
    ends, sentences = _clauses(text)
    evidence: list[Evidence] = []
    signals: dict[str, list[Signal]] = {}
    bars: set[tuple[str, int]] = set()
    told = [0] * lexicon.most_groups  # of which combinations the first group was heard, second …
    bare: set[str] = set()
    clauses: list[int] = []  # of each hit
    hits = lexicon.find(text)
    for start, end, word, entry in hits:
        clause = bisect_left(ends, start + 1)
        clauses.append(clause)
        votes, groups, barred, of_signals, is_bare, _ = entry
        if is_bare:
            bare.add(word)
        for leaf, kind, weight in votes:
            heard_as = _told_as(text, ends, clause) if kind == "noun" else kind
            evidence.append(Evidence(leaf, heard_as, weight, start, end, clause, word))
        for leaf in barred:
            bars.add((leaf, clause))
        for name in of_signals:
            signals.setdefault(name, []).append(Signal(start, end, clause, word))
        for group, numbers in enumerate(groups):
            told[group] |= numbers
    combined = _all_combined(lexicon, told, hits, clauses, ends)
    evidence += [one for one in combined if one.is_strong]
    evidence.sort(key=_position)
    return Heard(
        normal,
        tuple(evidence),
        signals,
        ends,
        sentences,
        frozenset(bars),
        frozenset(bare),
        text,
        len(_NO_LETTERS.sub("", text)),
        tuple([one for one in combined if one.kind == PLIGHT]),
        tuple([one for one in combined if one.kind == HARMLESS]),
    )


def pieced_together(heard: Heard, live: tuple[Evidence, ...]) -> list[Evidence]:
    """A thing in one breath and its trouble in the next: "电梯" … "又卡住了"."""
    troubles = heard.signals.get("trouble")
    if (
        troubles is None
        or len(heard.plain) > _ONE_BREATH
        or any(one.is_strong for one in heard.evidence)
    ):
        return []
    return [
        one._replace(kind="strong", weight=_PIECED_WEIGHT, word=f"{one.word}…{troubles[0].word}")
        for one in live
        if one.kind == "topic" and (one.word in heard.bare or _is_near(one, troubles))
    ]


def _is_near(one: Evidence, troubles: list[Signal]) -> bool:
    """True when what is wrong is told right behind the thing."""
    return any(
        0 <= trouble.start - one.end <= _RIGHT_BEHIND and trouble.clause == one.clause
        for trouble in troubles
    )


def _told_as(text: str, ends: list[int], clause: int) -> str:
    """A noun in a clause that complains or asks is as telling as any word."""
    start = ends[clause - 1] if clause else 0
    return "strong" if _COMPLAINS.search(text, start, ends[clause]) else "noun"


_position = attrgetter("start", "end")


def _clauses(text: str) -> tuple[list[int], list[int]]:
    ends: list[int] = []
    sentences: list[int] = []
    number = 0
    for found in _CLAUSE_END.finditer(text):
        ends.append(found.end())
        sentences.append(number)
        if not _SENTENCE_END.isdisjoint(found[0]):
            number += 1
    return ends, sentences


def _all_combined(
    lexicon: Lexicon, told: list[int], hits: list[Hit], clauses: list[int], ends: list[int]
) -> list[Evidence]:
    """What the combinations say of which every group was heard."""
    whole = lexicon.complete(told)
    if not whole:
        return []
    members: dict[int, list[tuple[int, Hit, int]]] = {}
    for hit, clause in zip(hits, clauses, strict=True):
        for group, numbers in enumerate(hit.entry.groups):
            left = numbers & whole
            while left:
                bit = left & -left
                left ^= bit
                members.setdefault(bit, []).append((group, hit, clause))
    further = int(ends[-1] <= _FEW_LETTERS)
    combined = (
        _combined(lexicon.combinations[bit.bit_length() - 1], members[bit], further)
        for bit in sorted(members)
    )
    return [one for evidence in combined for one in evidence]


def _combined(
    combination: Combination, found: list[tuple[int, Hit, int]], further: int
) -> list[Evidence]:
    """One evidence for each clause in which every group of the combination has a word in reach.

    The words may stand so many clauses `further`, too.
    """
    clauses = max(combination.clauses, further)
    evidence: list[Evidence] = []
    done: set[int] = set()
    for group, hit, clause in found:
        if group or clause in done:
            continue
        partners = _partners(
            combination, hit, [one for one in found if abs(one[2] - clause) <= clauses]
        )
        if partners:
            done.add(clause)
            evidence.append(_joined(combination, clause, [hit, *partners]))
    return evidence


def _partners(combination: Combination, first: Hit, found: list[tuple[int, Hit, int]]) -> list[Hit]:
    """The nearest word of every other group, or nothing if one is missing."""
    nearest: dict[int, tuple[int, Hit]] = {}
    for group, hit, _ in found:
        if not group:
            continue
        gap = hit.start - first.end if hit.start >= first.start else first.start - hit.end
        if 0 <= gap <= combination.reach and (group not in nearest or gap < nearest[group][0]):
            nearest[group] = gap, hit
    if len(nearest) < combination.size - 1:
        return []
    return [nearest[group][1] for group in range(1, combination.size)]


def _joined(combination: Combination, clause: int, hits: list[Hit]) -> Evidence:
    hits.sort()
    word = "+".join([hit.word for hit in hits])
    end = max([hit.end for hit in hits])
    leaf, kind = combination.leaf, combination.kind
    return Evidence(leaf, kind, _BOTH_WEIGHT, hits[0].start, end, clause, word)
