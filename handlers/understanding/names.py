"""The proper names and numbers in a plain text: what tells one place or body from another."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handlers.understanding.lexicon import signal_words
from handlers.understanding.normalise import plain
from handlers.understanding.rarity import pairs, rarities

WORDS = Path(__file__).with_name("likeness.yaml")
# Finer first: a compound tells more than the road it stands at.
_FINE = frozenset({"site", "shop", "body"})
KINDS = ("site", "shop", "body", "spot", "village", "road", "area")
_RARE_FROM = 0.45
_TELLING_FROM = 0.8
_LONGEST = 12


class Name(NamedTuple):
    """A proper name without the word that ends it: 幸福里小区 is ("幸福里", "site")."""

    stem: str
    kind: str
    start: int
    end: int

    @property
    def is_fine(self) -> bool:
        """True for a compound, a shop, a school, a company: what lies at one place only."""
        return self.kind in _FINE


def any_of(name: str) -> str:
    """The words of one list as a pattern, the longest first."""
    return pattern_of(signal_words(WORDS)[name])


def pattern_of(words: Iterable[str]) -> str:
    """A pattern of these words that asks for each first letter once, the longest word first."""
    rests: dict[str, list[str]] = {}
    for word in sorted({plain(word) for word in words}, key=len, reverse=True):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(map(plain, signal_words(WORDS)[name]))


def _cuts() -> str:
    """What no name holds: words that cut, and longer words that frame or name a trouble."""
    lists = signal_words(WORDS)
    troubles = "=".join(lists["same_thing"]).split("=")
    longer = {word for word in (*lists["frame"], *troubles) if len(word) > 1}
    ends = {word for kind in KINDS for word in lists[kind]}
    return pattern_of((*lists["cut"], *(longer - ends)))


_CUT = re.compile(rf"(?P<kept>{any_of('uncut')})|{_cuts()}|(?<=[路街村区园城院湖河])[和与及跟至]")
_STRETCH = re.compile(r"[^\W_]+(?:[·\-][^\W_]+)*")
_END = "|".join(f"(?P<{kind}>{any_of(kind)})" for kind in KINDS)
_NO_END = r"""(?![灯面])(?<!政府)(?<!家庭)(?<![电铁公马网道思线]路)(?<!天桥)(?<!街(?=道))(?<!路(?=段|由|况|政))
(?<!城(?=市|乡|管|镇|际|区|关|铁))(?<!店(?=面|主))(?<!院(?=校|长))(?<!站(?=点|房|立|台|着|出))(?<!园(?=区|林))
(?<!里(?!\d|小区|社区|物业|业主|电梯|[一二三四五六七八九十](?:号|期|栋)))"""
_MORE = "|".join(any_of(kind) for kind in KINDS[:4])
_ENDED = re.compile(
    rf"(?P<stem>[^\W_]{{2}}[^\W_]{{0,{_LONGEST - 2}}}?)(?:{_END}){_NO_END.replace(chr(10), '')}(?P<more>(?:{_MORE})*)"
)
_QUOTED = re.compile('[“"「《]([^”"」》]{2,12})[”"」》]')
# Counties and towns whose names are withheld are written as letters: A市, B3区.
CODED = re.compile(r"[a-z]\d{0,2}(?:市|区|县)(?!城)")
PROVINCE = re.compile(
    r"[本全我]省|我市|我县|本市|本县|[一-龥]{2}省(?![钱电事心力点下得吃道级直着去])"
)


def names_in(text: str) -> tuple[Name, ...]:
    """The names of a plain text, in its order."""
    found = [*_quoted(text)]
    for start, stretch in _stretches(text):
        found += _ended(start, stretch)
    return tuple(dict.fromkeys(found))


def _quoted(text: str) -> Iterator[Name]:
    for one in _QUOTED.finditer(text):
        if _is_rare(one[1]):
            yield Name(one[1], "site", one.start(1), one.end(1))


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at whatever cannot stand inside a name; every letter keeps its place."""
    for blank in (CODED, PROVINCE):
        text = blank.sub(_blanks, text)
    text = _CUT.sub(_unless_kept, text).replace("·", "")
    for stretch in _STRETCH.finditer(text):
        yield stretch.start(), stretch[0]


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _unless_kept(found: re.Match[str]) -> str:
    return found[0] if found["kept"] else _blanks(found)


def _ended(start: int, stretch: str) -> Iterator[Name]:
    """Names one behind the other: 劳动东路幸福里小区 are two."""
    for one in _ENDED.finditer(stretch):
        kind = next(kind for kind in KINDS if one[kind])
        if one["more"] and kind in {"road", "village", "area"}:
            kind = "body"
        stem = _told(one["stem"], kind)
        if stem:
            yield Name(stem, kind, start + one.start(), start + one.end())


