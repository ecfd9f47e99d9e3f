"""Who tells of a danger: the one in it, a child in it, or somebody who sees it."""

import re

_CHILD_SPEAKS = re.compile(r"(?:我|俺)(?:爸|妈|爹|娘|后爸|后妈|继父|继母)|爸爸|妈妈|后爸|后妈")
_SELF = re.compile(
    r"(?:打|掐|踹|扇|揍|砍|推|拽|骂|锁|关|逼|吓|绑|堵|摔|救救|帮帮)(?:了|着|过)?(?:我|俺)"
    r"|(?:我|俺)(?:的)?(?:老公|男人|丈夫|媳妇|老婆|对象|前夫|爱人|家那口|公公|婆婆|爸|爹|儿)"
    r"|(?:我|俺)(?:好|很|真|实在|就|也|都|再也|已经|现在)?(?:怕|害怕|不敢|躲|不想|想死|活够|活不|撑不|不活|走了|没意思|累了|谁也不拖累)|拖累"
)
_OTHERS = re.compile(
    r"有人|有个|站着|坐着|邻居|隔壁|对门|楼上|楼下|谁家|(?:他|她|人|老.)家|两口子|听见|听到|看见|女的|男的|媳妇|同学"
)


_AT_SCHOOL = re.compile(
    r"(?:我|俺)(?:现在|今年|才|在)*(?:上|读|念)?(?:小学|初[一二三中]|[一二三四五六七八九1-9]年级|幼儿园)|(?:我|俺)(?:们)?(?:同学|班|老师|宿舍|同桌)|放学|写作业"
)
_OWN_CHILD = re.compile(r"(?:我|俺)(?:家)?(?:的)?(?:孩子|娃|儿子|闺女|女儿|孙|外孙|侄|外甥)")


def speaks_as_child(text: str) -> bool:
    """True when a child itself tells, by its parents or its school; 俺娃放学… tells of one's own."""
    if _OWN_CHILD.search(text):
        return False
    return _CHILD_SPEAKS.search(text) is not None or _AT_SCHOOL.search(text) is not None


def is_told_of_others(text: str) -> bool:
    """True when a witness speaks, not the person in danger."""
    return _OTHERS.search(text) is not None and _SELF.search(text) is None


def is_child_of(text: str) -> bool:
    """True when the speaker tells of their own parents."""
    return _CHILD_SPEAKS.search(text) is not None
