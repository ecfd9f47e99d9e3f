"""Versions of a model: what is in use is always whole, and there is a way back."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.training import store
from bot.training.faults import TrainingError
from handlers.understanding.model.file import ModelData, packed, read_model
from tests.decisions.understanding.test_model_file import DATA

FRESH = replace(DATA, meta={})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "models" / "own.json.gz"


def kept(path: Path, data: ModelData = FRESH) -> int:
    number = store.keep(path, data, data)
    store.promote(path, number)
    return number


def test_each_version_knows_which_it_replaced(path: Path) -> None:
    assert [kept(path), kept(path), kept(path)] == [1, 2, 3]
    assert read_model(path).meta == {"number": 3, "before": 2}
    assert [store.back(path), store.back(path)] == [2, 1]
    with pytest.raises(TrainingError, match="没有更早的版本"):
        store.back(path)


def test_what_was_kept_and_not_promoted_is_not_gone_back_to(path: Path) -> None:
    kept(path)
    store.keep(path, FRESH, FRESH)
    assert kept(path) == 3
    assert store.back(path) == 1


def test_a_model_from_elsewhere_is_kept_before_it_is_replaced(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(packed(FRESH))
    assert kept(path) == 2
    assert store.back(path) == 1


def test_a_version_that_is_not_there_is_not_promoted(path: Path) -> None:
    with pytest.raises(TrainingError, match="没有第 7 版"):
        store.promote(path, 7)


def test_it_is_compared_by_its_like_that_was_not_taught_everything(path: Path) -> None:
    assert store.to_compare_with(path) is None
    checked = replace(FRESH, length_scale=0.5)
    store.promote(path, store.keep(path, FRESH, checked))
    model = store.to_compare_with(path)
    assert model is not None
    assert model.scores("路灯") != pytest.approx(type(model)(FRESH).scores("路灯"))
    store.version_file(path, 1).with_name("0001.checked.json.gz").unlink()
    again = store.to_compare_with(path)
    assert again is not None
    assert again.scores("路灯") == type(model)(FRESH).scores("路灯")


def test_a_folder_means_the_model_in_it(tmp_path: Path) -> None:
    assert store.in_use(tmp_path) == tmp_path / "model.json.gz"
    assert store.in_use(tmp_path / "own.gz") == tmp_path / "own.gz"


def test_what_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="写不了"):
        store.write(tmp_path / "file" / "own.gz", b"")
    (tmp_path / "taken").mkdir()
    with pytest.raises(TrainingError, match="写不了"):
        store.write(tmp_path / "taken", b"1")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "taken"]
