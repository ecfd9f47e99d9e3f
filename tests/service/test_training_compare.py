"""Two models on the same rows: figures, a verdict, and a page that shows them."""

from datetime import UTC, datetime

import pytest

from bot.training import report
from bot.training.answers import Answer, Judged
from bot.training.compare import Comparison, compare
from bot.training.evaluate import by_model, by_reader
from bot.training.figures import figures
from bot.training.rows import Row
from handlers.understanding.model.linear import LinearModel
from handlers.understanding.tree import load_categories

TREE = load_categories()


def judged(*pairs: tuple[str, str], confidence: float = 0.8) -> list[Judged]:
    """Rows of a true label and the label that was answered."""
    return [
        Judged(Row(f"第{at}句", truth), Answer(said, confidence))
        for at, (truth, said) in enumerate(pairs)
    ]


RIGHT = judged(("noise", "noise"), ("fire", "fire"))
ONE_WRONG = judged(("noise", "parking"), ("fire", "fire"))
NO_ALARM = judged(("noise", "noise"), ("fire", "noise"), ("parking", "parking"))


def test_more_right_answers_are_better() -> None:
    better = compare(RIGHT, ONE_WRONG, {"fire"})
    assert better.is_better
    assert better.only_new_right == 1
    assert "新模型更好" in better.verdict
    worse = compare(ONE_WRONG, RIGHT, {"fire"})
    assert not worse.is_promoted
    assert "没有更好" in worse.verdict


def test_of_as_many_right_answers_the_surer_ones_are_better() -> None:
    sure = judged(("noise", "noise"), ("fire", "fire"), confidence=0.95)
    assert compare(sure, RIGHT, ()).is_better
    assert not compare(RIGHT, RIGHT, ()).is_better


def test_a_model_that_tells_fewer_emergencies_is_never_better() -> None:
    old = judged(("noise", "parking"), ("fire", "fire"), ("parking", "noise"))
    lost = compare(NO_ALARM, old, {"fire"})
    assert lost.new.right > (lost.old.right if lost.old else 9)
    assert not lost.is_better
    assert "少认出 1 条紧急情况，不启用" in lost.verdict


def test_the_first_model_at_its_place_is_used_and_its_weakness_told() -> None:
    first = Comparison(figures(NO_ALARM), figures(RIGHT), alarms_lost=1, is_first=True)
    assert first.is_promoted
    assert "自带的对 100.0%" in first.verdict
    assert "新模型直接启用。它比自带的少认出 1 条" in first.verdict
    assert "直接启用" in compare(RIGHT, None, ()).verdict


def test_figures_count_each_label_and_what_was_mixed_up() -> None:
    found = figures(judged(("a", "a"), ("a", "b"), ("b", "b"), ("a+b", "b")))
    assert (found.rows, found.right, found.accuracy) == (4, 3, 0.75)
    assert {one.label: (one.recall, round(one.precision, 2)) for one in found.labels} == {
        "a": (0.5, 1.0),
        "b": (1.0, 0.67),
    }
    assert found.mixed_up == ((("a", "b"), 1),)
    assert found.calibration_error == pytest.approx(0.05)
    assert figures([]).accuracy == figures([]).calibration_error == 0.0


def test_the_page_tells_everything_and_shows_no_word_of_a_resident() -> None:
    found = figures(judged(*[(f"类{at}", f"类{at % 30}") for at in range(40)], ("a<b", "a<b")))
    told = report.Told(
        "报告", datetime(2026, 3, 2, tzinfo=UTC), [("学了", "40 行")], found, "更好", "启用了"
    )
    page = report.page(told)
    assert "a&lt;b" in page
    assert "最容易混的" in page
    assert "第0句" not in page
    assert page.count("<svg") == page.count("</svg>") == 3
    few = report.page(report.Told("报告", told.made_at, [], figures(RIGHT), "", ""))
    assert "最容易混的" not in few
    assert 'text-anchor="middle" fill="#fff">1</text>' in few


def test_leaves_and_intents_are_called_by_their_names() -> None:
    names = report.names_of(TREE)
    assert names["streetlight"] == TREE.leaf("streetlight").short_name
    assert names["thanks"] != "thanks"


ROWS = (
    Row("家里煤气味特别大，头晕", "gas_leak"),
    Row("三号楼前面路灯不亮了", "streetlight"),
    Row("谢谢，修好了", "thanks"),
    Row("哈哈哈今天天气真好", "chit_chat"),
)


def test_the_whole_reader_is_measured_by_leaf_by_intent_and_by_emergency() -> None:
    lines = by_reader(ROWS, TREE).lines
    assert "单独说的紧急情况报险、问到或请人看（目标 98%）：100.0%（1/1）" in lines
    assert any(line.startswith("误报紧急情况：0.0%") for line in lines)
    assert any(TREE.leaf("streetlight").short_name in line and "100%" in line for line in lines)


def test_a_model_alone_is_measured_likewise() -> None:
    found = by_model(ROWS, LinearModel.load(), TREE)
    assert found.figures.rows == len(ROWS)
    assert "认出是诉求：100.0%（2/2）" in found.lines
