"""What staff say, in the exact word and in natural wording."""

import pytest

from handlers.dialogue.commands import Do, is_bare_yes, understand
from handlers.dialogue.refusal_words import code_in
from storage.codes import RefusalCode


@pytest.mark.parametrize(
    ("words", "do"),
    [
        ("接单", Do.ACCEPT),
        ("#00101 接单", Do.ACCEPT),
        ("我来办", Do.ACCEPT),
        ("收到,我这就过去看看", Do.ACCEPT),
        ("俺去看看", Do.ACCEPT),
        ("收到 先去看看", Do.ACCEPT),
        ("收到,马上派人去", Do.ACCEPT),
        ("好的,现在派人", Do.ACCEPT),
        ("好吧 收到 马上安排", Do.ACCEPT),
        ("那我们先接了", Do.ACCEPT),
        ("先去现场看看再说", Do.ACCEPT),
        ("派了两个师傅去", Do.ACCEPT),
        ("这个找物业吧 不接", Do.REFUSE),
        ("水管是小区自己的 应该物业处理", Do.REFUSE),
        ("工地扬尘不归我们 归住建 请退", Do.REFUSE),
        ("我局只管工业企业", Do.REFUSE),
        ("转上级 管子太深俺们弄不了", Do.PASS_UP),
        ("这个我处理不了,报上去吧", Do.PASS_UP),
        ("协调不动,请中心吹哨", Do.PASS_UP),
        ("吹哨 城管局", Do.WHISTLE),
        ("报到", Do.REPORT_IN),
        ("城管局报到,张队带人过去", Do.REPORT_IN),
        ("退回 R1 权责清单里没有这一项", Do.REFUSE),
        ("这是自来水的管子,不归我们管,退了", Do.REFUSE),
        ("派错了,请改派", Do.REFUSE),
        ("进展 已到现场,正在抽水", Do.PROGRESS),
        ("人已经在路上", Do.PROGRESS),
        ("配件明天到,明天上午修", Do.PROGRESS),
        ("办结 已疏通管道并换了新井盖", Do.FINISH),
        ("管道疏通好了,井盖也换了", Do.FINISH),
        ("修好了", Do.FINISH),
        ("不属实,现场没有这回事", Do.NOT_TRUE),
        ("确认,已派人", Do.CONFIRM),
        ("移交 城关派出所", Do.HAND_OFF),
        ("同意退回", Do.APPROVE_REFUSAL),
        ("不同意退回,就是你们的", Do.DENY_REFUSAL),
        ("地界是隔壁县的", Do.REFUSE),
        ("这块不在我们辖区", Do.REFUSE),
        ("信息不足,退回", Do.REFUSE),
        ("退回不同意", Do.DENY_REFUSAL),
        ("还是你们办,别推了", Do.DENY_REFUSAL),
        ("可以退,改由自来水公司主办", Do.APPROVE_REFUSAL),
        ("同意改派", Do.APPROVE_REFUSAL),
        ("加协办 水务局 #12", Do.ADD_HELPER),
        ("请城管协办", Do.ADD_HELPER),
        ("让交警过来帮忙", Do.ADD_HELPER),
        ("水利局不用协办了", Do.DROP_HELPER),
        ("撤协办 城管局", Do.DROP_HELPER),
        ("改派 水利局", Do.REASSIGN),
        ("让水利局牵头吧", Do.REASSIGN),
        ("这活儿换给住建局办", Do.REASSIGN),
        ("水利局那边不用来了", Do.DROP_HELPER),
        ("再叫上住建局", Do.ADD_HELPER),
        ("同意他们退", Do.APPROVE_REFUSAL),
        ("不行,还是你们单位办", Do.DENY_REFUSAL),
        ("已经换成新灯头了", Do.FINISH),
        ("换住建局主办", Do.REASSIGN),
        ("由水利局牵头", Do.REASSIGN),
        ("指定水利局办理", Do.REASSIGN),
        ("#00012 并到 #00005", Do.MERGE),
        ("这俩是一回事,合并吧", Do.MERGE),
        ("引导 走劳动仲裁", Do.GUIDE),
        ("上提 #00012", Do.ESCALATE),
        ("同意吹哨", Do.APPROVE_WHISTLE),
        ("不同意吹哨,先让物业去", Do.DENY_WHISTLE),
        ("这事俺们定不了,提请县里研判", Do.ESCALATE),
        ("报到县里协调吧", Do.ESCALATE),
        ("催办", Do.REMIND),
        ("#00012 催一下", Do.REMIND),
        ("再催催城管局", Do.REMIND),
        ("麻烦催一下，群众等着呢", Do.REMIND),
        ("我的任务", Do.MY_TASKS),
        ("手头还有几件活", Do.MY_TASKS),
        ("为什么派给我", Do.WHY),
        ("帮助", Do.HELP),
        ("？", Do.HELP),
    ],
)
def test_staff_are_understood_in_any_wording(words: str, do: Do) -> None:
    command = understand(words)
    assert command is not None
    assert command.do is do


