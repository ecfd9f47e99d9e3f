"""JSON lines in, JSON lines out: what `classify` and `compare` have in common."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TextIO

_PROGRESS_EVERY = 1000

Row = Mapping[str, object]


def answer_all(
    lines: Iterable[str],
    out: TextIO,
    answer: Callable[[Row], Row],
    *,
    unit: str,
    err: TextIO | None = None,
) -> int:
    """Every good line is answered on `out` under its id; gives how many were bad.

    `answer` raises ValueError or TypeError, in words for the user, for a row it cannot answer;
    those and how far it is, counted in `unit`, are told on `err`.
    """
    told = sys.stderr if err is None else err
    done = bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            answered = {"id": row["id"], **answer(row)}
        except (ValueError, TypeError) as error:
            bad += 1
            told.write(_json({"line": number, "error": str(error)}))
            continue
        out.write(_json(answered))
        done += 1
        if done % _PROGRESS_EVERY == 0:
            told.write(f"已读 {done} {unit}\n")
    told.write(f"完成：{done} {unit}" + (f"，{bad} 行有错\n" if bad else "\n"))
    return bad


def text_of(row: Row, name: str) -> str:
    """The text under this name; raises TypeError where there is none."""
    text = row.get(name)
    if not isinstance(text, str):
        raise TypeError(f"{name} 应当是一段文字")
    return text


def _row(line: str) -> Row:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("这一行不是合法的 JSON") from None
    if not isinstance(row, dict) or "id" not in row:
        raise ValueError("这一行不是带 id 的 JSON 对象")
    return row


def _json(row: Row) -> str:
    """One line; half a surrogate pair in an id becomes a question mark."""
    line = json.dumps(row, ensure_ascii=False)
    return line.encode("utf-8", "replace").decode("utf-8") + "\n"
