"""`gridwhistle compare`: pairs of accounts as JSON lines in, whether they are one matter out."""

import json
import sys
from collections.abc import Iterable
from typing import TextIO

from handlers.ports import Reader
from handlers.understanding.categories import Categories
from handlers.understanding.likeness import Words, likeness, words_of
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import SURE_FROM, TextReader
from handlers.understanding.reading import Around
from handlers.understanding.tree import load_categories

_PROGRESS_EVERY = 1000


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
    told = sys.stderr if err is None else err
    done = bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(line, reader)
        except (ValueError, TypeError) as error:
            bad += 1
            told.write(_json({"line": number, "error": str(error)}))
            continue
        out.write(_json(answer))
        done += 1
        if done % _PROGRESS_EVERY == 0:
            told.write(f"已比 {done} 对\n")
    told.write(f"完成：{done} 对" + (f"，{bad} 行有错\n" if bad else "\n"))
    return bad


def _answer(line: str, reader: Reader) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("这一行不是合法的 JSON") from None
    if not isinstance(row, dict) or "id" not in row:
        raise ValueError("这一行不是带 id、a、b 的 JSON 对象")
    found = likeness(_words(row, "a", reader), _words(row, "b", reader))
    return {
        "id": row["id"],
        "same": found.is_same,
        "score": found.score,
        "reasons": list(found.reasons),
    }


def _words(row: dict[str, object], name: str, reader: Reader) -> Words:
    text = row.get(name)
    if not isinstance(text, str):
        raise TypeError(f"{name} 应当是一段文字")
    matters = reader.read(text, Around()).matters
    sure = matters and matters[0].confidence >= SURE_FROM
    return words_of(text, matters[0].leaf if sure else "")


def _json(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
