"""Staff tell the step they take without the word for it."""

import pytest

from handlers.dialogue.commands import Do, understand
from handlers.dialogue.step_words import steps_in
from handlers.dialogue.wished import move_of
from storage.codes import Move
from storage.tables.person import Person
from tests.decisions.county import GUO, LEADER, TOWN_DUTY
from tests.decisions.scene import said


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
    assert next(iter(steps_in(words, "grid")), None) == step


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("技术员出发了", "report_in"),
        ("我局马上派车", "report_in"),
        ("我公司抢修人员20分钟到", "report_in"),
        ("已经清走了 拉了两车", "finish"),
        ("得住建局来处理", None),
    ],
)
def test_a_department_tells_the_step(words: str, step: str | None) -> None:
    assert next(iter(steps_in(words, "department")), None) == step


@pytest.mark.parametrize(
    ("words", "do"),
    [
        ("已安排人去了", Do.ACCEPT),
        ("收到 已安排抢修队", Do.ACCEPT),
        ("这段是省道 归公路局", Do.REFUSE),
        ("红线内归物业", Do.REFUSE),
        ("属于业主自己的", Do.REFUSE),
        ("产权不在我们", Do.REFUSE),
    ],
)
def test_a_department_takes_or_refuses_in_its_own_words(words: str, do: Do) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is do


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("理由不成立 还是城管办", "deny_refusal"),
        ("先干着 归谁管后面再说", "deny_refusal"),
        ("行 退吧 给自来水公司", "approve_refusal"),
        ("行 给你们三天", "approve_extension"),
        ("不行 按时办", "deny_extension"),
        ("核实了 属实", "confirm"),
        ("电话核实了 是误会", "not_true"),
        ("消防已接手", "hand_off"),
        ("通知城管局来处理", "whistle"),
        ("都超时了 赶紧问问", "remind"),
        ("涉法涉诉 不受理", "guide"),
    ],
)
def test_those_on_duty_tell_the_step(words: str, step: str) -> None:
    assert step in steps_in(words, "duty")


@pytest.mark.parametrize(
    ("by", "move"),
    [(GUO, Move.PASS_UP), (TOWN_DUTY, Move.REASSIGN), (LEADER, Move.REFUSE)],
)
def test_who_says_it_is_not_theirs_means_the_move_of_their_post(by: Person, move: Move) -> None:
    assert move_of(said("这个管不了", by), Do.REFUSE) is move


@pytest.mark.parametrize("words", ["好 九点半带检测仪到", "一会儿就到", "十点左右过去"])
def test_a_department_that_says_when_it_comes_reports_in(words: str) -> None:
    assert "report_in" in steps_in(words, "department")


@pytest.mark.parametrize("words", ["九点半到的货 还没装", "门口堵到十点", "到几点下班"])
def test_an_hour_of_something_else_is_no_promise(words: str) -> None:
    assert "report_in" not in steps_in(words, "department")


@pytest.mark.parametrize(
    "words",
    [
        "店里藏了六个罐 不让进 得消防一块来",
        "监控拍到人了 已立案",
        "取了水样 送检了",
        "已经约谈企业负责人",
    ],
)
def test_a_department_tells_how_it_goes(words: str) -> None:
    assert "progress" in steps_in(words, "department")
