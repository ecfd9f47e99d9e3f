"""A plain text → the groups of letters that a linear model weighs."""

import re

START, END = "\x02", "\x03"

_FIGURES = re.compile(r"\d+")
_NO_LETTERS = re.compile(r"[\W_]+")


def framed(plain: str) -> str:
    """The letters between marks for beginning and end; figures are alike, so are all pauses."""
    text = _NO_LETTERS.sub(" ", _FIGURES.sub("0", plain)).strip()
    return f"{START}{text}{END}"


def grams(plain: str, longest: int) -> list[str]:
    """Every group of 1 to `longest` neighbouring letters of a plain text, as often as it is there."""
    text = framed(plain)
    found = [letter for letter in text[1:-1] if letter != " "]
    for length in range(2, longest + 1):
        found += [text[at : at + length] for at in range(len(text) - length + 1)]
    return found