def _told(stem: str, kind: str) -> str:
    """The stem when it names something; "" for common words, numbers and stray letters."""
    stem = stem[-_LONGEST:]
    common = _words("no_road") if kind == "road" else _words("common")
    if len(stem) < 2 or stem in common or _NOT_TOLD.match(stem) or not _is_rare(stem):
        return ""
    return "" if kind != "road" and _is_two_common(stem) else stem


_NOT_TOLD = re.compile(r"[一那这几每某两](?!品|号|中)|\d+$|[东西南北中前后左右上下]边")


def _is_two_common(stem: str) -> bool:
    common = _words("common")
    return any(stem[:cut] in common and stem[cut:] in common for cut in range(1, len(stem)))


def _is_rare(stem: str) -> bool:
    known = rarities()
    return any(known.of(pair) >= _RARE_FROM for pair in pairs(stem))


# ---- comparing ----


def shared_name(
    names: Sequence[Name], text: str, others: Sequence[Name], other_text: str
) -> Name | None:
    """The finest name that both tell; a road both name counts only if no finer names differ."""
    fine, coarse = _parted(names)
    other_fine, other_coarse = _parted(others)
    found = _common_to(fine, (*other_fine, *other_coarse)) or _common_to(other_fine, coarse)
    found = found or _told_in(fine, other_text) or _told_in(other_fine, text)
    if found or (fine and other_fine):
        return found
    return _common_to(coarse, other_coarse)


def told_apart(names: Sequence[Name], others: Sequence[Name]) -> tuple[str, str] | None:
    """Two names of one rank that cannot be the same, for accounts that share no name."""
    (fine, coarse), (other_fine, other_coarse) = _parted(names), _parted(others)
    if fine and other_fine:
        return fine[0].stem, other_fine[0].stem
    if coarse and other_coarse and not fine and not other_fine:
        return coarse[0].stem, other_coarse[0].stem
    return None


def _parted(names: Sequence[Name]) -> tuple[list[Name], list[Name]]:
    fine = [name for name in names if name.is_fine]
    return fine, [name for name in names if not name.is_fine and name.kind != "area"]


def _common_to(names: Iterable[Name], others: Sequence[Name]) -> Name | None:
    return next((n for n in names for o in others if are_one(n.stem, o.stem)), None)


def _told_in(names: Iterable[Name], text: str) -> Name | None:
    return next((n for n in names if _is_telling(n.stem) and n.stem in text), None)


def _is_telling(stem: str) -> bool:
    """True when a stem is so rare that it is the name wherever it stands."""
    return len(stem) > 2 or rarities().of(stem) > _TELLING_FROM


def are_one(one: str, other: str) -> bool:
    """True when two stems most likely are the same name, in full, in part or with a slip."""
    short, long = sorted((one, other), key=len)
    if short in long:
        return True
    shared = sum((Counter(short) & Counter(long)).values())
    return len(short) >= 3 and shared / len(long) >= 0.75


def is_code_of_district(code: str) -> bool:
    """True for B3区 or B3县; a whole city tells no two places apart."""
    return not code.endswith("市")


# ---- numbers ----

_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
NUMBERED = re.compile(
    r"(?<![\da-z.])(?:(\d{1,5}|[a-z])\s?"
    r"(号线|路公交|路车|公交|号楼|栋|幢|座|单元|号院|层|楼|组|队|期|标|区|室|巷|国道|省道|#)"
    r"|(\d{2,3})(路)|(\d{1,2})(中)(?![间午旬秋年标奖心]))"
)
_UNITS = {"栋": "号楼", "幢": "号楼", "座": "号楼", "#": "号楼", "路公交": "公交", "路车": "公交", "路": "公交",
          "楼": "层"}  # fmt: skip
_OF_A_HOUSEHOLD = frozenset({"层", "室"})
WITHIN_ONE_PLACE = frozenset({"单元", "期", "区"})
_TENS = re.compile(r"(?<!\d)十(\d)?|(\d)十(\d)?")


def numbers_in(text: str) -> frozenset[tuple[str, str]]:
    """The numbers that tell one thing from another, each with what it counts."""
    text = _TENS.sub(_ten, text.translate(_DIGITS))
    found = (one.groups() for one in NUMBERED.finditer(text))
    told = (tuple(filter(None, groups)) for groups in found)
    return frozenset((_UNITS.get(unit, unit), number) for number, unit in told)


def _ten(found: re.Match[str]) -> str:
    tens = int(found[2] or 1)
    return str(tens * 10 + int(found[1] or found[3] or 0))


def by_unit(numbers: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The numbers of each unit."""
    found: dict[str, set[str]] = {}
    for unit, number in numbers:
        found.setdefault(unit, set()).add(number)
    return {unit: frozenset(told) for unit, told in found.items()}


def against_each_other(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]
) -> str:
    """The unit of which both tell numbers and none is the same, "" for none.

    On which floor somebody hears or smells it does not tell two matters apart.
    """
    units = sorted((one.keys() & other.keys()) - _OF_A_HOUSEHOLD)
    return next((unit for unit in units if not one[unit] & other[unit]), "")
