"""Lives in danger: told in whatever words, and not alarmed by talk of other things."""

from collections.abc import Mapping

import pytest

from bot.training.corpus import FOLDER
from bot.training.rows import read_rows
from handlers.understanding.alarms import (
    ENOUGH_ALONE,
    ENOUGH_ELSEWHERE,
    ENOUGH_IN_GROUP,
    Enough,
    felt_alarm,
)
from handlers.understanding.heard import listen
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.normalise import normalise
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent
from handlers.understanding.tree import load_categories

CATEGORIES = load_categories()
READER = TextReader(CATEGORIES, (), shipped_model())
GROUP = Around(is_group=True)
TOLD = [row for row in read_rows(FOLDER / "emergencies.tsv").rows if row.label != "elevator_fault"]


def _alarm(said: str) -> str | None:
    matter = READER.read(said, GROUP).emergency
    return matter.leaf if matter else None


@pytest.mark.parametrize(
    "said",
    [
        "我和奶奶在货梯里出不来 灯都灭了",
        "俺老伴搁那电梯里头 门不开",
        "电梯停在半中间 里面有个孕妇",
        "听见有人在敲电梯井的门 里面是不是有人 一直喊救命",
        "电梯门把娃的手夹住了",
    ],
)
def test_somebody_in_a_lift_that_stands_still_is_an_alarm(said: str) -> None:
    assert _alarm(said) == "elevator_fault"


@pytest.mark.parametrize(
    "said",
    [
        "在电梯口等着搬家具 半天不开门",
        "电梯停在三楼不动 里面没人",
        "去年俺困电梯里一回 现在都走楼梯",
        "手机在电梯里没信号",
    ],
)
def test_a_lift_with_nobody_in_danger_is_none(said: str) -> None:
    assert _alarm(said) is None


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("我正做饭，气罐的接头，滋滋响，关不住", "gas_leak"),
        ("我女儿，五岁，红裙子，一转身，人不见了", "missing_person"),
        ("楼下几个人，抡着板凳，打一个小伙子", "violence"),
    ],
)
def test_who_is_frightened_may_put_stops_anywhere(said: str, leaf: str) -> None:
    assert _alarm(said) == leaf


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("游戏里我把他烧死了 哈哈", Intent.JOKE),
        ("这车里跟着火一样 烫手", Intent.JOKE),
        ("我年轻时候出过车祸 那回车翻了", Intent.PAST_STORY),
        ("请问楼上起火烧到我家 谁来承担责任", Intent.HYPOTHETICAL),
    ],
)
def test_play_pictures_old_stories_and_questions_of_law_do_not_alarm(
    said: str, intent: Intent
) -> None:
    assert READER.read(said, GROUP).intent is intent


def test_an_old_story_that_goes_on_today_alarms() -> None:
    assert _alarm("那年着过火的老仓库今晚又着火了 快来人") == "fire"


@pytest.mark.parametrize("said", ["哈哈 真不想活了", "开玩笑的 我就是想死", "笑死 不如死了算了"])
def test_not_wanting_to_live_is_looked_at_even_in_jest(said: str) -> None:
    assert _alarm(said) == "suicide_risk"


def _felt(
    said: str, nats: float, scores: Mapping[str, float], enough: Enough = ENOUGH_ELSEWHERE
) -> str | None:
    heard = listen(normalise(said), Lexicon(CATEGORIES))
    return felt_alarm(heard, scores, CATEGORIES, nats, enough=enough)


def test_a_model_that_is_sure_of_danger_alarms_where_no_word_does() -> None:
    said, scores = (
        "他坐那儿脸色不对",
        {"medical_emergency": 0.6, "suicide_risk": 0.25, "noise": 0.15},
    )
    assert _felt(said, 3.0, scores) == "medical_emergency"
    assert _felt(said, 1.0, scores) is None


def test_a_danger_of_no_kind_is_felt_only_where_somebody_writes_alone() -> None:
    assert _felt("他坐那儿脸色不对", 6.0, {"fire": 0.1, "noise": 0.9}, ENOUGH_ALONE) == "fire"
    assert _felt("他坐那儿脸色不对", 6.0, {"fire": 0.1, "noise": 0.9}, ENOUGH_IN_GROUP) is None


def test_what_the_words_speak_against_is_not_felt() -> None:
    assert _felt("光缆垂下来快碰到头", 6.0, {"live_wire": 0.9}) is None
    assert _felt("电线垂下来快碰到头", 6.0, {"live_wire": 0.9}) == "live_wire"


def test_less_is_enough_where_somebody_writes_to_the_bot_alone() -> None:
    assert _felt("他坐那儿脸色不对", -0.2, {"medical_emergency": 0.5}, ENOUGH_ALONE) is not None
    assert _felt("他坐那儿脸色不对", -0.2, {"medical_emergency": 0.5}, ENOUGH_IN_GROUP) is None


def test_what_is_told_as_over_is_not_felt() -> None:
    assert _felt("虚惊一场 人没事", 6.0, {"medical_emergency": 0.9}) is None
    assert _felt("说是人没事 可是还没醒 快来人", 6.0, {"medical_emergency": 0.9}) is not None


@pytest.mark.parametrize("scores", [{"noise": 1.0}, {"of_no_tree": 1.0}, {}])
def test_without_a_leaf_of_danger_nothing_is_felt(scores: dict[str, float]) -> None:
    assert _felt("他坐那儿脸色不对", 6.0, scores) is None


def test_most_emergencies_of_the_corpus_are_known_by_words_alone() -> None:
    urgent = {leaf.id for leaf in CATEGORIES.leaves.values() if leaf.is_emergency}
    true = [row for row in TOLD if row.label in urgent]
    found = [row for row in true if _alarm(row.text)]
    assert len(true) > 590
    assert len(found) / len(true) > 0.78


def test_hardly_any_harmless_line_of_the_corpus_alarms() -> None:
    urgent = {leaf.id for leaf in CATEGORIES.leaves.values() if leaf.is_emergency}
    harmless = [row for row in TOLD if row.label not in urgent]
    wrong = [row for row in harmless if _alarm(row.text)]
    assert len(harmless) > 320
    assert len(wrong) / len(harmless) < 0.08
