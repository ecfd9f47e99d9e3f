"""What is fitted with scikit-learn is what plain Python scores."""

from importlib import import_module

import pytest

from bot.training.corpus import corpus_rows, is_held_back, is_of_tree, split, word_rows
from bot.training.rows import Row
from bot.training.run import learner
from bot.training.tasks import label_task, tree_tasks
from handlers.understanding.ear import Ear
from handlers.understanding.model.linear import LinearModel, best_of
from handlers.understanding.tree import load_categories
from tests.service.training_room import lines

pytest.importorskip("sklearn")
pytestmark = pytest.mark.filterwarnings("ignore")
TREE = load_categories()
TELL = Ear(TREE).told
ROWS = [Row(text, label, f"写的人{at % 6}") for at, (text, label) in enumerate(lines())]


def test_plain_python_scores_as_it_was_fitted() -> None:
    numpy = pytest.importorskip("numpy")
    texts = [row.text for row in ROWS] + ["路灯不亮，" * 12 + "工资"]
    letters = import_module("bot.training.letters").Letters(texts, 2, TELL)
    weights = numpy.random.default_rng(0).normal(size=(3, len(letters.vocabulary)))
    bias = numpy.array([0.3, -0.2, 0.0])
    written = import_module("bot.training.written")
    head = written.Weights(("a", "b", "c"), weights, bias)
    model = LinearModel(written.written(letters, [("label", head)]))
    logits = letters.matrix(texts) @ weights.T + bias
    wanted = numpy.exp(logits) / numpy.exp(logits).sum(axis=1, keepdims=True)
    scored = [list(model.judge(*TELL(text))["label"].values()) for text in texts]
    assert numpy.abs(numpy.array(scored) - wanted).max() < 0.02


def test_every_head_tells_most_of_what_it_was_taught() -> None:
    tasks = tree_tasks(ROWS, (), {"noise"})
    tried: list[tuple[str, float, float]] = []
    bench = learner().Bench(tasks, TELL)
    chosen = bench.study(lambda *one: tried.append(one))
    model = LinearModel(bench.model(chosen))
    assert {head for head, _, _ in tried} == {"leaf", "report", "danger", "intent"}
    for task in tasks:
        hits = [
            best_of(model.judge(*TELL(one.text))[task.head])[0] == one.label
            for one in task.examples
        ]
        assert sum(hits) > 0.95 * len(hits)


def test_a_task_may_lean_on_what_another_knows() -> None:
    named = {"noise": "甲", "wage_arrears": "乙"}
    own = [Row(row.text, named[row.label], row.writer) for row in ROWS if row.label in named]
    beside = tree_tasks(ROWS, ())[0]
    bench = learner().Bench([label_task(own, beside)], TELL)
    model = LinearModel(bench.model(bench.study(lambda *_: None)))
    assert best_of(model.scores("老板拖欠工资"))[0] == "乙"


def test_a_writer_is_never_on_both_sides_of_a_check() -> None:
    task = tree_tasks(ROWS, ())[0]
    folds = learner().folds_of(task)
    sides: dict[str, set[int]] = {}
    for example, fold in zip(task.examples, folds, strict=True):
        sides.setdefault(example.group, set()).add(int(fold))
    assert all(len(one) == 1 for one in sides.values())


def test_a_row_of_several_leaves_is_an_example_of_each() -> None:
    rows = [Row("占着消防通道还吵", "fire_lane+noise"), Row("吵死了", "noise")]
    leaf = tree_tasks(rows, ())[0]
    assert [one.label for one in leaf.examples] == ["fire_lane", "noise", "noise"]
    assert leaf.examples[0].weight < leaf.examples[2].weight


def test_the_corpus_speaks_of_the_tree_and_a_tenth_is_held_back() -> None:
    rows = corpus_rows(TREE)
    learnt, held = split(rows)
    assert len(learnt) + len(held) == len(rows)
    assert 0.05 < len(held) / len(rows) < 0.15
    assert all(is_held_back(row.text) for row in held)
    assert all(is_of_tree(row.label, TREE) for row in word_rows(TREE))
    assert len(split(rows[:30])[1]) >= 3
