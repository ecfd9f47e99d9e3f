"""Who tells of a danger decides how they are answered."""

import pytest

from handlers.understanding.tellers import is_child_of, is_told_of_others


@pytest.mark.parametrize(
    "words",
    [
        "4号楼楼顶站着个人 是不是想跳楼",
        "隔壁又打媳妇了",
        "听见楼上喊救命 有人打人",
        "河边有个女的要跳河",
    ],
)
def test_a_witness_is_answered_as_a_witness(words: str) -> None:
    assert is_told_of_others(words)


@pytest.mark.parametrize(
    "words",
    [
        "俺男人又打我了",
        "他掐我脖子 邻居都听见了",
        "我不想活了",
        "我再也不想活了 他们都看见了",
        "救救我",
    ],
)
def test_who_is_in_danger_is_spoken_to_as_such(words: str) -> None:
    assert not is_told_of_others(words)


def test_a_child_tells_of_its_parents() -> None:
    assert is_child_of("我爸喝醉了就打我")
    assert not is_child_of("俺男人又打我了")
