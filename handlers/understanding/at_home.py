"""Who is at home and when somebody may come: 家里没人 晚上来, 老头子不在家 等他回来再说.

It sounds like somebody who is missing, and is said to whoever wants to come and look.
"""

import re

_LONGEST = 34  # letters
_WHO = r"(?:(?:我|俺|咱)们?|家里?|屋里?|家家|老头子?|老伴儿?|当家的|掌柜的|孩子(?:他|她)?[爸爹妈娘]?|娃(?:他|她)?[爸爹妈娘]?|老公|老婆|媳妇|对象|儿子|闺女|女儿|[爸妈爹娘]|老人|大人|人|都|也|就|平时|白天|上午|下午|晚上|这会儿|现在|今[天儿]|明[天儿]|周末|工作日|他们?|她|一般|这两天)"
_OUT = r"(?:没(?:有)?人(?:在)?(?:家)?|(?:都)?不在(?:家|屋|村里)?|没在(?:家|屋)?|(?:去|在)?(?:上班|上学|下地|赶集|打工|出门|出差|干活|接孩子|买菜|外地)(?:了|去了|呢|嘞|着呢)?|出去了|出门了|走不开)"
_WHEN = r"(?:(?:有事|要来|过来)?(?:你们?|恁们?|您|师傅)?(?:等)?(?:他|她|我|俺|家里?人?|有人)?(?:晚上|傍晚|中午|晌午|下午|上午|早上|明[天早儿]|后[天儿]|周末|周[一二三四五六日末]|礼拜[一二三四五六天]|\d{1,2}[点号]|[一二三四五六七八九十]{1,2}点)?(?:半|以?后|之后|左右|才)?(?:再|才|就)?(?:有人|在家|到家|能?回来|下班|来|过来|打|联系|说)?(?:再)?(?:来|说|打|联系)?(?:吧|哈|啊|行不|中不|中|行)?)"
_ONLY = re.compile(rf"\W*(?:{_WHO})*{_OUT}\W*(?:{_OUT}\W*)?{_WHEN}\W*(?:{_WHEN})\W*")
_SPOKEN = ("在", "没人", "没有人", "出去", "出门", "上班", "走不开", "出差", "打工", "下地")


def is_about_being_in(plain: str) -> bool:
    """True where nothing is told but who is out and when somebody may come."""
    if len(plain) > _LONGEST or not any(word in plain for word in _SPOKEN):
        return False
    return _ONLY.fullmatch(plain) is not None
