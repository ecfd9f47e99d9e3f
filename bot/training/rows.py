"""Rows to learn from: CSV, Excel, JSON lines or corpus files → texts with labels."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.training.faults import TrainingError

_COLUMNS = {
    "text": "text", "文字": "text", "内容": "text", "原文": "text",
    "label": "label", "类别": "label", "分类": "label", "标签": "label",
    "writer": "writer", "写的人": "writer",
}  # fmt: skip
_WRITER = re.compile(r"#\s*([^:：]+)[:：]")
_LONGEST_LABEL = 60
_LONGEST_FIELD = 10_000_000
_DELIMITERS = (",", ";", "\t")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_NAMED = 20  # faults that are told one by one


@dataclass(frozen=True)
class Row:
    """A text, what it is, and who wrote it."""

    text: str
    label: str
    writer: str = ""
    weight: float = 1.0  # how much it counts; less for what nobody said as a sentence


@dataclass(frozen=True)
class Table:
    """The good rows of a file, and what is wrong with the others."""

    rows: tuple[Row, ...]
    faults: tuple[str, ...] = ()


_Found = Iterator[tuple[int, Mapping[str, str] | str]]  # line, and a row or what is wrong


def read_rows(path: Path) -> Table:
    """Every good row of a file once, and each bad one named by its line."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise TrainingError(f"{path} 不是认识的格式，可以用：{' '.join(_READERS)}")
    try:
        found = list(reader(path))
    except OSError as error:
        raise TrainingError(f"读不到 {path}（{error.strerror or error}）") from None
    rows: dict[str, Row] = {}
    faults: list[str] = []
    for line, content in found:
        fault = content if isinstance(content, str) else _add(rows, content)
        if fault:
            faults.append(f"{path.name} 第{line}行：{fault}")
    return Table(tuple(rows.values()), tuple(faults))


def told(faults: Sequence[str]) -> list[str]:
    """The faults as lines for who must put them right."""
    rest = len(faults) - _NAMED
    return [*faults[:_NAMED], *([f"……还有 {rest} 行有错"] if rest > 0 else [])]


def _add(rows: dict[str, Row], content: Mapping[str, str]) -> str:
    """Take a row in, or say what is wrong with it."""
    text, label = content.get("text", "").strip(), content.get("label", "").strip()
    if not text:
        return "没有文字（text）"
    if not label:
        return "没有类别（label）"
    if len(label) > _LONGEST_LABEL:
        return f"类别太长（“{label[:12]}…”），是不是和文字写反了"
    before = rows.setdefault(text, Row(text, label, content.get("writer", "").strip()))
    return "" if before.label == label else f"同样的文字前面标的是“{before.label}”，这里是“{label}”"


def _named(names: Iterable[Any], path: Path) -> list[str]:
    """What each column is; raises TrainingError when text or label is not among them."""
    columns = [_COLUMNS.get(str(name or "").strip().lower(), "") for name in names]
    missing = [name for name in ("text", "label") if name not in columns]
    if missing:
        raise TrainingError(f"{path} 第1行要写列名，缺少：{'、'.join(missing)}")
    return columns


def _keyed(columns: Sequence[str], cells: Iterable[Any]) -> dict[str, str]:
    pairs = zip(columns, cells, strict=False)
    return {name: "" if cell is None else str(cell) for name, cell in pairs if name}


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content[:2] in _WIDE:  # "Unicode text", as Excel calls it
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")  # the second is what Excel in China saves
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TrainingError(f"{path} 的文字编码认不出来，请另存为 UTF-8")


def _csv(path: Path) -> _Found:
    csv.field_size_limit(_LONGEST_FIELD)
    text = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    columns: list[str] = []
    line = 1
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"不是完整的 CSV（{error}）"
            continue
        if not columns:
            columns = _named(cells, path)
        elif any(cell.strip() for cell in cells):
            yield line, _keyed(columns, cells)


def _delimiter(text: str) -> str:
    """What stands between the column names: with which most of them are known."""
    first = text.partition("\n")[0].strip().lower()

    def known(delimiter: str) -> int:
        return sum(name.strip(' "') in _COLUMNS for name in first.split(delimiter))

    return max(_DELIMITERS, key=known)


def _excel(path: Path) -> _Found:
    # Late: openpyxl takes numpy along where it finds it, and the service has no use for either.
    sheet = import_module("bot.training.excel").first_sheet(path)
    columns: list[str] = []
    for line, cells in enumerate(sheet, start=1):
        if not columns:
            columns = _named(cells, path)
        elif any(cell is not None and str(cell).strip() for cell in cells):
            yield line, _keyed(columns, cells)


def _json_lines(path: Path) -> _Found:
    for line, text in enumerate(_decoded(path).splitlines(), start=1):
        if not text.strip():
            continue
        try:
            content = json.loads(text)
        except ValueError:
            yield line, "不是 JSON"
            continue
        if isinstance(content, dict):
            yield (
                line,
                _keyed([_COLUMNS.get(str(k).lower(), "") for k in content], content.values()),
            )
        else:
            yield line, "不是带 text 和 label 的 JSON 对象"


def _corpus(path: Path) -> _Found:
    """Lines of label, tab and text; `# name: …` begins what that person says."""
    writer = ""
    for line, text in enumerate(_decoded(path).splitlines(), start=1):
        if text.startswith("#"):
            named = _WRITER.match(text)
            writer = named[1].strip() if named else writer
            continue
        if not text.strip():
            continue
        label, tab, said = text.partition("\t")
        if tab:
            spoken = said.replace("\\n", "\n")
            yield line, {"text": spoken, "label": label, "writer": writer or path.stem}
        else:
            yield line, "应当是“类别、制表符、文字”"


_READERS: Mapping[str, Callable[[Path], _Found]] = {
    ".csv": _csv,
    ".xlsx": _excel,
    ".jsonl": _json_lines,
    ".tsv": _corpus,
}
