"""How much a text sounds like a letter to those in office, and how much like talk among friends."""

import re

_HEAD = re.compile(
    r"^\W*(?:(?:尊敬|敬爱)的|致|给)?.{0,10}?(?:领导|书记|市长|县长|区长|镇长|局长|厅长|省长|主任|部长|处长|政府)"
    r".{0,4}[,:;!。\s]{0,3}(?:您好|你好|你们好|您们好)|^\W*(?:尊敬|敬爱)的.{0,8}(?:领导|书记|长|局|部门|主任)"
)


def _named(kind: str, besides: str = "") -> str:
    """A kind of place behind its name, a word or a code: 青河县, a7县; but for words that only end like it."""
    own = rf"(?:(?<=[^\W\d_]{kind})|(?<=[a-z]\d{kind})|(?<=[a-z]\d\d{kind}))"
    return rf"{kind}{own}(?<![{besides}]{kind})" if besides else rf"{kind}{own}"


# The kind comes first: so a text without any is walked through at once.
_NAME = re.compile(
    "|".join(
        [
            _named("市", "城超都夜早") + r"(?![场民区长井])",
            _named("县"),
            _named("省", "节反俭各外邻本我全") + r"(?![钱心事电油力着得下略吃去时劲水了点])",
            _named("区", "小地校景片") + r"(?![别分长])",
            _named("自治州"),
            _named("镇") + r"(?![静定])",
            _named("乡", "新家故老异同回返下城思还归离") + r"(?![下亲])",
            *map(_named, ("街道", "社区", "办事处", "小区")),
        ]
    )
)
_CODED = re.compile(r"(?:[a-z]\d{1,2}|[^\W\d_])[a-z]\d{0,2}州")
_BODY = re.compile(
    r"医院|中学|小学|幼儿园|学校|公司|集团|局|政府|大道|[^\W_]路(?![上过由边])|花园|楼盘|开发商|业主|物业|村民|居民|教师|职工|企业|工厂"
    r"|公交|高速|项目|工程|政策|社保|公积金"
)
# How somebody introduces himself to an office, or speaks to it.
_INTRODUCED = re.compile(
    r"(?:我|我们|俺|俺们)(?:是|系|等).{0,24}(?:居民|业主|村民|员工|职工|教师|老师|家长|市民|公民|农民|女工|工人|退休|退役|军人|司机|商户|经营户|住户|患者|移民"
    r"|打工|人士|企业主|负责人|考生|毕业生|村人)|(?:^|[,。:!\s])我叫[^,。!?\s你他她了]{2,8}[,。\s]|我们?是?来自|作为[^,。]{0,12}(?:一名|一个|家长|市民|居民|业主)|笔者|本人(?![都也!?。~]|出售|转让|出租|求购|急|有)|我司|我公司|我名|实名|贵(?:单位|局|部门|院|校|县|市|平台|栏目)|各级领导|工薪[阶层族]"
    r"|老百姓|普通(?:市民|百姓|群众)|[有相]关部门|[^\W\d]{1,3}(?:书记|局长|县长|市长|厅长|区长|镇长)[:,您你]"
)
_DATED = re.compile(r"(?:20[012]\d|1[0-2]|\d)年(?:\d{1,2}月)?|\d{1,2}月(?:\d{1,2}日|份)")
_FAMILIAR = re.compile(
    r"你(?!们|好|局|单位)|咱俩|亲[,。~!爱]|宝贝|哈哈|呵呵|嘻嘻|嘿嘿|呜呜|哇|晚安"
)
# How the title of a letter begins or ends: 请还…, 盼…, …亟待…, …何时…?, …的呐喊.
_TITLE = re.compile(
    r"^(?:请|盼|望|希望|恳|吁|求)(?![问假客进坐吃你我您收查])|(?:亟待|有待|何时|何日|几时|何年)[^,。]{1,12}[?!]*$"
    r"|(?:问题|质疑|疑惑|困惑|心声|呼声|呐喊|诉求|诉求信|请愿书?|何在|谁之过|谁来管|建议|思考|看法)[?!。]*$"
)
_NAMED, _INTRODUCTION, _DATE, _TITLED = 3.0, 2.9, 2.5, 0.9  # points for each
_BODIES, _ANY_BODIES, _FAMILIARITY = 1.4, 0.3, 1.0
_MOST = 2  # so many different ones count


def opens_a_letter(plain: str) -> bool:
    """True when a plain text greets somebody in office, as letters do."""
    return _HEAD.match(plain) is not None


def names_a_place(plain: str) -> bool:
    """True when a plain text names a place that has an office: a county, a township, a community."""
    return _NAME.search(plain) is not None or ("州" in plain and _CODED.search(plain) is not None)


def introduces(plain: str) -> bool:
    """True when somebody says who he is, or speaks to an office, as letters do."""
    return _INTRODUCED.search(plain) is not None


def letter_points(plain: str) -> float:
    """Points for names of places and bodies and for how titles are made, less those for familiar words."""
    is_named = names_a_place(plain)
    bodies = min(len(set(_BODY.findall(plain))), _MOST)
    familiar = min(len(set(_FAMILIAR.findall(plain))), _MOST)
    points = (_NAMED if is_named else 0.0) + bodies * (_BODIES if is_named else _ANY_BODIES)
    points += _INTRODUCTION if introduces(plain) else 0.0
    points += _DATE if _DATED.search(plain) else 0.0
    points += _TITLED if _TITLE.search(plain) else 0.0
    return points - familiar * _FAMILIARITY
