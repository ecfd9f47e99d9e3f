"""How staff ask for more time, rule on it and ask the residents; and what only sounds like it."""

import pytest

from handlers.dialogue.commands import Do, understand


@pytest.mark.parametrize(
    ("words", "do"),
    [
        ("申请延期到下周五,等配件", Do.EXTEND),
        ("延期3天 理由:材料没到", Do.EXTEND),
        ("这活儿三天干不完,能不能宽限到周五", Do.EXTEND),
        ("能不能再给几天,人手不够", Do.EXTEND),
        ("想缓到月底,连着下雨", Do.EXTEND),
        ("推迟到下周一行不行,吊车没空", Do.EXTEND),
        ("再多给两天吧,设备在返厂", Do.EXTEND),
        ("#00012 延长到5月20号,配件从郑州发", Do.EXTEND),
        ("同意延期", Do.APPROVE_EXTENSION),
        ("#00012 同意他们延期", Do.APPROVE_EXTENSION),
        ("延期可以", Do.APPROVE_EXTENSION),
        ("批准延到周五", Do.APPROVE_EXTENSION),
        ("不同意延期,先接个临时灯", Do.DENY_EXTENSION),
        ("延期不批", Do.DENY_EXTENSION),
        ("不能再拖了,不准延期", Do.DENY_EXTENSION),
        ("还是按原来的时间办", Do.DENY_EXTENSION),
        ("先挂账吧,等开春再修", Do.SUSPEND),
        ("申请挂账,资金没到位,下月10号再看", Do.SUSPEND),
        ("这个先放一放,等管网改造", Do.SUSPEND),
        ("暂缓办理,等产权单位确认", Do.SUSPEND),
        ("续挂到6月5号,批复还没下来", Do.SUSPEND),
        ("同意挂账", Do.APPROVE_SUSPENSION),
        ("可以先挂账", Do.APPROVE_SUSPENSION),
        ("不同意挂账,马上安排", Do.DENY_SUSPENSION),
        ("挂账不行", Do.DENY_SUSPENSION),
        ("恢复办理", Do.RESUME),
        ("资金到了,不用挂了", Do.RESUME),
        ("取消挂账", Do.RESUME),
        ("请补充具体位置", Do.QUESTION),
        ("请反映人补充几单元几楼", Do.QUESTION),
        ("问一下反映人:是一直响还是夜里响", Do.QUESTION),
        ("麻烦问问住户哪天在家", Do.QUESTION),
        ("需要居民提供一下照片", Do.QUESTION),
    ],
)
def test_the_wish_is_understood_in_natural_words(words: str, do: Do) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is do
    assert found.note


@pytest.mark.parametrize(
    ("words", "do"),
    [
        ("办结 已跟居民说明情况,居民表示理解,坑也填平了", Do.FINISH),
        ("进展 已请居民确认了位置,正在开挖", Do.PROGRESS),
        ("同意退回", Do.APPROVE_REFUSAL),
        ("不同意退回", Do.DENY_REFUSAL),
        ("退回 R4 信息不足,找不到地方", Do.REFUSE),
        ("这个我处理不了,报上去吧", Do.PASS_UP),
        ("已联系反映人,明天上午去修", Do.PROGRESS),
        ("管子修好了,水也恢复了", Do.FINISH),
        ("办结 井盖已补好,挂了警示牌", Do.FINISH),
    ],
)
def test_what_only_sounds_like_it_is_what_it_was(words: str, do: Do) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is do


@pytest.mark.parametrize("words", ["6号肯定完不成 往后推到9号中不中", "材料没到 挪到下周行不行"])
def test_a_day_to_which_it_is_pushed_asks_for_time(words: str) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is Do.EXTEND


@pytest.mark.parametrize("words", ["把垃圾推到3号楼后头去了", "车推到路边了"])
def test_what_is_pushed_somewhere_asks_for_none(words: str) -> None:
    found = understand(words)
    assert found is None or found.do is not Do.EXTEND