@pytest.mark.parametrize("words", ["群众一直催得紧", "中午吃啥", "开会改到三点了", "这天真热", ""])
def test_shop_talk_is_no_command(words: str) -> None:
    assert understand(words) is None


def test_a_second_number_belongs_to_the_words() -> None:
    command = understand("#00012 退回 R3 跟#00005是同一件事")
    assert command is not None
    assert "#00005" in command.note
    assert "#00012" not in command.note


def test_the_note_is_what_was_said_beside_the_word() -> None:
    command = understand("#00101 办结 已疏通管道并更换井盖")
    assert command is not None
    assert command.note == "已疏通管道并更换井盖"


def test_the_note_keeps_the_writers_own_punctuation() -> None:
    command = understand("办结\uff1a管道通了\uff0c井盖换了")
    assert command is not None
    assert command.note == "管道通了\uff0c井盖换了"


def test_natural_wording_is_kept_whole_as_the_note() -> None:
    command = understand("管道疏通好了,井盖也换了新的")
    assert command is not None
    assert "井盖也换了新的" in command.note


@pytest.mark.parametrize("words", ["已疏通3号楼前下水道", "已修复，晚上试过了", "正在挖沟换管"])
def test_a_verb_that_happens_to_be_short_belongs_to_the_note(words: str) -> None:
    command = understand(words)
    assert command is not None
    assert command.note == words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("退回 r1 不是我们的", RefusalCode.R1),
        ("权责清单上城管只管市政排水,供水主管在自来水公司", RefusalCode.R1),
        ("那地方不在我们辖区", RefusalCode.R2),
        ("这个上周已经在办了,重复", RefusalCode.R3),
        ("没写清楚几号楼,信息不足", RefusalCode.R4),
        ("已经起诉到法院,走诉讼", RefusalCode.R5),
        ("退了", None),
    ],
)
def test_the_refusal_code_is_heard_in_words(words: str, code: RefusalCode | None) -> None:
    assert code_in(words) is code


def test_a_bare_yes_is_heard_but_promises_nothing() -> None:
    assert is_bare_yes("收到")
    assert is_bare_yes("#00123 好的")
    assert not is_bare_yes("收到,马上去")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("610这个弄错了吧 路灯设施早移交城管了 我们只管到电表", None),
        ("R1 非本单位职责 依据路灯移交协议 应由城管局主办", RefusalCode.R1),
        ("退回 R1 依据移交协议", RefusalCode.R1),
    ],
)
def test_what_was_handed_over_long_ago_is_ground_for_a_refusal(
    words: str, code: RefusalCode | None
) -> None:
    found = understand(words)
    assert found is not None
    assert (found.do, found.code) == (Do.REFUSE, code)


@pytest.mark.parametrize("words", ["已移交派出所", "移交110了"])
def test_handing_over_now_is_a_hand_over(words: str) -> None:
    found = understand(words)
    assert found is not None
    assert found.do is Do.HAND_OFF


@pytest.mark.parametrize(
    "words",
    [
        "这个我们接不了\uff0c灯具养护归城管局\uff0c麻烦转城管局办",
        "受理不了\uff0c退还给中心",
        "产权是移动公司的\uff0c井盖上写着呢",
        "您找错门了\uff0c我们是管户籍的",
        "这条路是省道\uff0c归公路局养护\uff0c我们只管城区道路",
        "地址写得太笼统\uff0c我们没法去",
        "谁的孩子谁抱走",
        "恕难受理",
        "单子是不是投错地方了",
        "抢修按条例由供电公司负责\uff0c我局职责里没有这一块",
    ],
)
def test_a_refusal_is_heard_in_any_words(words: str) -> None:
    command = understand(words)
    assert command is not None
    assert command.do is Do.REFUSE


@pytest.mark.parametrize(
    "words",
    [
        "接不了电话\uff0c在开会",
        "这个归我们管\uff0c下午去",
        "经现场查看\uff0c管道属于物业产权\uff0c已协调物业维修",
        "已联系城管局\uff0c请他们派车",
        "地址再说详细点",
        "已由城管局负责清理",
    ],
)
def test_who_is_at_it_refuses_nothing(words: str) -> None:
    command = understand(words)
    assert command is None or command.do is not Do.REFUSE
