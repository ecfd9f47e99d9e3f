"""All words of all leaves and signals in one automaton: a text is walked through once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from handlers.understanding.categories import Categories, Leaf
from handlers.understanding.nodes import Source
from handlers.understanding.normalise import plain

_SIGNALS = Path(__file__).with_name("signals.yaml")
# Of these kinds many telling words only name a subject ("社保卡"); alone they report nothing.
_TOPS_OF_SUBJECTS = frozenset(
    {"livelihood", "market", "petition", "enterprise", "dispute", "rural"}
)
_SUBJECTS = frozenset({"housing_project", "telecom_postal", "public_transport"})
_ALWAYS_TELLING = frozenset({"child_protection", "care_visit", "wage_arrears", "animal_disease"})
_WRONG = re.compile(
    r"[乱不没难贵坏骗欠停少差拒违强死丢假虚黑罚扣跑垄霸偷漏堵破烂裂错缺拖断逼盗坑宰涨欺推赖害毒臭骂吵闹争占无非被未太残]"
    r"|纠纷|争议|举报|投诉|过期|变质"
)
_WEIGHTS = (("strong", 3.0), ("broad", 1.0), ("topic", 1.2), ("weak", 0.4))


class Vote(NamedTuple):
    """What one word says for one leaf."""

    leaf: str
    kind: str  # strong, noun, broad, topic, weak
    weight: float


class Entry(NamedTuple):
    """Everything one word stands for."""

    word: str
    votes: tuple[Vote, ...]
    members: tuple[tuple[int, int], ...]  # (combination, group in it)
    bars: tuple[str, ...]  # leaves it speaks against
    signals: tuple[str, ...]
    is_bare: bool
    covers: bool  # hides shorter words inside it


# Inside a longer leaf word these signals are not meant: 出租 in 出租车 is no advertisement.
_HIDDEN_SIGNALS = frozenset(
    {"elsewhere", "ad", "chat", "trouble", "casual", "joke", "gossip", "landmark"}
)


class Known(NamedTuple):
    """A word's entry, and what is left of it inside a longer leaf word."""

    whole: Entry
    covered: Entry | None


class Combination(NamedTuple):
    """Groups of words that together say as much as a strong word."""

    leaf: str
    size: int
    reach: int
    clauses: int  # how many clauses further they may stand
    all: int  # a bit for each group


class Hit(NamedTuple):
    """A word found in a text."""

    start: int
    end: int
    entry: Entry


@cache
def signal_words(path: Path = _SIGNALS) -> Mapping[str, tuple[str, ...]]:
    """The words of each signal, as shipped."""
    source = Source(path)
    fields = source.fields(source.root(), ())
    return {name: tuple(source.text(node).split()) for name, node in fields.items()}


class _Draft:
    """One word while its entry is being collected."""

    __slots__ = ("bars", "is_bare", "members", "signals", "votes")

    def __init__(self) -> None:
        self.votes: dict[str, Vote] = {}
        self.members: list[tuple[int, int]] = []
        self.bars: list[str] = []
        self.signals: list[str] = []
        self.is_bare = False

    def entry(self, word: str) -> Entry:
        covers = bool(self.votes) or "neutral" in self.signals
        return Entry(
            word,
            tuple(self.votes.values()),
            tuple(self.members),
            tuple(self.bars),
            tuple(self.signals),
            self.is_bare,
            covers,
        )


