"""Threats of what will be done to things if nobody comes: heard by a person, but no fight is on."""

import re

_IF_NOT = re.compile(
    r"(?:再不|再敢|要是不|要不|不).{1,12}(?:我|俺|老子|咱|劳资|大家).{0,14}?(?:砸|踹|掀|泼|扔|堵|拆|锯|拔|推倒|点了|烧)[^,。!?]{0,8}?"
    r"(?:玻璃|门|窗|车|办公室|电脑|牌子|桌|岗亭|道闸|栏杆|家|店|厂|村委|居委|物业|大队部|你们|恁)"
)
_DEADLY = re.compile(r"刀|斧|汽油|煤气|炸|枪|砍|捅|杀|弄死|打死|点火|烧死|同归于尽")


def threatens_things(text: str) -> bool:
    """True of 再不修我砸你家玻璃; what could cost a life is an alarm, whatever it hangs on."""
    return _IF_NOT.search(text) is not None and _DEADLY.search(text) is None
