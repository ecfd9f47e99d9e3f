"""A county trains a model of its own on its own rows."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.training.faults import TrainingError

pytest.importorskip("sklearn")

_CORPUS = Path(__file__).parents[2] / "handlers/understanding/corpus/old_hands.tsv"
_WANTED = ("noise", "wage_arrears", "streetlight")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for line in _CORPUS.read_text(encoding="utf-8").splitlines():
            label, _, text = line.partition("\t")
            if label in _WANTED:
                writer.writerow([text, label])
    return path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_training_writes_its_report(rows: Path, tmp_path: Path) -> None:
    model, report = tmp_path / "own.json.gz", tmp_path / "report.html"
    words = ["train", str(rows), "--model", str(model), "--report", str(report)]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.exception
    assert "<svg" in report.read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore")
def test_too_few_rows_train_nothing(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("text,label\n,noise\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["train", str(rows), "--model", str(tmp_path / "m.gz")])
    assert isinstance(done.exception, TrainingError)
    assert not (tmp_path / "m.gz").exists()