class Lexicon:
    """Finds every word that some leaf or signal knows."""

    def __init__(self, categories: Categories) -> None:
        self.combinations: list[Combination] = []
        self._drafts: dict[str, _Draft] = defaultdict(_Draft)
        for leaf in categories.leaves.values():
            self._add_leaf(leaf)
        for name, words in signal_words().items():
            for draft in self._of(words):
                draft.signals.append(name)
        self._automaton = ahocorasick.Automaton()
        for word, draft in self._drafts.items():
            entry = draft.entry(word)
            self._automaton.add_word(word, (len(word) - 1, Known(entry, _covered(entry))))
        self._automaton.make_automaton()
        self._drafts.clear()
        self._insides: dict[tuple[str, str], Entry | None] = {}

    def _of(self, words: Iterable[str]) -> list[_Draft]:
        return [self._drafts[word] for word in {plain(word): None for word in words}]

    def _add_leaf(self, kind_of_matter: Leaf) -> None:
        leaf, wording = kind_of_matter.id, kind_of_matter.wording
        for kind, weight in _WEIGHTS:
            for word in getattr(wording, kind):
                vote = _vote(leaf, _kind_of(word, kind, kind_of_matter), weight)
                self._drafts[plain(word)].votes.setdefault(leaf, vote)
        for draft in self._of(wording.bare):
            draft.is_bare = True
            draft.votes.setdefault(leaf, _vote(leaf, "topic", 1.2))
        for draft in self._of(wording.unless):
            draft.bars.append(leaf)
        for groups in wording.both:
            number = len(self.combinations)
            self.combinations.append(self._combination(kind_of_matter, groups))
            for index, group in enumerate(groups):
                for draft in self._of(group):
                    draft.members.append((number, index))

    @staticmethod
    def _combination(leaf: Leaf, groups: tuple[tuple[str, ...], ...]) -> Combination:
        """Who is frightened puts stops anywhere: of an alarm the next clause is heard too."""
        size = len(groups)
        return Combination(
            leaf.id, size, leaf.wording.reach, int(leaf.is_emergency), (1 << size) - 1
        )

    def find(self, text: str) -> list[Hit]:
        """The words of `text`, leftmost first; of leaf words inside each other the longest."""
        found = [
            (last - before, ~last, known) for last, (before, known) in self._automaton.iter(text)
        ]
        found.sort()
        return self._without_covered(found)

    def _without_covered(self, found: list[tuple[int, int, Known]]) -> list[Hit]:
        """Inside a longer word a shorter one only serves the combinations of the same leaf."""
        kept: list[Hit] = []
        covered_until = 0
        cover: Entry | None = None
        for start, negative_end, (whole, covered) in found:
            end = -negative_end
            if end > covered_until or cover is None:
                kept.append(Hit(start, end, whole))
                if whole.covers:
                    covered_until, cover = end, whole
                continue
            entry = self._inside(whole, covered, cover)
            if entry is not None:
                kept.append(Hit(start, end, entry))
        return kept

    def _inside(self, whole: Entry, covered: Entry | None, cover: Entry) -> Entry | None:
        """What is left of a word inside a longer one; of each pair it is found out once."""
        pair = whole.word, cover.word
        if pair not in self._insides:
            self._insides[pair] = self._left_of(whole, covered, cover)
        return self._insides[pair]

    def _left_of(self, whole: Entry, covered: Entry | None, cover: Entry) -> Entry | None:
        leaves = {vote.leaf for vote in cover.votes}
        members = tuple(one for one in whole.members if self.combinations[one[0]].leaf in leaves)
        if not members:
            return covered
        if covered is not None:
            return covered._replace(members=members)
        return whole._replace(votes=(), members=members, signals=(), is_bare=False)


@cache
def _vote(leaf: str, kind: str, weight: float) -> Vote:
    """The one vote that all words of a leaf and kind share."""
    return Vote(leaf, kind, weight)


def _kind_of(word: str, kind: str, leaf: Leaf) -> str:
    """A telling word that only names a subject is a noun."""
    if kind != "strong" or leaf.id in _ALWAYS_TELLING:
        return kind
    if leaf.id not in _SUBJECTS and leaf.top not in _TOPS_OF_SUBJECTS:
        return kind
    return kind if _WRONG.search(word) else "noun"


def _covered(entry: Entry) -> Entry | None:
    """Inside a longer leaf word only some signals and the bars are still heard."""
    signals = tuple(name for name in entry.signals if name not in _HIDDEN_SIGNALS)
    if not (signals or entry.bars):
        return None
    return entry._replace(votes=(), members=(), signals=signals, is_bare=False, covers=False)
