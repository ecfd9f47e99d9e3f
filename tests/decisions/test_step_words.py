"""Staff tell the step they take without the word for it."""

import pytest

from handlers.dialogue.commands import Do, understand
from handlers.dialogue.step_words import step_in


@pytest.mark.parametrize(
    "words",
    [
        "俺这就过去",
        "收到 下午去看看",
        "中，这会儿就去",
        "知道了 我去处理",
        "我接了",
        "这个我来",
        "好的 马上派人过去",
    ],
)
def test_whoever_goes_has_taken_it(words: str) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is Do.ACCEPT


@pytest.mark.parametrize("words", ["去吧", "来", "你去看看", "谁去看看", "有人去没", "你过去一趟"])
def test_who_sends_others_takes_nothing(words: str) -> None:
    assert understand(words) is None


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("得城管局来 拉两车", "pass_up"),
        ("我搞不定", "pass_up"),
        ("要挖开修 没设备 请上面协调", "pass_up"),
        ("需要专业队伍疏通", "pass_up"),
        ("通了", "finish"),
        ("盖子盖上了", "finish"),
        ("跟两家都说通了 不闹了", "finish"),
        ("到了没发现问题", "not_true"),
        ("敲门没人在家", None),
        ("跟物业说了 他们下午来人", "progress"),
        ("围起来了 放了个锥桶", "progress"),
        ("坑没填上", None),
        ("明天才能填上了", None),
        ("通了一半", "progress"),
        ("来水了吗", None),
        ("辛苦各位了", None),
    ],
)
def test_a_grid_member_tells_the_step(words: str, step: str | None) -> None:
    assert step_in(words, "grid") == step


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("已安排人去了", "report_in"),
        ("我公司抢修人员20分钟到", "report_in"),
        ("这段是省道 归公路局", "refuse"),
        ("红线内归物业", "refuse"),
        ("已经清走了 拉了两车", "finish"),
        ("得住建局来处理", None),
    ],
)
def test_a_department_tells_the_step(words: str, step: str | None) -> None:
    assert step_in(words, "department") == step
