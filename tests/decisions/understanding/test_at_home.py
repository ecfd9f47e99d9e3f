"""Who is out, and when to come, is told to whoever wants to come and look; nobody is missing."""

import pytest

from handlers.understanding.at_home import is_about_being_in


@pytest.mark.parametrize(
    "words",
    [
        "家里没人 晚上来",
        "老头子不在家",
        "孩子他爸不在家 等他回来再说",
        "白天家里没人 你们下午六点以后来",
        "我不在家 明天上午来中不",
        "俺们下地了 晌午回来",
        "我出差了 后天回来",
    ],
)
def test_nobody_is_in_just_now(words: str) -> None:
    assert is_about_being_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "老头子不在家 一晚上没回来",
        "孩子不在家 到处找不着",
        "人不见了",
        "老伴不在屋 电话打不通",
        "家里没人了 都走了 就剩我",
        "家里没人 门开着 锅还烧着",
        "我爸没在家 他有痴呆",
        "屋里有人没出来",
        "我不在了你们别难过",
    ],
)
def test_somebody_is_looked_for_or_left_behind(words: str) -> None:
    assert not is_about_being_in(words)
