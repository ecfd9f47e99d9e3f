"""The county's place names in one automaton: longest match, numerals written either way."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import ahocorasick

from handlers.understanding.near_names import NearNames
from handlers.understanding.normalise import plain
from handlers.understanding.reading import Named, PlaceName

_DIGITS = "零一二三四五六七八九"
_FIGURE = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_COUNTED = "号楼号院栋幢座单元组队社排期区巷弄村中小路街"
_BLOCK = re.compile(r"(\d{1,3})号楼")
_SPELT = re.compile(rf"[一二三四五六七八九十]{{1,3}}(?=[{_COUNTED}])")


def spell(number: int) -> str:
    """A number below 100 in Chinese letters."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{'' if tens == 1 else _DIGITS[tens]}十{_DIGITS[ones] if ones else ''}"


def figure(letters: str) -> int:
    """The number that Chinese letters below 100 spell, 0 if they spell none."""
    tens, ten, ones = letters.rpartition("十")
    unit = _DIGITS.find(ones) if ones else 0
    if not ten:
        return max(unit, 0) if len(letters) == 1 else 0
    return (max(_DIGITS.find(tens), 1) if tens else 1) * 10 + max(unit, 0)


def _spellings(name: str) -> set[str]:
    name = plain(name)
    by_figure = _SPELT.sub(lambda found: str(figure(found[0]) or found[0]), name)
    by_letter = _FIGURE.sub(lambda found: spell(int(found[0])), name)
    return {name, by_figure, by_letter} | _block_names(by_figure)


def _block_names(name: str) -> set[str]:
    """The other words for a block of flats: 3号楼 is also 3栋."""
    block = _BLOCK.fullmatch(name)
    if block is None:
        return set()
    number = int(block[1])
    letters = spell(number) if number < 100 else block[1]
    return {f"{which}{word}" for which in (block[1], letters) for word in ("栋", "幢", "#楼")}


class Gazetteer:
    """Finds place names."""

    def __init__(self, names: Sequence[PlaceName]) -> None:
        known: dict[str, dict[PlaceName, None]] = defaultdict(dict)
        for place in names:
            for called in (place.name, *place.aliases):
                for spelling in _spellings(called.strip()):
                    if len(spelling) > 1:
                        known[spelling][place] = None
        self._known = known
        self._automaton = ahocorasick.Automaton()
        for spelling, places in known.items():
            self._automaton.add_word(spelling, (len(spelling), tuple(places)))
        self._is_empty = not known
        if known:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Named]:
        """The names in a plain text, longest first come."""
        if self._is_empty:
            return []
        return [
            Named(end - length + 1, end + 1, places)
            for end, (length, places) in self._automaton.iter_long(text)
        ]

    def find_nearly(self, text: str, near: Sequence[int]) -> tuple[Named, ...]:
        """The name that a plain text almost tells, for a text that tells none exactly."""
        return self._near_names.find(text, near)

    @cached_property
    def _near_names(self) -> NearNames:
        return NearNames(self._known)
