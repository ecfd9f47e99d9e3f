"""What a language model is shown: the matter, and nothing that leads to a person or a home."""

import pytest

from handlers.intake.veiling import veil
from handlers.situation import Situation
from storage.codes import MessageKind
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from tests.decisions.county import AUNT_WANG, GROUP, MONDAY
from tests.decisions.scene import WORLD, speaker


def said(text: str) -> Situation:
    """王大妈 says it in her group."""
    message = InboundMessage(
        id=1, county_id=1, channel="webchat", key="1", chat_id="wx_dongguan", is_group=True,
        sender_id="p:王大妈", sender_name="桂兰姐", kind=MessageKind.TEXT, text=text,
        sent_at=MONDAY, received_at=MONDAY, next_attempt_at=MONDAY,
    )  # fmt: skip
    conversation = Conversation(id=1, county_id=1, channel="webchat", chat_id="wx_dongguan")
    return Situation(MONDAY, WORLD, message, speaker(AUNT_WANG), conversation, GROUP)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我是张桂兰,灯坏了", "张桂兰"),
        ("邻居叫李建国,天天放音响", "李建国"),
        ("刘大爷门口的井盖没了", "刘大爷"),
        ("老赵家又往外倒水", "老赵"),
        ("陈志强家盖房占了路", "陈志强"),
        ("孙某某欠钱不还", "孙某某"),
        ("郭网格说管不了", "郭网格"),
        ("王大妈跟前的灯坏了", "王大妈"),
        ("桂兰姐说的那个灯", "桂兰姐"),
        ("东关家属院的灯坏了", "东关"),
        ("阳光花园后头的灯", "阳光花园"),
        ("2单元501室往下漏水", "501"),
        ("打13812345678找我", "138"),
        ("一三八一二三四五六七八", "一三八"),
        ("豫A·12345堵着门", "12345"),
        ("身份证41010119600101123X", "410101"),
    ],
)
def test_nothing_leads_to_a_person_or_a_home(text: str, hidden: str) -> None:
    assert hidden not in veil(said(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "下水道堵了,粪水流一地",
        "路灯不亮,黑灯瞎火的",
        "高压线掉下来了",
        "马路中间一个大坑",
        "垃圾三天没人收,臭得很",
        "广场舞半夜还在跳",
        "门开了 谢谢叔",
        "欠钱的老板跑了",
    ],
)
def test_the_matter_itself_stays_readable(text: str) -> None:
    assert veil(said(text), text) == text


def test_a_letter_is_cut() -> None:
    text = "路灯不亮" * 1000
    assert len(veil(said(text), text)) == 500
