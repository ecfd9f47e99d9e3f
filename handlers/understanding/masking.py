"""Numbers that lead to a person, taken out of everything that leaves the private record."""

import re

_DIGIT = r"[0-9\uff10-\uff19]"
_GAP = r"[\s\-—·.\u200b\u200c\u200d\u2060\ufeff]{0,2}"
_SPOKEN = "[零〇一二三四五六七八九幺两]"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def _digits(count: str) -> str:
    return f"(?:{_DIGIT}{_GAP}){count}"


_ID = re.compile(rf"(?<!{_DIGIT}){_digits('{17}')}(?:{_DIGIT}|[XxXx×])(?!{_DIGIT})")
_CARD = re.compile(rf"(?<!{_DIGIT}){_digits('{15,18}')}{_DIGIT}(?!{_DIGIT})")
_MOBILE = re.compile(
    rf"(?<!{_DIGIT})(?:[+\uff0b]?86{_GAP})?[1\uff11]{_GAP}[3-9\uff13-\uff19]{_GAP}"
    rf"{_digits('{8}')}{_DIGIT}(?!{_DIGIT})"
)
_LANDLINE = re.compile(
    rf"(?<!{_DIGIT})[0\uff10]{_DIGIT}{{2,3}}[-\u2014 ]?{_DIGIT}{{7,8}}(?!{_DIGIT})"
)
_SPOKEN_MOBILE = re.compile(rf"[一幺][三四五六七八九]{_SPOKEN}{{9}}")
_PLATE = re.compile(
    rf"[{_PROVINCES}]\s?[A-HJ-NP-Za-hj-np-z]\s?[·•\-.]?\s?(?:[A-Za-z0-9]\s?){{4,5}}[A-Za-z0-9挂学警]"
)
_ACCOUNT = re.compile(r"((?:微信号?|薇信|[vV][xX]|QQ|qq)\s*[:\uff1a是]?\s*)[A-Za-z0-9][\w-]{4,19}")

_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_ID, "【身份证号】"),
    (_CARD, "【银行卡号】"),
    (_MOBILE, "【电话】"),
    (_LANDLINE, "【电话】"),
    (_SPOKEN_MOBILE, "【电话】"),
    (_PLATE, "【车牌】"),
    (_ACCOUNT, r"\1【账号】"),
)


def leads_to_a_person(text: str) -> bool:
    """True when the text has a number that is one person's; that of an office is not."""
    return any(pattern.search(text) for pattern, _ in _MASKS if pattern is not _LANDLINE)


def mask(text: str) -> str:
    """The text without telephone, id, bank card and plate numbers and chat accounts."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text
