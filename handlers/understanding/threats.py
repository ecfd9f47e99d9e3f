"""Threats of what will be done to things if nobody comes: heard by a person, but no fight is on."""

import re

_IF_NOT = re.compile(
    r"(?:再不|再敢|要是不|要不|不).{1,12}(?:我|俺|老子|咱|劳资|大家).{0,14}?(?:砸|踹|掀|泼|扔|堵|拆|锯|拔|推倒|点了|烧)[^,。!?]{0,8}?"
    r"(?:玻璃|门|窗|车|办公室|电脑|牌子|桌|岗亭|道闸|栏杆|家|店|厂|村委|居委|物业|大队部|你们|恁)"
    r"|(?:再不|要是不|要不|不).{1,12}(?:我|俺|老子|咱|劳资|大家).{0,14}?把[^,。!?]{0,6}(?:玻璃|门|窗|车|办公室|电脑|牌子|桌子?|岗亭|道闸|栏杆|喇叭)[^,。!?]{0,3}(?:砸|踹|掀|泼|拆|锯|推倒)"
)
_GOES_TO = re.compile(
    r"(?:我|俺|老子|明天|今晚|今夜|等会).{0,6}(?:去|上|到|往)(?:你|你们|恁)(?:们)?(?:家|单位|办公室|门口|店)[^,。!?]{0,6}(?:泼|砸|踹|闹|倒|浇|贴大字|摆花圈)"
)
_DEADLY = re.compile(r"刀|斧|汽油|煤气|炸|枪|砍|捅|杀|弄死|打死|点火|烧死|同归于尽")


def threatens_things(text: str) -> bool:
    """True of 再不修我砸你家玻璃; what could cost a life is an alarm, whatever it hangs on."""
    said = _IF_NOT.search(text) or _GOES_TO.search(text)
    return said is not None and _DEADLY.search(text) is None
