"""Stars, reasons, and whether words may be passed on, in residents' own words."""

import pytest

from handlers.understanding.opinions import ANONYMOUS, NO, YES, read_opinion, without_scores
from handlers.understanding.second_look import read_second_look


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("4", 4), ("打5分", 5), ("给3星", 3), ("④", 4), ("挺满意", 5), ("满意", 4), ("一般吧", 3),
        ("不太满意", 2), ("很不满意", 1), ("中", 4), ("得劲", 4), ("凑合", 3), ("差评", 1), ("明天再说", None),
    ],
)  # fmt: skip
def test_stars_are_read_where_they_are_asked_for(text: str, stars: int | None) -> None:
    assert read_opinion(text, "stars").stars == stars


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("①③", (1, 3)), ("2", (2,)), ("1、4", (1, 4)), ("压根没来人", (1,)), ("还是坏的，态度也差", (2, 4)),
        ("等了半个月才来", (3,)), ("推来推去没人管", (1, 4)), ("说不清", ()),
    ],
)  # fmt: skip
def test_what_was_wrong_is_read_in_figures_and_words(text: str, reasons: tuple[int, ...]) -> None:
    assert read_opinion(text, "reasons").reasons == reasons


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        ("愿意", YES), ("可以", YES), ("中", YES), ("实名也行", YES), ("匿名", ANONYMOUS), ("别说是我", ANONYMOUS),
        ("不愿意", NO), ("别转了", NO), ("算了吧", NO), ("路灯又不亮了", ""),
    ],
)  # fmt: skip
def test_whether_words_may_be_passed_on(text: str, relay: str) -> None:
    assert read_opinion(text, "relay").relay == relay


def test_without_the_question_a_bare_yes_says_nothing_of_passing_on() -> None:
    assert read_opinion("可以，弄好了").relay == ""
    assert read_opinion("弄好了，4分，别说是我").relay == ANONYMOUS
    assert read_opinion("弄好了，4分，别说是我").stars == 4


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        ("3", ""), ("解决了，4分，就是慢", "解决了，就是慢"), ("③④ 说话难听", "说话难听"), ("5星，匿名", ""),
        ("打2分，来晚了", "来晚了"), ("3号楼还堵着", "3号楼还堵着"),
    ],
)  # fmt: skip
def test_no_score_is_passed_on(said: str, passed_on: str) -> None:
    assert without_scores(said) == passed_on


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("没有了", 1), ("没再响", 1), ("做到了", 1), ("钱给了", 1), ("又有了", 3), ("没做到", 3), ("对方不认账", 3),
        ("还是那样吵", 3), ("好一些", 2), ("给了一半", 2), ("3", 3), ("1", 1),
    ],
)  # fmt: skip
def test_a_second_look_hears_whether_it_lasts(text: str, resolved: int) -> None:
    said = read_second_look(text)
    assert said is not None
    assert (said.resolved, said.is_sure) == (resolved, True)
