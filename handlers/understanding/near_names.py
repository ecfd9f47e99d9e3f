"""Place names that a text almost tells: by sound (青合县 is 青河县), or but for one letter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import ahocorasick

from handlers.understanding.letters import NAME_SOUNDS
from handlers.understanding.reading import Named, PlaceName

_SHORTEST = 3  # a name of two letters is like too many words
_ELSEWHERE_FROM = 4
_MISTYPED_FROM = 5  # 龙塘水库 and 龙泉水库 are two reservoirs
_LONGEST = 12
_MOST_OF_A_HALF = 12  # names; a half that more of them share tells none of them
_SOUNDS = {ord(letter): group[0] for group in NAME_SOUNDS.split() for letter in group[1:]}
# One letter of these for another, or one more, makes the name of another place.
_APART = frozenset(
    "东西南北前后左右上下中里外内大小新老旧个每几两一二三四五六七八九十甲乙丙丁0123456789"
)
_NUMBERED = frozenset({"building", "unit", "team", "gate", "landmark"})


class _Half(NamedTuple):
    name: str
    before: int  # letters of the name before this half
    length: int


class NearNames:
    """Finds the names that were meant where none was told exactly."""

    def __init__(self, known: Mapping[str, Iterable[PlaceName]]) -> None:
        self._places = {
            name: tuple(places)
            for name, places in known.items()
            if _SHORTEST <= len(name) <= _LONGEST and _is_a_proper_name(name, places)
        }
        by_sound: dict[str, list[str]] = defaultdict(list)
        halves: dict[str, list[_Half]] = defaultdict(list)
        for name in self._places:
            by_sound[name.translate(_SOUNDS)].append(name)
            for half in _halves(name):
                halves[name[half.before : half.before + half.length]].append(half)
        self._sounds = _automaton(by_sound)
        self._halves = _automaton(
            {key: found for key, found in halves.items() if len(found) <= _MOST_OF_A_HALF}
        )

    def find(self, text: str, near: Sequence[int]) -> tuple[Named, ...]:
        """The one name the plain text is nearest to; none when names of two regions fit alike.

        Here a letter of a long name may be wrong, missing or too much; of what lies elsewhere it must
        sound the same.
        """
        found = {*self._alike(text), *self._but_for_a_letter(text, near)}
        if not found:
            return ()
        here = [one for one in found if _is_here(one, near)]
        for told in (here, [one for one in found if one.end - one.start >= _ELSEWHERE_FROM]):
            longest = max((one.end - one.start for one in told), default=0)
            best = [one for one in told if one.end - one.start == longest]
            regions = {place.region_id for one in best for place in one.places}
            if best:
                return (min(best),) if len(regions) == 1 else ()
        return ()

    def _alike(self, text: str) -> Iterator[Named]:
        if self._sounds is None:
            return
        for end, (length, names) in self._sounds.iter_long(text.translate(_SOUNDS)):
            start = end - length + 1
            told = text[start : end + 1]
            for name in names:
                if told != name and not _tells_apart(told, name) and _shares_a_letter(told, name):
                    yield Named(start, end + 1, self._places[name])

    def _but_for_a_letter(self, text: str, near: Sequence[int]) -> Iterator[Named]:
        if self._halves is None:
            return
        for end, (length, halves) in self._halves.iter(text):
            start = end - length + 1
            for half in halves:
                places = tuple(p for p in self._places[half.name] if p.region_id in near)
                if places:
                    yield from _mistyped(text, start, half, places)


def _mistyped(text: str, at: int, half: _Half, places: tuple[PlaceName, ...]) -> Iterator[Named]:
    """Where the other half stands with one letter wrong, missing or too much."""
    name = half.name
    behind = len(name) - half.before - half.length
    for more in (0, 1, -1):
        start, end = at, at + half.length
        if half.before:
            start -= half.before + more
        else:
            end += behind + more
        told = text[max(start, 0) : end]
        if start >= 0 and end <= len(text) and _is_one_letter_off(told, name):
            yield Named(start, end, places)


def _is_one_letter_off(told: str, name: str) -> bool:
    """True when one letter inside the name differs, is missing or too much, and is no telling one."""
    if told == name or abs(len(told) - len(name)) > 1 or not told.isalpha():
        return False
    same = 0
    while same < min(len(told), len(name)) and told[same] == name[same]:
        same += 1
    rest_told, rest_name = told[same:], name[same:]
    if len(told) == len(name):
        changed, is_same = rest_told[:1] + rest_name[:1], rest_told[1:] == rest_name[1:]
    elif len(told) > len(name):
        changed, is_same = rest_told[:1], rest_told[1:] == rest_name
    else:
        changed, is_same = rest_name[:1], rest_told == rest_name[1:]
    # Another first letter is another family's village, another last one another kind of place.
    return is_same and 0 < same < len(name) - 1 and not _APART & set(changed)


def _tells_apart(told: str, name: str) -> bool:
    pairs = zip(told, name, strict=True)
    return any(one != other and {one, other} & _APART for one, other in pairs)


def _shares_a_letter(told: str, name: str) -> bool:
    """True when more than the last letter, which only tells the kind, was typed as it is."""
    same = sum(one == other for one, other in zip(told, name, strict=True))
    return same * 2 >= len(name)


def _is_here(one: Named, near: Sequence[int]) -> bool:
    return not near or any(place.region_id in near for place in one.places)


def _is_a_proper_name(name: str, places: Iterable[PlaceName]) -> bool:
    return name.isalpha() and not any(place.kind in _NUMBERED for place in places)


def _halves(name: str) -> tuple[_Half, ...]:
    if len(name) < _MISTYPED_FROM:
        return ()
    cut = len(name) // 2
    return _Half(name, 0, cut), _Half(name, cut, len(name) - cut)


def _automaton(found: Mapping[str, Sequence[object]]) -> ahocorasick.Automaton | None:
    if not found:
        return None
    automaton = ahocorasick.Automaton()
    for key, values in found.items():
        automaton.add_word(key, (len(key), tuple(values)))
    automaton.make_automaton()
    return automaton
