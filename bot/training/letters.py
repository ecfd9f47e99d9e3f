"""Texts as rows of numbers: how often each group of letters stands in them, and how much it tells.

The marks of what is heard in a text stand beside its letters.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from handlers.understanding.ear import Told
from handlers.understanding.model.grams import MARK, grams

Numbers = NDArray[np.float64]

RAREST = 2  # texts in which a group must stand to be looked at
_MARKS_TELL = 0.7  # how much a mark counts beside a group of letters that is as rare

Tell = Callable[[str], Told]


class Letters:
    """The groups of letters of a set of texts, and the marks that `tell` gives them."""

    def __init__(self, texts: Sequence[str], longest: int, tell: Tell) -> None:
        self.longest = longest
        told = {text: tell(text) for text in set(texts)}
        self._found = {
            text: Counter([*grams(one.plain, longest), *one.marks]) for text, one in told.items()
        }
        texts_with = Counter(gram for found in self._found.values() for gram in found)
        kept = sorted(gram for gram, count in texts_with.items() if count >= RAREST)
        self.vocabulary = tuple(kept)
        self._at = {gram: at for at, gram in enumerate(kept)}
        seen = np.array([texts_with[gram] for gram in kept], dtype=np.float64)
        worth = np.array([_MARKS_TELL if gram.startswith(MARK) else 1.0 for gram in kept])
        self.tells: Numbers = (np.log((1 + len(self._found)) / (1 + seen)) + 1.0) * worth

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """A row for each text, divided by its length as the model in use will divide it."""
        starts, columns, values = [0], [], []
        for text in texts:
            found = [
                (self._at[gram], n) for gram, n in self._found[text].items() if gram in self._at
            ]
            found.sort()
            at = [column for column, _ in found]
            tells = self.tells[at]
            times = np.array([n for _, n in found], dtype=np.float64)
            length = np.sqrt((times * tells**2).sum()) or 1.0
            columns += at
            values += list(times * tells / length)
            starts.append(len(columns))
        shape = (len(texts), len(self.vocabulary))
        return csr_matrix((np.array(values), columns, starts), shape=shape)
