"""All words of all leaves and signals in one automaton: a text is walked through once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import ahocorasick

from handlers.understanding.categories import Categories, Groups, Leaf, Words
from handlers.understanding.nodes import Source
from handlers.understanding.normalise import LONGEST, plain

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
PLIGHT, HARMLESS = "plight", "harmless"  # what combinations tell beside what strong words do
_LENGTH_BITS = LONGEST.bit_length()  # a longer word stands in no text
_LENGTH = (1 << _LENGTH_BITS) - 1
_WEIGHTS = (("strong", 3.0), ("broad", 1.0), ("topic", 1.2), ("weak", 0.4))


class Vote(NamedTuple):
    """What one word says for one leaf."""

    leaf: str
    kind: str  # strong, noun, broad, topic, weak
    weight: float


class Entry(NamedTuple):
    """Everything a word stands for; words that stand for the same share one."""

    votes: tuple[Vote, ...] = ()
    groups: tuple[int, ...] = ()  # first groups it stands in, second ones …: a bit a combination
    bars: tuple[str, ...] = ()  # leaves it speaks against
    signals: tuple[str, ...] = ()
    is_bare: bool = False
    covers: bool = False  # hides shorter words inside it


# Inside a longer leaf word these signals are not meant: 出租 in 出租车 is no advertisement.
_HIDDEN_SIGNALS = frozenset(
    {"elsewhere", "ad", "chat", "trouble", "casual", "joke", "gossip", "landmark"}
)


class Combination(NamedTuple):
    """Groups of words that together say as much as a strong word, tell of a plight, or are harmless."""

    leaf: str
    kind: str
    size: int
    reach: int
    clauses: int  # how many clauses further they may stand


class Hit(NamedTuple):
    """A word found in a text."""

    start: int
    end: int
    word: str
    entry: Entry


def signal_words(path: Path = _SIGNALS) -> Mapping[str, tuple[str, ...]]:
    """The words of each signal, as shipped."""
    return {name: tuple(words.split()) for name, words in _lists(path).items()}


@cache
def _lists(path: Path) -> Mapping[str, Words]:
    source = Source(path)
    fields = source.fields(source.root(), ())
    return {name: source.text(node) for name, node in fields.items()}


class _Drafts:
    """What is said of each word while the words are collected; nearly all are spoken of once."""

    def __init__(self) -> None:
        self.votes: dict[str, tuple[Vote, ...]] = {}
        self.groups: dict[str, tuple[int, ...]] = {}
        self.bars: dict[str, tuple[str, ...]] = {}
        self.signals: dict[str, tuple[str, ...]] = {}
        self.bare: set[str] = set()
        self._same: dict[int, int] = {}  # an integer of so many bits is kept once

    def vote(self, word: str, vote: Vote) -> None:
        """The word speaks for a leaf; what it said of the leaf before stands."""
        before = self.votes.get(word, ())
        if all(one.leaf != vote.leaf for one in before):
            self.votes[word] = (*before, vote)

    def join(self, word: str, combination: int, group: int) -> None:
        """The word stands in this group of the combination."""
        groups = [*self.groups.get(word, ())]
        groups += [0] * (group + 1 - len(groups))
        groups[group] |= 1 << combination
        self.groups[word] = tuple(groups)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every word with its entry."""
        for word in {**self.votes, **self.groups, **self.bars, **self.signals}:
            yield word, self._entry(word)

    def _entry(self, word: str) -> Entry:
        votes, signals = self.votes.get(word, ()), self.signals.get(word, ())
        groups = tuple(self._same.setdefault(one, one) for one in self.groups.get(word, ()))
        bars = self.bars.get(word, ())
        covers = bool(votes) or "neutral" in signals
        return Entry(votes, groups, bars, signals, word in self.bare, covers)


