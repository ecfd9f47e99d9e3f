"""A child that tells that nobody looks after it is heard as one, whatever else it names."""

import pytest

from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around
from handlers.understanding.tellers import only_says_to_be_a_child
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
ALONE = Around(is_to_bot=True)


@pytest.mark.parametrize(
    "words",
    [
        "我妈妈去南方打工了 爸爸喝酒不回家 我跟弟弟两天没吃热饭了",
        "弟弟发烧了 家里没大人",
        "妈妈走了不要我们了 爸爸天天打牌不管我",
        "奶奶住院了 家里就剩我跟弟弟 不会做饭",
        "爸妈离婚了 都不管我 我上五年级",
        "我妈妈跑了 我爸爸不给我饭吃 我饿",
    ],
)
def test_the_child_comes_first(words: str) -> None:
    reading = READER.read(words, ALONE)
    assert reading.is_report
    assert reading.matters[0].leaf == "child_protection"
    assert not reading.is_unsure
    assert reading.possible_danger is None


@pytest.mark.parametrize(
    "words",
    [
        "我妈一个人在家没人照顾 能不能申请护理",
        "我爸三天没回来了",
        "儿子不管我 我七十了",
        "俺孩子没人管 天天去网吧",
        "物业不管我们 家里没水",
        "家里没大人 孩子咋接种疫苗",
        "工资没发 家里没饭吃 弟弟上学",
    ],
)
def test_a_grown_person_is_no_child_left_alone(words: str) -> None:
    told = READER.read(words, ALONE).matters
    assert not any("没人照看" in reason for one in told for reason in one.reasons)


@pytest.mark.parametrize("words", ["喂 有人吗 我是三年级的", "我今年11岁", "你好 我是小学生"])
def test_a_child_may_only_say_who_it_is(words: str) -> None:
    assert only_says_to_be_a_child(words)


@pytest.mark.parametrize("words", ["我三年级 班里有人打我", "我孩子三年级", "小学门口堵车", "你好"])
def test_more_than_that_is_something_told(words: str) -> None:
    assert not only_says_to_be_a_child(words)
