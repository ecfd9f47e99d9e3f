"""Model files: a line of JSON, then the weights, packed with gzip.

The same model always gives the same bytes. The weights are no JSON, so that a file is read without
holding several times what the model itself takes.
"""

import gzip
import json
import zlib
from base64 import b64decode
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

FORMAT = "gridwhistle-linear-3"
_OLDER = "gridwhistle-linear-2"  # the weights stand in the JSON, in base64
ZERO = 128  # how a weight of nothing is written
LARGEST = 64 * 1024 * 1024  # bytes unpacked; a model is far smaller
_LONGEST_GRAM = 6


class ModelError(ValueError):
    """A model file that cannot be used; the message names file and reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"模型文件 {path} 不能用：{reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Head:
    """One question that a model answers: the probabilities of its labels add up to one."""

    name: str
    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: tuple[float, ...]  # what one step of a written weight is worth


@dataclass(frozen=True)
class ModelData:
    """What a model file holds.

    Each group of letters has a row of bytes: its squared length, then its weight for every label
    of every head, in steps of that label's scale above ZERO.
    """

    longest: int
    vocabulary: tuple[str, ...]
    length_scale: float  # what one step of a squared length is worth
    heads: tuple[Head, ...]
    rows: bytes
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many bytes a row has."""
        return 1 + sum(len(head.labels) for head in self.heads)

    def answering(self, questions: Container[str]) -> "ModelData":
        """The same without the heads that nobody asks."""
        named = [head.name for head in self.heads for _ in head.labels]
        lanes = [0, *(at for at, name in enumerate(named, start=1) if name in questions)]
        rows = bytearray(len(self.vocabulary) * len(lanes))
        for to, lane in enumerate(lanes):  # by lanes: nothing is made for each of the rows
            rows[to :: len(lanes)] = self.rows[lane :: self.width]
        heads = tuple(head for head in self.heads if head.name in questions)
        return replace(self, heads=heads, rows=bytes(rows))


def packed(data: ModelData) -> bytes:
    """The file's bytes."""
    content = {
        "format": FORMAT,
        "meta": dict(data.meta),
        "longest": data.longest,
        "length_scale": data.length_scale,
        "heads": [
            {"name": one.name, "labels": one.labels, "bias": one.bias, "scale": one.scale}
            for one in data.heads
        ],
        "vocabulary": data.vocabulary,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(f"{text}\n".encode() + data.rows, compresslevel=9, mtime=0)


def read_model(path: Path) -> ModelData:
    """The model of a file; raises ModelError for one that is not there, not ours or not whole."""
    try:
        head, rows = _unpacked(path)
        content = json.loads(head)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ModelError(path, "不是模型，或者没有传完整") from None
    except OSError as error:
        raise ModelError(path, f"读不到（{error.strerror}）") from None
    except (ValueError, RecursionError):
        raise ModelError(path, "里面不是 JSON 文字") from None
    if not isinstance(content, dict) or not str(content.get("format", "")).startswith("gridwhist"):
        raise ModelError(path, "不是哨到的模型")
    if content["format"] not in {FORMAT, _OLDER}:
        raise ModelError(path, f"版本是 {content['format']}，这个程序只认识 {FORMAT}，请重新训练")
    try:
        data = _data(content, rows)
    except (KeyError, TypeError, ValueError):
        raise ModelError(path, "缺了内容，或者内容的类型不对") from None
    reason = _fault(data)
    if reason:
        raise ModelError(path, reason)
    return data


def _unpacked(path: Path) -> tuple[bytes, bytes]:
    with gzip.open(path) as file:
        head = file.readline(LARGEST)
        rows = file.read(LARGEST)
    if not head:
        raise EOFError(path)
    return head, rows


def _data(content: Mapping[str, Any], rows: bytes) -> ModelData:
    if content["format"] == _OLDER:
        rows = b64decode(content["rows"], validate=True)
    return ModelData(
        longest=int(content["longest"]),
        vocabulary=tuple(str(gram) for gram in content["vocabulary"]),
        length_scale=float(content["length_scale"]),
        heads=tuple(_head(one) for one in content["heads"]),
        rows=rows,
        meta=dict(content["meta"]),
    )


def _head(content: Mapping[str, Any]) -> Head:
    return Head(
        name=str(content["name"]),
        labels=tuple(str(label) for label in content["labels"]),
        bias=tuple(float(number) for number in content["bias"]),
        scale=tuple(float(number) for number in content["scale"]),
    )


def _fault(data: ModelData) -> str:
    """What is wrong with a model that could be read, or nothing."""
    if not data.heads or any(len(head.labels) < 2 for head in data.heads):
        return "没有足够的类别"
    for head in data.heads:
        if not len(set(head.labels)) == len(head.labels) == len(head.bias) == len(head.scale):
            return f"“{head.name}”的类别、偏置和刻度对不上"
    if not 1 <= data.longest <= _LONGEST_GRAM or not data.length_scale > 0:
        return "字组的长度不对"
    if len(set(data.vocabulary)) != len(data.vocabulary) or not data.vocabulary:
        return "字组是空的或有重复"
    if len(data.rows) != len(data.vocabulary) * data.width:
        return "权重的数目和字组、类别对不上"
    return ""
