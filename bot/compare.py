"""`gridwhistle compare`: pairs of accounts as JSON lines in, whether they are one matter out."""

from collections.abc import Iterable
from typing import TextIO

from bot.json_lines import Row, answer_all, text_of
from handlers.ports import Reader
from handlers.understanding.categories import Categories
from handlers.understanding.likeness import Words, likeness, words_of
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import SURE_FROM, TextReader
from handlers.understanding.reading import Around
from handlers.understanding.tree import load_categories


def run(
    lines: Iterable[str],
    out: TextIO,
    *,
    categories: Categories | None = None,
    err: TextIO | None = None,
) -> int:
    """Every good pair is answered on `out`; the number of bad ones is returned and told on `err`."""
    tree = load_categories() if categories is None else categories
    reader = TextReader(tree, (), shipped_model())

    def compare(row: Row) -> Row:
        found = likeness(_words(text_of(row, "a"), reader), _words(text_of(row, "b"), reader))
        return {"same": found.is_same, "score": found.score, "reasons": list(found.reasons)}

    return answer_all(lines, out, compare, unit="对", err=err)


def _words(text: str, reader: Reader) -> Words:
    matters = reader.read(text, Around()).matters
    sure = matters and matters[0].confidence >= SURE_FROM
    return words_of(text, matters[0].leaf if sure else "")
