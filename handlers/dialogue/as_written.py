"""Words with plain figures and signs, but in the writer's own punctuation."""

import re
import unicodedata

EDGE = " ,。.:;、!-—\uff0c\uff1a\uff1b\uff01"
"""What stands around words without belonging to them."""

CASE = re.compile(r"#\s*\d{1,7}(?:-\d+)?")
_KEPT = "\uff0c\uff1a\uff1b\uff01\uff1f\uff08\uff09"


def as_written(text: str) -> str:
    """The text with narrow figures, letters and signs; commas and colons stay as they are."""
    return "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in text).strip()


def without_case(text: str) -> str:
    """The same without the number of a case, and without what stands around the words."""
    return CASE.sub("", as_written(text)).strip(EDGE)
