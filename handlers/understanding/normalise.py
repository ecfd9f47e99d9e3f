"""A message as people type it → clean text to show, and plain text of equal length to read."""

import re
from typing import NamedTuple

import ahocorasick

from handlers.understanding.letters import SAME_LETTERS, SLIPS
from handlers.understanding.sounds import slips_by_sound

LONGEST = 2000


class Normal(NamedTuple):
    """`clean` keeps the speaker's words; `plain` is the same length, letter for letter, unified."""

    clean: str
    plain: str
    emoticons: tuple[str, ...] = ()


# Letters that carry no meaning: controls, zero-width, direction marks, variation selectors.
_INVISIBLE = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        0xAD,
        0x061C,
        0x20E3,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xD800, 0xE000),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        *range(0xFFF9, 0x10000),
    ]
)
_BLANKS = dict.fromkeys(
    [0x20, 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x0D, 0x09], " "
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SHAPES = {0xFF61: "。", 0xFF64: "、"}
_CLEANING = _BLANKS | _FULL_WIDTH | _SHAPES | _INVISIBLE

_LETTERS = {ord(pair[0]): pair[1] for pair in SAME_LETTERS.split()}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_PLAIN = _LETTERS | _LOWER


def _slips() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    by_hand = ((wrong, right) for wrong, _, right in (s.partition(">") for s in SLIPS.split()))
    for wrong_as_typed, right in (*slips_by_sound(), *by_hand):
        wrong = wrong_as_typed.translate(_PLAIN)
        if len(wrong) == len(right) and wrong != right:
            automaton.add_word(wrong, (len(wrong), right))
    automaton.make_automaton()
    return automaton


_SLIP_WORDS = _slips()
_KEPT = re.compile(r"微信红包|红包|链接|图片|语音|视频|文件|位置|小程序|撤回")
_EMOTICON = re.compile(r"\[([^\[\]\s]{1,8})\]")
_PICTURES = (
    r"\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\U000e0000-\U000e007f"
)
_EMOJI = re.compile(f"[{_PICTURES}]+")
_RUNS = re.compile(r"([^\d\s])\1{3,}")
_BLANK_RUNS = re.compile(r" {2,}")
# Who writes in scraps says one sentence in several lines.
_SCRAPS = re.compile(r"(?m)(^[^\n。！？!?]{1,12})\n(?=[^\n]{1,18}$)")
_RARE = re.compile(rf"[\[{_PICTURES}]")


def normalise(text: str) -> Normal:
    """The text without what cannot be seen or said; at most LONGEST letters of it."""
    clean = text[: LONGEST * 2].translate(_CLEANING)
    emoticons: tuple[str, ...] = ()
    if _RARE.search(clean):
        clean, emoticons = _without_pictures(clean)
    if _RUNS.search(clean):
        clean = _RUNS.sub(r"\1\1\1", clean)
    if "\n" in clean:
        clean = _SCRAPS.sub(r"\1 ", clean)
    if "  " in clean:
        clean = _BLANK_RUNS.sub(" ", clean)
    clean = clean.strip()[:LONGEST]
    return Normal(clean, plain(clean), emoticons)


def plain(clean: str) -> str:
    """The same number of letters with dialect, traditional letters and slips made ordinary."""
    text = clean.translate(_PLAIN)
    hits = list(_SLIP_WORDS.iter_long(text))
    for end, (length, right) in hits:
        text = f"{text[: end - length + 1]}{right}{text[end + 1 :]}"
    return text


def _without_pictures(text: str) -> tuple[str, tuple[str, ...]]:
    names: list[str] = []

    def drop(found: re.Match[str]) -> str:
        if _KEPT.search(found[1]):
            return found[0]
        names.append(found[1])
        return " "

    text = _EMOTICON.sub(drop, text)
    names += _EMOJI.findall(text)
    return _EMOJI.sub(" ", text), tuple(names)
