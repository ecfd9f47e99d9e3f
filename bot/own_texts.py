"""The county's own sentences (本县话术): a TOML file like the shipped one, with only what is said otherwise.

    [progress]
    open = "{number}【{title}】正在办，{who}负责，{due}前给您回话。"

A sentence keeps what people need of it: its gaps, the number of the case, telephones of rescue.
"""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from handlers import texts
from handlers.wording import chinese_marks

LARGEST = 256 * 1024
_LONGEST = 500
_TELEPHONE = re.compile(r"(?<!\d)1\d{2,4}(?!\d)")
_KEPT = ("number", "code", "address")  # what people need to answer or to go on


@dataclass(frozen=True)
class Fault:
    """What is wrong with the file, and in which line."""

    line: int
    reason: str


class OwnTextsError(ValueError):
    """The file of own sentences cannot be used; the message names every line that is wrong."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        lines = (f"{name} 第{one.line}行：{one.reason}。" for one in faults)
        super().__init__("\n".join(lines))


def load_own_texts(path: Path | None) -> Mapping[str, str]:
    """The sentences of the county's file; none without one. Raises OwnTextsError."""
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise OwnTextsError(str(path), (Fault(1, "读不到这个文件，或者不是 UTF-8 编码"),)) from None
    return parse_own_texts(text, str(path))


def parse_own_texts(text: str, name: str) -> dict[str, str]:
    """The sentences by key; raises OwnTextsError naming everything that is wrong at once."""
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OwnTextsError(
            name, (Fault(_line_in(str(error)), "这里看不懂，请检查引号和等号"),)
        ) from None
    found = {
        f"{section}.{key}": sentence
        for section, entries in sections.items()
        if isinstance(entries, dict)
        for key, sentence in entries.items()
    }
    lines = _lines(text)
    faults = [
        Fault(lines.get(key, 1), reason)
        for key, one in found.items()
        for reason in _wrong(key, one)
    ]
    faults += [
        Fault(1, f"“{one}”没有写在哪一段里")
        for one, at in sections.items()
        if not isinstance(at, dict)
    ]
    if faults:
        raise OwnTextsError(name, tuple(sorted(faults, key=lambda fault: fault.line)))
    return {key: str(sentence).strip() for key, sentence in found.items()}


def _wrong(key: str, sentence: object) -> Iterator[str]:
    if key not in texts.keys():  # noqa: SIM118 (a function, not a mapping)
        near = get_close_matches(key, texts.keys(), n=1, cutoff=0.6)
        yield f"没有编号为“{key}”的话{f'，是不是“{near[0]}”' if near else ''}"
        return
    if not isinstance(sentence, str) or not sentence.strip():
        yield f"“{key}”是空的"
        return
    if len(sentence) > _LONGEST:
        yield f"“{key}”太长，最多{_LONGEST}个字"
    yield from _wrong_gaps(key, sentence)
    yield from _lost(key, sentence)
    if chinese_marks(sentence) != sentence:
        yield f"“{key}”里有英文标点，请换成中文标点"


def _wrong_gaps(key: str, sentence: str) -> Iterator[str]:
    try:
        given = {
            name for _, name, spec, how in string.Formatter().parse(sentence) if name is not None
        }
    except ValueError:
        yield f"“{key}”的花括号没有成对"
        return
    for name in sorted(given - texts.shipped_gaps(key)):
        yield f"“{key}”里没有“{{{name}}}”这一格"
    for name in _KEPT:
        if name in texts.shipped_gaps(key) and name not in given:
            yield f"“{key}”里要留着“{{{name}}}”，不然群众没法接着问"


def _lost(key: str, sentence: str) -> Iterator[str]:
    shipped = frozenset(_TELEPHONE.findall(texts.shipped(key)))
    for phone in sorted(shipped - frozenset(_TELEPHONE.findall(sentence))):
        yield f"“{key}”里要留着电话{phone}"


def _lines(text: str) -> dict[str, int]:
    """In which line each sentence begins."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            section = bare.strip("[] ")
        elif "=" in bare and not bare.startswith("#"):
            found.setdefault(f"{section}.{bare.partition('=')[0].strip()}", number)
    return found


def _line_in(message: str) -> int:
    at = re.search(r"line (\d+)", message)
    return int(at[1]) if at else 1
