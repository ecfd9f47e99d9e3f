"""What a refusal must say to be heard at all (3c): one of five codes, and grounds that cite."""

import re

from handlers.texts import render
from storage.codes import RefusalCode

LEAST_WORDS = 20
_LIST_ITEM = re.compile(
    r"权责|清单|职责|三定|规定|条例|办法|主管|法律|第[一二三四五六七八九十百\d]+[条款项]"
)
_OURS = re.compile(
    r"(?:我们?|俺们?|咱们?|本|这)(?:县|市|区|镇|乡|村|街道|单位|局)|辖区|区域|地区|片区|小区"
)
_OWNER = re.compile(
    r"[隔邻外](?:壁)?(?:的)?(?:县|市|区|镇|乡|村)|"
    r"[\u4e00-\u9fff]{1,8}?(?:县|市|区|镇|乡|村|街道|社区|公司|局|所|站|大队|集团|学校|医院|铁路|高速)"
)
_NUMBER = re.compile(
    "(?:[#\uff03]\\s*|编号\\s*|案件\\s*|事项\\s*)(\\d{1,7})|(?<!\\d)(0\\d{3,6})(?!\\d)"
)
_BODY = (
    r"(?:村委会?|村里|村上|居委会?|[\u4e00-\u9fff]{0,4}社区|"
    r"[\u4e00-\u9fff]{0,3}村(?![局水信民合])|网格员|网格)"
)
_PUSHED_DOWN = re.compile(
    rf"(?:归|由|该|让|请|叫|交给?|转给?|退给?|派给?|属于?){_BODY}(?:自己)?.{{0,6}}"
    rf"(?:管|办|处理|解决|负责|修|清|做|干|弄|的事)|(?:转|退|派|交)(?:给|回|到)?{_BODY}"
)
_CHANNELS = (
    ("arbitration", r"劳动仲裁|仲裁"),
    ("review", r"复议"),
    ("court", r"法院|诉讼|起诉|判决|执行局|打官司"),
    ("petition", r"信访"),
    ("notary", r"公证"),
    ("inspection", r"纪委|纪检|监委|12388"),
)
_LACKS = (
    ("photo", r"照片|图片|拍"),
    ("phone", r"电话|联系方式|联系不上|联系人"),
    ("time", r"什么时间|啥时候|时间|几点"),
    ("plate", r"车牌|车号"),
    ("shop", r"店名|哪家店|商户|商家|厂名|企业名称|哪个厂|哪家"),
    ("where", r"位置|地址|地点|哪|几号|楼|单元|门牌|村组|几组|路段|桩号|方位|定位"),
)


def lacking(code: RefusalCode | None, words: str) -> str:
    """What these grounds lack: "code", "words", "cite"; empty when they can be judged."""
    if code is None:
        return "code"
    if not cites(code, words):
        return "cite"
    return "words" if len("".join(words.split())) < LEAST_WORDS else ""


def cites(code: RefusalCode, words: str) -> bool:
    """True when the words name what the code needs: the list, the real owner, the number, …"""
    match code:
        case RefusalCode.R1:
            return _LIST_ITEM.search(words) is not None
        case RefusalCode.R2:
            return _OWNER.search(_OURS.sub(" ", words)) is not None
        case RefusalCode.R3:
            return number_in(words) is not None
        case RefusalCode.R4:
            return bool(lacks_in(words))
        case RefusalCode.R5:
            return channel_in(words) != ""


def number_in(words: str) -> int | None:
    """The case number that the words cite, as people write it: #00012, 编号12, 00012."""
    found = _NUMBER.search(words)
    return int(found[1] or found[2]) if found is not None else None


def channel_in(words: str) -> str:
    """The legal way that the words name: court, arbitration, review, …; empty for none."""
    return next((name for name, pattern in _CHANNELS if re.search(pattern, words)), "")


def lacks_in(words: str) -> tuple[str, ...]:
    """The kinds of things that the words say are missing: where, phone, photo, …"""
    return tuple(name for name, pattern in _LACKS if re.search(pattern, words))


def asked_for(words: str) -> str:
    """What the reporters are asked for, put kindly and without the department's own words."""
    wanted = lacks_in(words) or ("where",)
    return "、".join(render(f"refusal.lack_{name}") for name in reversed(wanted))


def is_pushed_down(words: str) -> bool:
    """True when a department would have the village or the grid do its work (Beijing art. 17)."""
    return _PUSHED_DOWN.search(words) is not None
