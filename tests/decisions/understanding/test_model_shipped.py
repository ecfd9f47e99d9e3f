"""The model that is shipped: small, whole, and of this tree."""

import subprocess
import sys

import pytest

from handlers.understanding.model.linear import SHIPPED, LinearModel, best_of
from handlers.understanding.reading import Intent
from handlers.understanding.tree import load_categories


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return LinearModel.load()


def test_it_is_no_larger_than_a_picture() -> None:
    assert SHIPPED.stat().st_size <= 4_000_000


def test_it_answers_which_leaf_whether_a_report_whether_a_danger_and_which_intent(
    model: LinearModel,
) -> None:
    assert model.head_names == ("leaf", "report", "danger", "intent")


def test_it_knows_only_leaves_of_the_tree_and_intents(model: LinearModel) -> None:
    assert set(model.labels("leaf")) <= set(load_categories().leaves)
    assert set(model.labels("intent")) <= {intent.value for intent in Intent}


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("三号楼前面的路灯三天没亮了，晚上黑得看不见", "streetlight"),
        ("工地欠我们工钱半年了，老板电话都不接", "wage_arrears"),
        ("楼下烧烤摊半夜还在放音响，吵得娃睡不着", "noise"),
    ],
)
def test_it_tells_plain_words_apart(model: LinearModel, said: str, leaf: str) -> None:
    assert best_of(model.scores(said, "leaf"))[0] == leaf
    assert model.scores(said, "report")["report"] > 0.5


def test_the_probabilities_of_a_head_add_up_to_one(model: LinearModel) -> None:
    for text in ("", "🙂", "路灯不亮", "水" * 3000):
        for head in model.head_names:
            assert sum(model.scores(text, head).values()) == pytest.approx(1.0)


def test_it_tells_by_which_letters_it_judged(model: LinearModel) -> None:
    why = model.why("三号楼前面的路灯不亮", "streetlight")
    assert "路灯" in [letters for letters, _ in why]


def test_reading_a_model_brings_neither_numpy_nor_scikit_learn() -> None:
    said = (
        "import sys, bot.app, bot.commands; from handlers.understanding.model.linear import LinearModel;"
        " LinearModel.load().scores('路灯不亮');"
        " print(sorted({'numpy', 'scipy', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
