"""How like two accounts are: the same names, the same thing wrong, no number against it, and why."""

from collections.abc import Mapping
from functools import lru_cache
from math import exp, sqrt
from sys import intern
from typing import NamedTuple

from handlers.texts import render
from handlers.understanding.names import (
    CODED,
    NUMBERED,
    PROVINCE,
    WITHIN_ONE_PLACE,
    Name,
    against_each_other,
    by_unit,
    is_code_of_district,
    names_in,
    numbers_in,
    shared_name,
    told_apart,
)
from handlers.understanding.normalise import normalise
from handlers.understanding.rarity import pairs, rarities
from handlers.understanding.things import (
    FRAME,
    called,
    things_in,
    weight_of,
    with_things,
)

SAME_FROM = 0.82
_READ = 160  # letters; who writes a letter says what it is about at its beginning
_FEW = 0.5  # so that accounts of very few words are never quite alike by their words alone

# What speaks for one matter and what against it, set by hand on accounts of both kinds.
_START, _WHOLE, _TOPIC = -5.0, 7.0, 2.0
_THING, _RARE_THINGS, _NO_THING = 0.5, 0.4, -0.9
_NAME, _ROAD, _APART, _NUMBER = 1.1, 0.8, -4.0, -3.5
_ONE_NAMED, _BOTH_NAMED, _ELSE = -1.0, -1.5, -1.0
_LEAF, _LEAF_THERE = 0.5, 0.7
_BARELY = 0.2


class Words(NamedTuple):
    """What one account is compared by."""

    plain: str
    names: tuple[Name, ...]
    numbers: Mapping[str, frozenset[str]]
    districts: frozenset[str]
    things: frozenset[str]  # what is wrong, by whatever word
    pairs: Mapping[str, float]  # letters beside each other, with their rarity
    topic: Mapping[str, float]  # the same without names and numbers
    leaf: str

    @property
    def is_placed(self) -> bool:
        """True when something finer than a town is named."""
        return any(name.kind != "area" for name in self.names)


class Likeness(NamedTuple):
    """How likely two accounts tell of one matter, 0 to 1, and why."""

    score: float
    reasons: tuple[str, ...]
    is_elsewhere: bool = False  # they name two places or bodies, or two blocks, lines, teams

    @property
    def is_same(self) -> bool:
        """True when both most likely tell of one matter."""
        return self.score >= SAME_FROM


class _Compared(NamedTuple):
    """Two accounts laid side by side."""

    whole: float
    topic: float
    name: Name | None
    apart: tuple[str, str] | None
    number: str
    things: frozenset[str]
    leaf: int  # 1 the same, -1 another, 0 not known


@lru_cache(maxsize=256)  # each takes 3 to 5 KB
def words_of(text: str, leaf: str = "", place: str = "") -> Words:
    """What `text` is compared by; `place` is where it is known to be."""
    told = normalise(text[:_READ]).plain
    where = normalise(place).plain
    if where and where not in told:
        told = f"{where} {told}"
    names = names_in(told)
    topic = _meant(_without(told, names))
    return Words(
        plain=told,
        names=names,
        numbers=by_unit(numbers_in(told)),
        districts=_districts(told, names),
        things=things_in(topic),
        pairs=_weighed(_meant(told)),
        topic=_weighed(topic),
        leaf=leaf,
    )


def likeness(a: Words, b: Words) -> Likeness:
    """How like two accounts are; the same whichever comes first."""
    if a.plain == b.plain:
        return Likeness(1.0, (render("reason.same_words"),))
    both = _compared(a, b)
    score = 1 / (1 + exp(-_sum(a, b, both)))
    far = both.number and both.number not in WITHIN_ONE_PLACE
    return Likeness(round(score, 3), tuple(_reasons(a, b, both)), bool(both.apart or far))


# ---- one account ----


def _without(text: str, names: tuple[Name, ...]) -> str:
    for name in names:
        text = f"{text[: name.start]}{' ' * (name.end - name.start)}{text[name.end :]}"
    return NUMBERED.sub(" ", text)