class Lexicon:
    """Finds every word that some leaf or signal knows.

    The automaton keeps a number for each word, which tells its length and its entry: no object for
    each of twenty thousand words.
    """

    def __init__(self, categories: Categories) -> None:
        self.combinations: list[Combination] = []
        self._of_leaf: dict[str, int] = {}  # its combinations, as bits
        self._smaller: list[int] = []  # those without a first group, a second one …
        drafts = _Drafts()
        for leaf in categories.leaves.values():
            self._add_leaf(leaf, drafts)
        for name, words in signal_words().items():
            _add_to(drafts.signals, words, name)
        self._smaller = [
            sum(1 << number for number, one in enumerate(self.combinations) if one.size <= group)
            for group in range(max((one.size for one in self.combinations), default=0))
        ]
        numbers: dict[Entry, int] = {}
        self._automaton = _automaton(drafts, numbers)
        self._whole = [*numbers]  # the entries, by their numbers …
        self._covered = [*map(_covered, numbers)]  # … and what is left inside a longer leaf word
        self._insides: dict[tuple[int, int], Entry | None] = {}

    def _add_leaf(self, kind_of_matter: Leaf, drafts: _Drafts) -> None:
        leaf, wording = kind_of_matter.id, kind_of_matter.wording
        for kind, weight in _WEIGHTS:
            for word in getattr(wording, kind).split():
                vote = _vote(leaf, _kind_of(word, kind, kind_of_matter), weight)
                drafts.vote(plain(word), vote)
        for word in _plain(wording.bare.split()):
            drafts.bare.add(word)
            drafts.vote(word, _vote(leaf, "topic", 1.2))
        _add_to(drafts.bars, wording.unless.split(), leaf)
        self._add_combinations(kind_of_matter, "strong", wording.both, drafts)
        self._add_combinations(kind_of_matter, PLIGHT, wording.plights, drafts)
        self._add_combinations(kind_of_matter, HARMLESS, wording.harmless, drafts)

    def _add_combinations(
        self,
        leaf: Leaf,
        kind: str,
        combinations: Iterable[Groups],
        drafts: _Drafts,
    ) -> None:
        for groups in combinations:
            number = len(self.combinations)
            self.combinations.append(self._combination(leaf, kind, len(groups)))
            self._of_leaf[leaf.id] = self._of_leaf.get(leaf.id, 0) | 1 << number
            for index, group in enumerate(groups):
                for word in _plain(group.split()):
                    drafts.join(word, number, index)

    @staticmethod
    def _combination(leaf: Leaf, kind: str, size: int) -> Combination:
        """Who is frightened puts stops anywhere: of an alarm the next clause is heard too."""
        return Combination(leaf.id, kind, size, leaf.wording.reach, int(leaf.is_emergency))

    @property
    def most_groups(self) -> int:
        """How many groups the largest combination has."""
        return len(self._smaller)

    def complete(self, told: Iterable[int]) -> int:
        """The combinations of which every group was told; all as bits: first groups, second ones …"""
        whole = (1 << len(self.combinations)) - 1
        for smaller, of_group in zip(self._smaller, told, strict=True):
            whole &= smaller | of_group
            if not whole:
                break
        return whole

    def find(self, text: str) -> list[Hit]:
        """The words of `text`, leftmost first; of leaf words inside each other the longest."""
        found = [
            (last + 1 - (code & _LENGTH), ~last, code >> _LENGTH_BITS)
            for last, code in self._automaton.iter(text)
        ]
        found.sort()
        return self._without_covered(text, found)

    def _without_covered(self, text: str, found: list[tuple[int, int, int]]) -> list[Hit]:
        """Inside a longer word a shorter one only serves the combinations of the same leaf."""
        kept: list[Hit] = []
        covered_until = cover = 0
        for start, negative_end, number in found:
            end = -negative_end
            if end <= covered_until:
                entry = self._inside(number, cover)
                if entry is None:
                    continue
            else:
                entry = self._whole[number]
                if entry.covers:
                    covered_until, cover = end, number
            kept.append(Hit(start, end, text[start:end], entry))
        return kept

    def _inside(self, number: int, cover: int) -> Entry | None:
        """What is left of a word inside a longer one; of each pair it is found out once."""
        pair = number, cover
        if pair not in self._insides:
            whole, covered = self._whole[number], self._covered[number]
            self._insides[pair] = self._left_of(whole, covered, self._whole[cover])
        return self._insides[pair]

    def _left_of(self, whole: Entry, covered: Entry | None, cover: Entry) -> Entry | None:
        same = 0
        for vote in cover.votes:
            same |= self._of_leaf.get(vote.leaf, 0)
        groups = tuple(group & same for group in whole.groups)
        if not any(groups):
            return covered
        if covered is not None:
            return covered._replace(groups=groups)
        return whole._replace(votes=(), groups=groups, signals=(), is_bare=False)


T = TypeVar("T")


def _add_to(said: dict[str, tuple[T, ...]], words: Iterable[str], what: T) -> None:
    """Of each of the words it is said, too."""
    for word in _plain(words):
        said[word] = (*said.get(word, ()), what)


def _plain(words: Iterable[str]) -> Iterable[str]:
    """The words as a text is read, each once."""
    return dict.fromkeys(map(plain, words))


def _automaton(drafts: _Drafts, numbers: dict[Entry, int]) -> ahocorasick.Automaton:
    """Finds every word with its length and the number of its entry, which `numbers` has then."""
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for word, entry in drafts.entries():
        number = numbers.setdefault(entry, len(numbers))
        automaton.add_word(word, number << _LENGTH_BITS | len(word))
    automaton.make_automaton()
    return automaton


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
    return entry._replace(votes=(), groups=(), signals=signals, is_bare=False, covers=False)
