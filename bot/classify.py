"""`gridwhistle classify`: JSON lines in, what understanding makes of them out."""

from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from bot.json_lines import Row, answer_all, text_of
from bot.training.answers import Answer, answer
from handlers.understanding.categories import Categories
from handlers.understanding.ear import Ear
from handlers.understanding.model.linear import LinearModel, shipped_model
from handlers.understanding.opinion import speaks_of_tree
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, PlaceName, Reading
from handlers.understanding.tree import load_categories

_Describe = Callable[[str], Row]


def run(
    lines: Iterable[str],
    out: TextIO,
    *,
    categories: Categories | None = None,
    names: Sequence[PlaceName] = (),
    model: LinearModel | None = None,
    err: TextIO | None = None,
) -> int:
    """Every good line is answered on `out`; the number of bad ones is returned and told on `err`.

    A `model` of the tree takes the place of the shipped one, and the `label` is the fine leaf or
    the intent; of one with labels of its own only that is asked, and its answer is the `label`.
    """
    tree = load_categories() if categories is None else categories
    describe = _describe(tree, names, model)
    return answer_all(lines, out, lambda row: describe(text_of(row, "text")), unit="行", err=err)


def _describe(
    categories: Categories, names: Sequence[PlaceName], model: LinearModel | None
) -> _Describe:
    asked = shipped_model() if model is None else model
    if not speaks_of_tree(asked):
        ear = Ear(categories)
        return lambda text: _labelled(answer(asked, ear.told(text)))
    reader = TextReader(categories, names, asked)
    return lambda text: _described(reader.read(text, Around()), categories)


def _labelled(given: Answer) -> Row:
    return {"label": given.label, "confidence": round(given.confidence, 4)}


def _described(reading: Reading, categories: Categories) -> Row:
    first = reading.matters[0] if reading.matters else None
    return {
        "label": first.leaf if first else reading.intent.value,
        "is_report": reading.is_report,
        "intent": reading.intent.value,
        "leaf": categories.standard(first.leaf) if first else None,
        "leaves": list(dict.fromkeys(categories.standard(one.leaf) for one in reading.matters)),
        "fine_leaf": first.leaf if first else None,
        "top": categories.leaf(first.leaf).top if first else None,
        "confidence": first.confidence if first else reading.confidence,
        "abstain": reading.is_unsure,
        "urgency": first.urgency.value if first else None,
        "emergency": reading.emergency is not None,
        "possible_danger": reading.possible_danger.leaf if reading.possible_danger else None,
        "faint_danger": reading.faint_danger.leaf if reading.faint_danger else None,
        "place": reading.place.text,
    }
