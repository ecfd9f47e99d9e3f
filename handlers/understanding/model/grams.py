"""A plain text → the groups of letters that a linear model weighs.

Beside them it may weigh marks: a MARK and a name for something heard, no letters of the text.
"""

import re

START, END = "\x02", "\x03"
MARK = "\x04"  # begins what is no group of letters
HEAD = 30  # letters at the beginning of a long text that count twice

_FIGURES = re.compile(r"\d+")
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_GROUP = f"{START}{END} "  # alone they tell nothing


def framed(plain: str) -> str:
    """The letters between marks for beginning and end; figures are alike, so are all pauses."""
    text = _NO_LETTERS.sub(" ", _FIGURES.sub("0", plain)).strip()
    return f"{START}{text}{END}"


def grams(plain: str, longest: int) -> list[str]:
    """Every group of 1 to `longest` neighbouring letters of a plain text, as often as it is there.

    Those of the first HEAD letters are there once more: a letter says first what it is about.
    """
    return [group for stretch in stretches(plain) for group in _groups(stretch, longest)]


def stretches(plain: str) -> tuple[str, ...]:
    """What is looked through for groups: the framed text, and the head of a long one once more."""
    text = framed(plain)
    return (text, text[: HEAD + 1]) if len(text) > HEAD + 2 else (text,)


def _groups(text: str, longest: int) -> list[str]:
    found = [letter for letter in text if letter not in _NO_GROUP]
    for length in range(2, longest + 1):
        found += [text[at : at + length] for at in range(len(text) - length + 1)]
    return found
