"""Texts as rows of numbers: how often each group of letters stands in them, and how much it tells."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from handlers.understanding.model.grams import grams
from handlers.understanding.normalise import normalise

Numbers = NDArray[np.float64]

RAREST = 2  # texts in which a group must stand to be looked at


class Letters:
    """The groups of letters of a set of texts."""

    def __init__(self, texts: Sequence[str], longest: int) -> None:
        self.longest = longest
        self._found = {text: Counter(grams(normalise(text).plain, longest)) for text in set(texts)}
        texts_with = Counter(gram for found in self._found.values() for gram in found)
        kept = sorted(gram for gram, count in texts_with.items() if count >= RAREST)
        self.vocabulary = tuple(kept)
        self._at = {gram: at for at, gram in enumerate(kept)}
        seen = np.array([texts_with[gram] for gram in kept], dtype=np.float64)
        self.tells: Numbers = np.log((1 + len(self._found)) / (1 + seen)) + 1.0

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
