"""Staff ask for their work and for how things stand in words of their own."""

import pytest

from handlers.dialogue.commands import Do, understand
from handlers.understanding.askings import asks_who_you_are, says_nothing_new, says_who_they_are


@pytest.mark.parametrize(
    "words",
    [
        "今天有啥活",
        "今天有啥活？",
        "今儿有啥要办的",
        "手上还有几件",
        "我还有哪些活",
        "今天干啥活",
        "我的任务",
        "手头的事",
        "今天有什么任务",
        "俺手头有啥活没",
    ],
)
def test_asking_for_work(words: str) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is Do.MY_TASKS


@pytest.mark.parametrize(
    "words",
    [
        "今日汇总",
        "今天汇总发一下",
        "汇总一下",
        "发份日报",
        "给我个汇总",
        "今天整体情况",
        "今天工作情况",
        "看下汇总",
    ],
)
def test_asking_how_things_stand(words: str) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is Do.SUMMARY


@pytest.mark.parametrize(
    "words",
    ["办结 情况汇总后已全部清走垃圾", "有个事，3号楼灯不亮", "#00001 今天有啥进展", "今天去修"],
)
def test_other_words_are_not_taken_for_these(words: str) -> None:
    found = understand(words)
    assert found is None or found.do not in (Do.MY_TASKS, Do.SUMMARY)


@pytest.mark.parametrize(
    "words",
    [
        "无",
        "没有",
        "无。",
        "本周没有新情况",
        "这周没啥事",
        "一切正常",
        "我们网格没有新增",
        "俺村都正常",
    ],
)
def test_nothing_new(words: str) -> None:
    assert says_nothing_new(words)


@pytest.mark.parametrize("words", ["没有灯", "没修好", "没有水了", "无人接单", "不正常"])
def test_something_is_wrong(words: str) -> None:
    assert not says_nothing_new(words)


@pytest.mark.parametrize(
    "words",
    [
        "你是机器人不",
        "恁是谁啊",
        "你叫啥名字",
        "能听懂河南话不",
        "你是真人还是机器人？",
        "你能干点啥",
    ],
)
def test_asking_who_answers(words: str) -> None:
    assert asks_who_you_are(words)


@pytest.mark.parametrize(
    "words", ["你是3号楼的吧", "能听懂就办", "那是谁家的车", "你们能修路灯吗", "听不懂物业说啥"]
)
def test_talk_of_others_asks_nothing_of_the_bot(words: str) -> None:
    assert not asks_who_you_are(words)


@pytest.mark.parametrize(
    "words",
    [
        "领导恁好 俺是石桥村5组的",
        "你好，我住阳光花园3号楼的",
        "我是新城嘉苑的业主",
        "俺们是柳树村的村民",
    ],
)
def test_who_only_says_who_they_are_has_told_nothing_yet(words: str) -> None:
    assert says_who_they_are(words)


@pytest.mark.parametrize(
    "words",
    [
        "我是来反映问题的 楼道灯坏了",
        "我家住的房子漏水",
        "俺是被骗的",
        "你是哪里的",
        "我住的楼着火了",
    ],
)
def test_who_tells_something_with_it_is_heard_as_that(words: str) -> None:
    assert not says_who_they_are(words)
