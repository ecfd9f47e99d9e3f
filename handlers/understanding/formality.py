"""How much a text sounds like a letter to those in office, and how much like talk among friends."""

import re

_HEAD = re.compile(
    r"^\W*(?:(?:尊敬|敬爱)的|致|给)?.{0,10}?(?:领导|书记|市长|县长|区长|镇长|局长|厅长|省长|主任|部长|处长|政府)"
    r".{0,4}[,:;!。\s]{0,3}(?:您好|你好|你们好|您们好)|^\W*(?:尊敬|敬爱)的.{0,8}(?:领导|书记|长|局|部门|主任)"
)
_NAME = re.compile(
    r"(?:[a-z]\d{0,2}|[^\W\d_]{1,6}?)(?:(?<![城超都夜早])市(?![场民区长井])|县|(?<![小地校景片])区(?![别分长])|州|镇(?![静定])"
    r"|乡(?![下亲])|街道|社区|办事处|小区)"
)
_BODY = re.compile(
    r"医院|中学|小学|幼儿园|学校|公司|集团|局|政府|大道|[^\W_]路(?![上过由边])|花园|楼盘|开发商|业主|物业|村民|居民|教师|职工|企业|工厂"
    r"|公交|高速|项目|工程|政策|社保|公积金"
)
_FAMILIAR = re.compile(
    r"你(?!们|好|局|单位)|咱俩|亲[,。~!爱]|宝贝|哈哈|呵呵|嘻嘻|嘿嘿|呜呜|哇|晚安"
)
_NAMED, _BODIES, _ANY_BODIES, _FAMILIARITY = 3.0, 1.0, 0.3, 1.0  # points for each
_MOST = 2  # so many different ones count


def opens_a_letter(plain: str) -> bool:
    """True when a plain text greets somebody in office, as letters do."""
    return _HEAD.match(plain) is not None


def names_a_place(plain: str) -> bool:
    """True when a plain text names a place that has an office: a county, a township, a community."""
    return _NAME.search(plain) is not None


def letter_points(plain: str) -> float:
    """Points for names of places and bodies, less those for familiar words."""
    is_named = names_a_place(plain)
    bodies = min(len(set(_BODY.findall(plain))), _MOST)
    familiar = min(len(set(_FAMILIAR.findall(plain))), _MOST)
    points = (_NAMED if is_named else 0.0) + bodies * (_BODIES if is_named else _ANY_BODIES)
    return points - familiar * _FAMILIARITY
