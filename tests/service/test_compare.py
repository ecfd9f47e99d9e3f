"""The command that says of pairs of accounts whether they are one matter."""

import io
import json
import sys

import pytest

from bot.commands import main
from bot.compare import run

SAME = {"id": 1, "a": "柳荫小区3号楼下水道堵了", "b": "柳荫小区3号楼下水道又堵了"}
OTHER = {"id": "x", "a": "柳荫小区下水道堵了", "b": "翠竹园下水道堵了"}


def lines(*rows: object) -> list[str]:
    return [row if isinstance(row, str) else json.dumps(row) for row in rows]


def compared(*rows: object) -> tuple[list[dict[str, object]], str, int]:
    out, err = io.StringIO(), io.StringIO()
    bad = run(lines(*rows), out, err=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), bad


def test_each_pair_is_answered_in_order_with_reasons() -> None:
    (same, other), told, bad = compared(SAME, OTHER)
    assert (same["id"], same["same"]) == (1, True)
    assert (other["id"], other["same"]) == ("x", False)
    assert same["reasons"]
    assert isinstance(same["score"], float)
    assert isinstance(other["score"], float)
    assert other["score"] < same["score"] <= 1
    assert bad == 0
    assert told == "完成：2 对\n"


@pytest.mark.parametrize(
    "row",
    ["没有引号", "[1]", {"a": "停电", "b": "停电"}, {"id": 1, "a": "停电"}, {"id": 1, "a": 2}],
)
def test_a_bad_line_is_named_and_the_rest_is_answered(row: object) -> None:
    answers, told, bad = compared("", row, SAME)
    assert [answer["id"] for answer in answers] == [1]
    assert bad == 1
    assert json.loads(told.splitlines()[0])["line"] == 2
    assert told.splitlines()[-1] == "完成：1 对，1 行有错"


def test_progress_is_told_each_thousand_pairs() -> None:
    _, told, _ = compared(*[SAME] * 1001)
    assert "已读 1000 对" in told


def test_half_a_character_in_an_id_harms_nobody() -> None:
    answers, _, bad = compared(json.dumps({**SAME, "id": "a\ud800"}), OTHER)
    assert [answer["id"] for answer in answers] == ["a?", "x"]
    assert bad == 0


def test_the_command_reads_and_writes_the_standard_streams(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gridwhistle", "compare"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines(SAME, "坏行"))))
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert json.loads(said.out)["same"] is True
    assert '"line": 2' in said.err


def test_its_help_is_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gridwhistle", "compare", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert "同一件事" in capsys.readouterr().out
