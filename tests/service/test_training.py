"""A county trains a model of its own on its own rows."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands import cli, main
from bot.training.faults import TrainingError
from handlers.understanding.model.file import read_model
from storage import training
from storage.db import Database
from storage.migrate import upgrade
from tests.service.training_room import TREE, lines, write_rows
from tests.storage.test_pages import a_case, put
from tests.storage.test_training import a_row

pytest.importorskip("sklearn")
pytestmark = pytest.mark.filterwarnings("ignore")


class Desk:
    """Somebody who trains at a command line, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = folder / "own.json.gz"
        self.tree = folder / "tree.yaml"
        self.tree.write_text(TREE, encoding="utf-8")

    def __call__(self, *words: str, given: str | None = None) -> Result:
        """What the command with these words said."""
        return CliRunner().invoke(cli, [*words], input=given)

    def train(self, rows: list[tuple[str, str]], *words: str) -> str:
        """What was said of a training on these rows."""
        path = write_rows(self.folder / "rows.csv", rows)
        given = ["train", str(path), "--model", str(self.model), "--taxonomy", str(self.tree)]
        done = self(*given, *words)
        assert done.exit_code == 0, done.exception
        return done.output


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_first_model_is_always_in_use_and_the_report_shows_it(desk: Desk) -> None:
    report = desk.folder / "report.html"
    said = desk.train(lines(), "--report", str(report))
    assert desk.model.is_file()
    assert "这里还没有模型" in said
    assert "第 1 版已启用" in said
    page = report.read_text(encoding="utf-8")
    assert "混淆表" in page
    assert page.count("<svg") == 3


def test_only_a_better_model_takes_the_place_and_there_is_a_way_back(desk: Desk) -> None:
    mistaken = [(text, "noise" if label == "thanks" else label) for text, label in lines()]
    desk.train(mistaken)
    first = desk.model.read_bytes()
    assert "没有更好" in desk.train(mistaken)
    assert desk.model.read_bytes() == first
    assert "已启用" in desk.train(lines())
    assert desk.model.read_bytes() != first
    back = desk("train", "--model", str(desk.model), "--back")
    assert "已退回第 1 版" in back.output
    assert read_model(desk.model).meta["number"] == 1


def test_a_training_may_only_try(desk: Desk) -> None:
    assert "没有启用" in desk.train(lines(), "--no-promote")
    assert not desk.model.exists()


def test_the_same_rows_make_the_same_model(desk: Desk) -> None:
    desk.train(lines())
    first = desk.model.read_bytes()
    desk.model.unlink()
    for kept in (desk.folder / "own.json.gz.versions").iterdir():
        kept.unlink()
    desk.train(lines())
    assert desk.model.read_bytes() == first


def test_what_was_trained_answers_and_is_measured(desk: Desk) -> None:
    desk.train(lines())
    asked = json.dumps({"id": 1, "text": "老板拖欠工资不给"}, ensure_ascii=False)
    told = desk("classify", "--model", str(desk.model), given=asked)
    assert json.loads(told.output.splitlines()[0])["leaf"] == "wage_arrears"
    rows = str(desk.folder / "rows.csv")
    words = ["evaluate", rows, "--model", str(desk.model), "--taxonomy", str(desk.tree)]
    assert "100 行" in desk(*words).output


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_labels_of_a_county_s_own_are_learnt_with_what_the_corpus_teaches(desk: Desk) -> None:
    own = {"noise": "甲类", "wage_arrears": "乙类"}
    rows = [(text, own[label]) for text, label in lines(own)]
    path = write_rows(desk.folder / "rows.csv", rows)
    done = desk("train", str(path), "--model", str(desk.model))
    assert "已启用" in done.output
    asked = json.dumps({"id": 1, "text": "活干完了钱没见着"}, ensure_ascii=False)
    told = desk("classify", "--model", str(desk.model), given=asked)
    assert json.loads(told.output.splitlines()[0])["label"] == "乙类"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("", "noise")], "只有 0 行能用"),
        ([(f"吵死了{at}", "noise") for at in range(30)], "同一个类别"),
    ],
)
def test_too_little_to_learn_from_trains_nothing(
    desk: Desk, rows: list[tuple[str, str]], why: str
) -> None:
    path = write_rows(desk.folder / "rows.csv", rows)
    done = desk("train", str(path), "--model", str(desk.model))
    assert isinstance(done.exception, TrainingError)
    assert why in str(done.exception)
    assert not desk.model.exists()


@pytest.mark.parametrize(
    "words",
    [[], ["--model", "m.gz"], ["--model", "m.gz", "--back"], ["nowhere.csv", "--model", "m"]],
)
def test_a_training_that_cannot_start_says_why(desk: Desk, words: list[str]) -> None:
    done = desk("train", *words)
    assert isinstance(done.exception, ValueError)
    assert str(done.exception)


def test_a_fault_ends_the_command_with_two_and_a_plain_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = write_rows(tmp_path / "rows.csv", [("路灯不亮", "streetlight")])
    words = ["gridwhistle", "train", str(rows), "--model", str(tmp_path / "m.gz")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "至少要 20 行" in told
    assert "Traceback" not in told


def test_cases_put_right_by_those_on_duty_are_learnt_from(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{desk.folder / 'county.db'}"
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", address)
    upgrade(address)
    asyncio.run(_put_right(address))
    words = ["train", "--cases", "--model", str(desk.model), "--taxonomy", str(desk.tree)]
    done = desk(*words)
    assert done.exit_code == 0, done.exception
    assert "已启用" in done.output


async def _put_right(address: str) -> None:
    database = Database.open(address)
    said = list(enumerate(lines(("noise", "streetlight"), each=15), start=1))
    try:
        await put(database, *(a_case(number) for number, _ in said))
        for number, (text, label) in said:
            row = a_row(number, label, text=text)
            await database.tx(lambda session, row=row: training.put(session, row))  # type: ignore[misc]
    finally:
        await database.close()
