"""A neighbour has the same: 俺家也是, 楼上说得对, 俺家也浇不上."""

import re

from handlers.understanding.impression import Impression, Verdict
from handlers.understanding.reading import Intent

_HERE_TOO = re.compile(
    r"\W*(?:俺|我|咱|偶|额)(?:们|家|屋里?)*(?:这|那|住的|\d+号?)?(?:门口|门前|楼[上下道栋]?|屋后|院里?|[边块儿里]|"
    r"小区|单元|[这那]?[条个]?[路街巷]|[片栋组村队]|附近)*(?:也|都|同样)+(?:是|一样|这样|那样|有|这个样|如此|中招|遇到)+"
    r"(?:的|了|嘞|哩|啊|呀|呢|哎|吧)*\W*"
)
_FAILS_TOO = re.compile(
    r"^\W*(?:(?:没|没有|对|是|是嘞|嗯|可不)[ ,。!]+)?(?:俺|我|咱|偶|额)(?:们|家|屋里?|这边?|那边?|嘞|了|的|\d+号?楼?|[这那]?[栋座幢片排组户层]|单元|楼[上下道]?)*也(?:一直|老|都|是)?(?:浇不上|一[滴点丝]都?没|没[水电气网]|没信号|"
    r"没暖气|不热|不亮|不通|不出水|不制冷|停[水电气了]|堵|漏|断[水电网了]|臭|坏了|黑着|冒水|返水|淹|进水|打不着|用不[了上成]|"
    r"上不去|冲不下去|响个不停|吵得)"
)
_SAME_HERE = re.compile(
    r"^\W*(?:俺|我|咱|偶|额)(?:(?!孩|娃|儿|闺|老公|媳|爸|妈|爹|娘|婆|狗|猫|同学|朋友)[^,。!? ]){1,9}也(?:是|一样|这样)"
    r"(?:$|[\s,。!]|这|一样|嘞|哩|啊|呀|呢|的)"
)
_UNIT_TOO = re.compile(
    r"\W*(?:我们|俺们)?(?:[a-h]|\d{1,2}|[一二三四五六七八九十]{1,2})\s?(?:号楼|座|栋|幢|单元|组|层|楼|队|排)(?:这边|全|都)*(?:也是|也一样|一样|同样|同|也没有?|也停了?|也断了?|也不行|也不热|也不亮)(?:的|了|嘞|哩)?\W*"
)
_WELL_SAID = re.compile(
    r"\W*(?:楼上|上面|前面|上边)(?:的|这位|那位|几位)*(?:邻居|大姐|大哥|姐|哥|朋友)?(?:都)?(?:说|讲)(?:的|得|出|到|中)[^,。!?]{0,8}(?:对|是|心|好|实|在理|有理|透|真)\W*.{0,4}"
)
_BEARS_OUT = re.compile(r"^\W*(?:他|她|那|这)?(?:家|个|边|事)?(?:确实|真是|是真的?|可不是)")
_AT_HOME = re.compile(r"(?:我|俺|咱)(?:们)?(?:家|屋|楼|对门|院)")


def says_same(said: Impression) -> bool:
    """俺家也是: in a group also with a few words behind it."""
    plain = said.heard.plain
    if said.is_group and _UNIT_TOO.fullmatch(plain):
        return True
    if _HERE_TOO.fullmatch(plain) or (said.is_group and _WELL_SAID.fullmatch(plain)):
        return True
    if not (said.is_group and said.is_short):
        return False
    bears_out = _BEARS_OUT.match(plain) and _AT_HOME.search(plain)
    return bool(_SAME_HERE.match(plain) or bears_out)


def has_it_too(said: Impression) -> Verdict | None:
    """What fails at home as well (俺家也浇不上), told too briefly to be a report of its own."""
    if said.is_group and said.is_short and _FAILS_TOO.match(said.heard.plain):
        return Verdict(Intent.MERGE_PLUS1, 0.6, "家里也这样")
    return None
