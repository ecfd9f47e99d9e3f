"""Who asks after a reporter is heard; who asks where to report is not mistaken for them."""

import pytest

from handlers.understanding.privacy import asks_who_looked, asks_who_told


@pytest.mark.parametrize(
    "text",
    [
        "谁举报我",
        "是谁反映的",
        "谁告的我",
        "哪个孙子举报的我",
        "举报人是谁",
        "把举报人的电话给我",
        "谁又去告我状了",
        "到底是哪家投诉的我们",
        "反映人叫什么名字",
    ],
)
def test_a_question_for_the_reporter_is_heard(text: str) -> None:
    assert asks_who_told(text)


@pytest.mark.parametrize(
    "text",
    [
        "这事找谁投诉",
        "不知道该向谁举报",
        "跟谁反映都没用",
        "我要举报村干部吃拿卡要",
        "谁来管管楼下的垃圾",
        "报警了没人来",
    ],
)
def test_other_words_are_not_taken_for_it(text: str) -> None:
    assert not asks_who_told(text)


@pytest.mark.parametrize(
    "text", ["我的事有几个人看过", "我反映的被查看了几次", "谁看过我说的事", "多少人查看过"]
)
def test_a_question_for_the_looks_is_heard(text: str) -> None:
    assert asks_who_looked(text)
