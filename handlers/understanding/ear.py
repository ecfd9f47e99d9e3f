"""Hears a text with the words of a tree, and tells a linear model what was heard."""

from typing import NamedTuple

from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant, sift
from handlers.understanding.heard import Heard, listen
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.model.grams import MARK
from handlers.understanding.normalise import normalise


class Told(NamedTuple):
    """What a linear model is asked about: the letters, and a mark for each thing that was heard."""

    plain: str
    marks: tuple[str, ...] = ()


class Ear:
    """Knows the words of one tree: the same text is always heard alike."""

    def __init__(self, categories: Categories) -> None:
        self._categories = categories
        self._lexicon = Lexicon(categories)

    def hear(self, text: str) -> tuple[Heard, Meant]:
        """Everything heard in a text, and what of it is meant here and now."""
        heard = listen(normalise(text), self._lexicon)
        return heard, sift(heard, self._categories)

    def told(self, text: str) -> Told:
        """A text as a linear model is asked about it."""
        heard, meant = self.hear(text)
        return Told(heard.plain, self.marks(heard, meant))

    def marks(self, heard: Heard, meant: Meant) -> tuple[str, ...]:
        """A mark for each signal, each leaf that is meant, and each that is not, with the reason."""
        alarms = self._categories.alarms
        found = {f"{MARK}{name}": None for name in heard.signals}
        for one in meant.live:
            found[f"{MARK}{one.leaf}|{one.kind}"] = None
            if one.leaf in alarms:
                found[f"{MARK}!{one.kind}"] = None
        for reason, evidence in meant.muted.items():
            for one in evidence:
                found[f"{MARK}{reason}|{one.leaf}"] = None
                if one.leaf in alarms:
                    found[f"{MARK}!{reason}"] = None
        return tuple(found)
