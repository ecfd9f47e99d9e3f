"""Model files: the same bytes for the same model, and a reason for each that cannot be used."""

import gzip
import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handlers.understanding.model.file import (
    FORMAT,
    ZERO,
    Head,
    ModelData,
    ModelError,
    packed,
    read_model,
)
from handlers.understanding.model.grams import HEAD, framed, grams
from handlers.understanding.model.linear import LinearModel, best_of, mixed

DATA = ModelData(
    longest=2,
    vocabulary=("路灯", "工资", "灯"),
    length_scale=0.01,
    heads=(Head("leaf", ("streetlight", "wage_arrears"), (0.0, 0.0), (0.1, 0.1)),),
    rows=bytes([100, ZERO + 60, ZERO - 60, 100, ZERO - 60, ZERO + 60, 50, ZERO + 20, ZERO]),
    meta={"number": 3},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.json.gz"


def test_what_was_written_is_read_again(path: Path) -> None:
    path.write_bytes(packed(DATA))
    assert read_model(path) == DATA
    assert packed(read_model(path)) == packed(DATA)


def test_the_letters_decide_and_are_named(path: Path) -> None:
    path.write_bytes(packed(DATA))
    model = LinearModel.load(path)
    assert model.meta == {"number": 3}
    label, confidence = best_of(model.scores("路灯"))
    assert label == "streetlight"
    assert confidence > 0.9
    assert [letters for letters, _ in model.why("路灯坏了", "streetlight")] == ["路灯", "灯"]
    assert model.why("今天好", "streetlight") == ()
    with pytest.raises(KeyError):
        model.labels("intent")
    with pytest.raises(KeyError):
        model.why("路灯", "noise")


def test_a_text_of_nothing_known_says_nothing(path: Path) -> None:
    path.write_bytes(packed(DATA))
    assert LinearModel.load(path).scores("😀") == {"streetlight": 0.5, "wage_arrears": 0.5}


def test_a_very_long_text_is_weighed_whole(path: Path) -> None:
    path.write_bytes(packed(DATA))
    scores = LinearModel.load(path).scores("今天" * 20 + "路灯，" * 500 + "工资，")
    assert best_of(scores)[0] == "streetlight"


def test_a_head_that_nobody_asks_is_not_carried_and_the_others_answer_alike(path: Path) -> None:
    talk = Head("intent", ("thanks", "greeting", "joke"), (0.1, 0.2, 0.3), (0.1, 0.1, 0.1))
    report = Head("report", ("report", "other"), (0.3, -0.3), (0.2, 0.2))
    rows = b"".join(
        DATA.rows[at : at + 1] + bytes([7, 8, 9]) + DATA.rows[at + 1 : at + 3] + bytes([130, at])
        for at in range(0, len(DATA.rows), 3)
    )
    whole = replace(DATA, heads=(talk, *DATA.heads, report), rows=rows)
    path.write_bytes(packed(whole))
    model, asked = LinearModel.load(path), LinearModel.load(path, ("leaf", "report"))
    assert asked.head_names == ("leaf", "report")
    for head in asked.head_names:
        assert asked.scores("路灯，工资", head) == model.scores("路灯，工资", head)
    assert whole.answering(("leaf",)) == DATA


def test_evidence_moves_probabilities() -> None:
    even = {"a": 0.5, "b": 0.5}
    assert best_of(mixed(even, {"b": 2.0}))[0] == "b"
    assert mixed(even, {}) == even


def test_figures_and_pauses_are_alike() -> None:
    assert framed("3号楼，  12点!") == framed("17号楼…0点")


def test_what_stands_at_the_head_of_a_long_text_counts_twice() -> None:
    text = "路灯" + "天地玄黄宇宙洪荒" * 6 + "工资"
    assert len(text) > HEAD
    found = grams(text, 2)
    assert found.count("路灯") == 2
    assert found.count("工资") == 1
    assert grams("路灯", 2).count("路灯") == 1


def content(weights: bytes = DATA.rows, /, **changes: Any) -> bytes:
    """The file of a good model in which something was changed."""
    head = json.loads(gzip.decompress(packed(DATA)).partition(b"\n")[0])
    head.update(changes)
    return gzip.compress(json.dumps(head).encode() + b"\n" + weights)


def older(weights: str) -> bytes:
    """The file of the same model as earlier versions wrote it."""
    return content(b"", format="gridwhistle-linear-2", rows=weights)


def test_a_file_of_the_version_before_is_read(path: Path) -> None:
    path.write_bytes(older(b64encode(DATA.rows).decode()))
    assert read_model(path) == DATA


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"", "没有传完整"),
        (b"words", "不是模型"),
        (packed(DATA)[:-20], "没有传完整"),
        (gzip.compress(b"words", mtime=0), "不是 JSON"),
        (gzip.compress(b"[1]", mtime=0), "不是哨到的模型"),
        (content(format="gridwhistle-linear-0"), f"只认识 {FORMAT}"),
        (content(meta=None), "缺了内容"),
        (older("?"), "缺了内容"),
        (content(heads=[]), "没有足够的类别"),
        (content(longest=9), "字组的长度"),
        (content(length_scale=0), "字组的长度"),
        (content(vocabulary=["路灯", "路灯", "灯"]), "重复"),
        (content(b"1234"), "权重的数目"),
        (content(b""), "权重的数目"),
        (older(b64encode(b"1234").decode()), "权重的数目"),
        (packed(replace(DATA, heads=(replace(DATA.heads[0], bias=(0.0,)),))), "对不上"),
    ],
)
def test_a_file_that_is_no_model_says_why(path: Path, given: bytes, why: str) -> None:
    path.write_bytes(given)
    with pytest.raises(ModelError, match=why) as found:
        read_model(path)
    assert found.value.path == path


def test_a_model_that_is_not_there_says_so(path: Path) -> None:
    with pytest.raises(ModelError, match="读不到"):
        read_model(path)
