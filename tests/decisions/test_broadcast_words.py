"""What staff say to have a notice sent to groups, in the exact words and in natural ones."""

import pytest

from handlers.dialogue.broadcast_words import agrees, denies, drops, submits, understand_broadcast

WATER = "明天上午8点到11点停水，请提前存水"


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        (f"群发 东关社区：{WATER}", "东关社区"),
        (f"群发通知：{WATER}", ""),
        (f"给东关社区的居民群发通知：{WATER}", "东关社区"),
        (f"给东关社区各群发个通知，{WATER}", "东关社区"),
        (f"帮我给城关镇的群发一下：{WATER}", "城关镇"),
        (f"往东关家属院的群里发个消息：{WATER}", "东关家属院"),
        (f"发个通知：{WATER}", ""),
        (f"发一条通知 {WATER}", ""),
        (f"下个通知，{WATER}", ""),
        (f"通知东关社区的居民：{WATER}", "东关社区"),
        (f"通知一下大家：{WATER}", ""),
        (f"大喇叭：{WATER}", ""),
        (f"喊一下大喇叭：{WATER}", ""),
        (f"云喇叭 东关社区：{WATER}", "东关社区"),
        (f"广播：{WATER}", ""),
        (f"请给全县居民群发提醒：{WATER}", "全县"),
    ],
)
def test_a_notice_is_told_from_what_is_said_around_it(said: str, heading: str) -> None:
    found = understand_broadcast(said)
    assert found is not None
    assert found.text == WATER
    assert heading in found.heading
    assert not found.is_urgent
    assert not found.is_for_staff


@pytest.mark.parametrize(
    "said",
    [
        "紧急通知：洪水要来了，河边的住户马上往高处走",
        "紧急群发：洪水要来了，河边的住户马上往高处走",
        "应急广播 城关镇：洪水要来了，河边的住户马上往高处走",
        "给城关镇的群发紧急通知：洪水要来了，河边的住户马上往高处走",
    ],
)
def test_a_danger_is_urgent(said: str) -> None:
    found = understand_broadcast(said)
    assert found is not None
    assert (found.is_urgent, found.text) == (True, "洪水要来了，河边的住户马上往高处走")


def test_a_notice_may_be_for_staff() -> None:
    found = understand_broadcast("给城关镇的网格员群发个通知：周五下午三点开会")
    assert found is not None
    assert found.is_for_staff
    assert found.text == "周五下午三点开会"


@pytest.mark.parametrize("said", ["群发", "发个通知", "给东关社区的群发通知："])
def test_a_notice_without_words_is_asked_for(said: str) -> None:
    found = understand_broadcast(said)
    assert found is not None
    assert found.text == ""


@pytest.mark.parametrize(
    "said",
    [
        "通知城管局来一下",
        "通知住建局协办 #00012",
        "#00012 办结 已通知居民挪车",
        "居民说停水也不通知",
        "我去通知他们挪车",
        "3号楼停水了没人通知",
        "已经给居民说清楚了",
        "办结 下水道已疏通，已在群里通知",
        "群里有人反映路灯不亮",
        "我的任务",
        "签发督办单3号",
        "已给居民群发通知说明停水原因，办结",
        "喇叭声太吵，居民投诉",
    ],
)
def test_other_talk_is_no_notice(said: str) -> None:
    assert understand_broadcast(said) is None


@pytest.mark.parametrize(
    "said", ["提交", "确认提交", "没问题，发吧", "好的", "核对无误", "可以，提交"]
)
def test_the_writer_hands_it_in(said: str) -> None:
    assert submits(said)
    assert not drops(said)


@pytest.mark.parametrize("said", ["取消", "算了", "不发了", "先不发", "不提交了"])
def test_the_writer_drops_it(said: str) -> None:
    assert drops(said)
    assert not submits(said)


@pytest.mark.parametrize(
    "said",
    [
        "同意发送",
        "同意群发",
        "可以发",
        "通知可以发",
        "同意发这个通知",
        "发吧",
        "我同意发布",
        "审核通过",
    ],
)
def test_a_second_person_agrees(said: str) -> None:
    assert agrees(said)
    assert not denies(said)


@pytest.mark.parametrize(
    "said", ["不发", "不同意发送", "先别发", "通知不能发", "别发这个通知", "审核不通过"]
)
def test_a_second_person_refuses(said: str) -> None:
    assert denies(said)
    assert not agrees(said)


@pytest.mark.parametrize(
    "said",
    [
        "同意发提示函2号",
        "同意",
        "好的",
        "同意退回",
        "督办单3号可以发",
        "不发提示函",
        "不同意退回",
        "同意延期",
    ],
)
def test_words_about_other_papers_judge_no_notice(said: str) -> None:
    assert not agrees(said)
    assert not denies(said)