def _meant(text: str) -> str:
    """The text without districts and what only frames it, each thing by whatever word as one."""
    for blank in (CODED, PROVINCE):
        text = blank.sub(" ", text)
    return FRAME.sub(" ", with_things(text))


def _weighed(text: str) -> dict[str, float]:
    known = rarities()
    weighed = {intern(pair): known.weight(pair) for pair in pairs(text)}
    weighed.update((thing, weight_of(thing)) for thing in things_in(text))
    return weighed


def _districts(text: str, names: tuple[Name, ...]) -> frozenset[str]:
    codes = {code for code in CODED.findall(text) if is_code_of_district(code)}
    return frozenset(codes | {name.stem for name in names if name.kind == "area"})


# ---- two accounts ----


def _compared(a: Words, b: Words) -> _Compared:
    name = shared_name(a.names, a.plain, b.names, b.plain)
    apart = None if name else told_apart(a.names, b.names)
    if not name and not apart and a.districts and b.districts and not a.districts & b.districts:
        apart = (min(a.districts), min(b.districts))
    things = a.things & b.things
    return _Compared(
        whole=_overlap(a.pairs, b.pairs),
        topic=_overlap(a.topic, b.topic),
        name=name,
        apart=apart,
        number=against_each_other(a.numbers, b.numbers),
        things=things,
        leaf=_same_leaf(a.leaf, b.leaf, bool(things)),
    )


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much of both is shared, 0 to 1, each pair of letters by its rarity."""
    shared = sum(weight for pair, weight in one.items() if pair in other)
    return shared / sqrt((sum(one.values()) + _FEW) * (sum(other.values()) + _FEW))


def _same_leaf(one: str, other: str, is_one_thing: bool) -> int:  # noqa: FBT001
    """Two leaves speak against each other only when nothing that is wrong is shared."""
    if not one or not other:
        return 0
    if one == other:
        return 1
    return 0 if is_one_thing else -1


def _sum(a: Words, b: Words, both: _Compared) -> float:
    total = _START + _WHOLE * both.whole + _TOPIC * both.topic
    total += _by_things(a, b, both) + _by_place(a, b, both)
    return total + both.leaf * (_LEAF_THERE if both.name else _LEAF)


def _by_things(a: Words, b: Words, both: _Compared) -> float:
    if both.things:
        return _THING + _RARE_THINGS * min(2.0, sum(map(weight_of, both.things)))
    total = _NO_THING if a.things and b.things else 0.0
    return total + (_ELSE if both.name and both.topic < _BARELY else 0.0)


def _by_place(a: Words, b: Words, both: _Compared) -> float:
    against = _NUMBER if both.number else 0.0
    if both.name:
        return against + (_NAME if both.name.is_fine else _ROAD)
    if both.apart:
        return against + _APART
    if a.is_placed != b.is_placed:
        return against + _ONE_NAMED
    return against + (_BOTH_NAMED if a.is_placed else 0.0)


def _reasons(a: Words, b: Words, both: _Compared) -> list[str]:
    reasons = []
    if both.name:
        reasons.append(render("reason.both_name", name=both.name.stem))
    if both.apart:
        reasons.append(render("reason.one_names", one=both.apart[0], other=both.apart[1]))
    if both.number:
        reasons.append(render("reason.other_number", unit=both.number))
    if both.things:
        reasons.append(render("reason.both_tell", things=_listed(both.things)))
    elif a.things and b.things:
        told = {"one": _listed(a.things), "other": _listed(b.things)}
        reasons.append(render("reason.one_tells", **told))
    if both.leaf > 0:
        reasons.append(render("reason.same_leaf"))
    return [*reasons, render("reason.alike", share=f"{min(both.whole, 1.0):.0%}")]


def _listed(things: frozenset[str]) -> str:
    return "、".join(called(thing) for thing in sorted(things))
