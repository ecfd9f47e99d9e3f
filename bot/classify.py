"""`gridwhistle classify`: JSON lines in, what understanding makes of them out."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from bot.training.answers import answer
from handlers.understanding.categories import Categories
from handlers.understanding.model.linear import LinearModel, shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, PlaceName, Reading
from handlers.understanding.tree import load_categories
from handlers.understanding.weighing import speaks_of_tree

_PROGRESS_EVERY = 1000

_Describe = Callable[[str], dict[str, object]]


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

    A `model` of the tree takes the place of the shipped one; of one with labels of its own only
    that is asked, and its answer is the `label`.
    """
    tree = load_categories() if categories is None else categories
    describe = _describe(tree, names, model)
    told = sys.stderr if err is None else err
    done = bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            described = _answer(line, describe)
        except (ValueError, TypeError) as error:
            bad += 1
            told.write(_json({"line": number, "error": str(error)}))
            continue
        out.write(_json(described))
        done += 1
        if done % _PROGRESS_EVERY == 0:
            told.write(f"已读 {done} 行\n")
    told.write(f"完成：{done} 行" + (f"，{bad} 行有错\n" if bad else "\n"))
    return bad


def _describe(
    categories: Categories, names: Sequence[PlaceName], model: LinearModel | None
) -> _Describe:
    asked = shipped_model() if model is None else model
    if not speaks_of_tree(asked):
        return _by_model(asked, categories)
    reader = TextReader(categories, names, asked)
    return lambda text: _described(reader.read(text, Around()), categories)


def _by_model(model: LinearModel, categories: Categories) -> _Describe:
    def describe(text: str) -> dict[str, object]:
        given = answer(model, text)
        described: dict[str, object] = {
            "label": given.label,
            "confidence": round(given.confidence, 4),
        }
        if given.is_report is not None:
            described["is_report"] = given.is_report
            described["intent"] = "report" if given.is_report else given.label
            described["leaf"] = categories.standard(given.label) if given.is_report else None
            described["fine_leaf"] = given.label if given.is_report else None
        return described

    return describe


def _answer(line: str, describe: _Describe) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("这一行不是合法的 JSON") from None
    if not isinstance(row, dict) or "id" not in row:
        raise ValueError("这一行不是带 id 和 text 的 JSON 对象")
    text = row.get("text")
    if not isinstance(text, str):
        raise TypeError("text 应当是一段文字")
    return {"id": row["id"], **describe(text)}


def _described(reading: Reading, categories: Categories) -> dict[str, object]:
    first = reading.matters[0] if reading.matters else None
    return {
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
        "place": reading.place.text,
    }


def _json(row: dict[str, object]) -> str:
    """One line; half a surrogate pair in an id becomes a question mark."""
    line = json.dumps(row, ensure_ascii=False)
    return line.encode("utf-8", "replace").decode("utf-8") + "\n"
