"""Who tells of a danger: the one in it, a child in it, or somebody who sees it."""

import re

_CHILD_SPEAKS = re.compile(r"(?:我|俺)(?:爸|妈|爹|娘|后爸|后妈|继父|继母)|爸爸|妈妈|后爸|后妈")
_SELF = re.compile(
    r"(?:打|掐|踹|扇|揍|砍|推|拽|骂|锁|关|逼|吓|绑|堵|摔|救救|帮帮)(?:了|着|过)?(?:我|俺)"
    r"|(?:我|俺)(?:的)?(?:老公|男人|丈夫|媳妇|老婆|对象|前夫|爱人|家那口|公公|婆婆|爸|爹|儿)"
    r"|(?:我|俺)(?:好|很|真|实在|就|也|都|再也|已经|现在)?(?:怕|害怕|不敢(?!上去|过去|下去|劝|管|敲|去看|去劝|说话|出声|吭)|躲|不想|想死|活够|活不|撑不|不活|走了|没意思|累了|谁也不拖累)|拖累"
)
_OTHERS = re.compile(
    r"有人|有个|闺蜜|室友|朋友|同事|工友|老乡|亲戚|网友|站着|坐着|邻居|隔壁|对门|楼上|楼下|谁家|(?:他|她|人|老.)家|小孩喊|孩子喊|娃喊|两口子|听见|听到|看见|女的|男的|媳妇|同学"
)


_CRIED = re.compile(r"(?:喊|叫|嚷|哭)(?:着|说|道)?(?:别|不要|救)[^,。!?]{0,8}")
_AT_SCHOOL = re.compile(
    r"(?:我|俺)(?:现在|今年|才|在|是|刚)*(?:上|读|念)?(?:小学|初[一二三中]|[一二三四五六七八九1-9]年级|幼儿园)|(?:我|俺)(?:们)?(?:同学|班|老师|宿舍|同桌)|放学|写作业"
)
_OWN_CHILD = re.compile(r"(?:我|俺)(?:家)?(?:的)?(?:孩子|娃|儿子|闺女|女儿|孙|外孙|侄|外甥)")


_FAMILY = re.compile(r"爸|妈|爹|娘|奶奶|爷爷|弟弟|妹妹|哥哥|姐姐|家")
_US = r"(?:我|俺|弟弟?|妹妹?)(?:们|俩|自己)?[^,。妈爸爹娘奶爷]{0,6}"
_LEFT_ALONE = re.compile(
    rf"{_US}(?:没(?:有)?(?:吃|饭|热饭|东西吃)|饿|一个人(?:在家|睡|做饭|过))|(?:家里|屋里|家)[^,。]{{0,3}}没(?:有)?大人|没(?:有)?(?:人|大人)(?:管|照顾|给)(?:我|俺|弟弟|妹妹)"
    r"|不(?:管|要|养|理)(?:我|俺|弟弟|妹妹)(?:们|俩)?|(?:就|只有|只剩|就剩|剩下?)(?:我|俺)(?:和|跟)?[^,。]{0,4}(?:弟弟|妹妹|俩|自己)"
)
_CHILDLIKE = re.compile(r"爸爸|妈妈|弟弟|妹妹|奶奶|(?:我|俺)[^,。]{0,5}(?:岁|年级)|作业|上学|放学")
_GROWN = re.compile(
    r"(?:我|俺)(?:家)?(?:的)?(?:老公|媳妇|老婆|孩子|娃|儿子|闺女|女儿|孙)|上班|工资|退休"
)
_SAYS_WHO = re.compile(
    r"\W*(?:(?:喂|你好|您好|哈喽|有人吗|有人在吗|在吗|在不在|叔叔|阿姨|老师|好|(?:我|俺)(?:是|在|上|读|念|今年|才)*(?:(?:小学)?[一二三四五六七八九1-9]年级|小学生?|初中生?|初[一二三]|\d{1,2}岁|[一二三四五六七八九十]{1,2}岁)(?:的|了|学生|小学生|小朋友)*)\W*)+"
)
_A_CHILD = re.compile(r"年级|小学|初中|初[一二三]|岁")


def is_left_alone(text: str) -> bool:
    """True when a child tells that nobody looks after it: 我跟弟弟两天没吃热饭, 爸爸不管我."""
    if _LEFT_ALONE.search(text) is None or _GROWN.search(text) is not None:
        return False
    return _CHILDLIKE.search(text) is not None and _FAMILY.search(text) is not None


def only_says_to_be_a_child(text: str) -> bool:
    """True of 喂 有人吗 我是三年级的: a child is there, and has told nothing yet."""
    return _A_CHILD.search(text) is not None and _SAYS_WHO.fullmatch(text) is not None


def speaks_as_child(text: str) -> bool:
    """True when a child itself tells, by its parents or its school; 俺娃放学… tells of one's own."""
    if tells_of_own_child(text):
        return False
    return _CHILD_SPEAKS.search(text) is not None or _AT_SCHOOL.search(text) is not None


def tells_of_own_child(text: str) -> bool:
    """True when a parent or grandparent speaks: 我儿子上初一."""
    return _OWN_CHILD.search(text) is not None


def is_told_of_others(text: str) -> bool:
    """True when a witness speaks, not the person in danger."""
    own_words = _CRIED.sub(" ", text)  # 小孩喊别打我妈: what is cried is not said of the speaker
    return _OTHERS.search(text) is not None and _SELF.search(own_words) is None


def is_child_of(text: str) -> bool:
    """True when the speaker tells of their own parents."""
    return _CHILD_SPEAKS.search(text) is not None
