"""Whether a text speaks to everybody, as notices do, and not to somebody who should help.

Told by how notices are made and not by what they are about: they address a crowd, bid it do
something, set a day, name the office that says it, forbid, and close with thanks.
"""

import re

_CROWD = r"(?:家长|居民|业主|用户|客户|村民|商户|住户|群众|市民|党员|师生|考生|旅客|网格员|司机|车主|员工|会员|户主|同学|朋友|乡亲|成员)"
_FORBIDS = re.compile(r"严禁|禁止|切勿|谨防|请勿|不得|违者|依法处理|严防|杜绝|不信谣|不要轻信")
_PLANNED = re.compile(
    r"定于|届时|逾期|截止|截至|即日起|起执行|(?:自|从)[^,。]{1,14}(?:起|开始)|召开|举办|开展|将于|将在|正式|(?:\d|[一二三四五六七八九十])[日号点时](?:前|至|到|起|之前)|月底前|届满"
    r"|(?:明天|明日|本周|下周|后天|今天下午|今晚|今夜|今明)[^,。]{0,12}(?:点|时|午|开始|停水|停电|检修|集合|参加)"
)
_OFFICE = re.compile(
    r"^.{0,6}[^,。!]{0,12}(?:通知|公告|通报|提醒|提示|倡议|倡导|启事|公示|预警|告知书|告示|喜报)[^,。]{0,6}[:】]|接(?:上级|县|市|镇|供电|通知)|根据上级|气象台|疾控|公安(?:机关|局)提醒|(?:我|本)(?:镇|县|村|社区|公司|行|店|小区)(?!的?路)"
    r"|便民服务中心|燃气公司|供电公司|供热公司|招募|志愿者|招聘|征兵|义诊|免费体检|倡议书"
)
_FORMS = (
    re.compile(
        rf"@(?:所有人|全体)|(?:各位|全体|广大|凡是?|所有|(?:尊敬|亲爱)的)[^,。:!]{{0,10}}?{_CROWD}|{_CROWD}(?:们|朋友们)?(?:请)?(?:注意|[:])"
        r"|(?:大家|各家各户|各组|各村|各单位|各小组|各户)[^,。]{0,4}(?:注意|请|要|抓紧)|请(?:各位|大家|全体|广大|还?没有?|有)"
    ),
    re.compile(
        r"(?:请|务必|望|要)(?:您|各位|大家|广大|全体)?[^,。;!]{0,8}?(?:相互|互相|务必|及时|提前|尽快|抓紧|妥善|自觉|准时|关好|看好|看管|看护|做好|带好|携带|空腹|周知|知悉|转告|谅解"
        r"|绕行|配合|远离|提高警惕|积极|认真|错开|减少|留人|认准|参加|登记|报名|办理|收好|备好|走[东西南北便]|慢行|通风|防范|勤|戴|储水|联系网格员|不要|别)"
    ),
    _PLANNED,
    _OFFICE,
    _FORBIDS,
    re.compile(
        r"避免|预防|养成|以防|(?:教育|告诫|引导)(?:好)?(?:孩子|子女|学生|家人)|注意(?:安全|防|保暖|通风|看|出行|卫生)|警示|小贴士|小常识"
    ),
    re.compile(
        r"(?:谢谢|感谢)(?:您的|大家的?|各位的?|理解)?(?:配合|合作|支持|理解)|敬请|欢迎[^,。]{0,10}(?:前来|参加|报名|咨询|观看|来看|到)|特此|望周知|带来(?:的)?不便|接龙|详见|详情|可拨打|以上"
    ),
)
_LIKELY, _SURE, _MANY = 2, 3, 5
# Who tells of something speaks of himself, asks, or says what nobody does about it.
_TELLS = re.compile(
    r"(?<![自])我(?!镇|县|市|村|社区|局|公司|行|店|院|校|办|中心|们的家园|们共同)|俺|咱(?:们)?[院家楼村]|没人|不管|求(?:求|你|您|领导|政府|解决|处理|个|管)|投诉|举报|反映|请问|为什么|为啥|怎么|咋|凭什么|难道|吗|呢|希望|建议|强烈|呼吁|谁"
)


_BIDS = re.compile(
    r"(?:大家|各位|邻居们|乡亲们|老少爷们|家家|各家)[^,。]{0,8}(?:别|不要|甭|莫|注意|请|务必|都|得|要)|(?:互相|相互|帮忙)(?:说|转告|提醒|通知|传)|(?:说|通知|转告)一(?:声|下)$"
)


_CALLS = re.compile(
    r"\W*(?:(?:人呢|人嘞|人哩|有人(?:吗|没|么)|喂+|在吗|在不在|说(?:句)?话|吭(?:个)?声|吱(?:个)?声|回(?:个)?话|理(?:一下|理)?我|(?:咋|怎么|都)?不(?:说话|吭声|吱声|回(?:话|我)?|理我?)|(?:都)?(?:哑巴?|聋子?)了?|死哪(?:儿)?(?:去)?|装死|装聋|(?:你|恁)(?:们|都)?|倒是|还是?|都|啊|呀|呢|吧|了|吗)\W*){2,}"
)


def is_calling(plain: str) -> bool:
    """True for nothing but calling whoever should answer: 人呢 说话啊 哑巴了."""
    return _CALLS.fullmatch(plain) is not None


def is_bidden(plain: str) -> bool:
    """True where staff bid the neighbours do or leave something: 大家别在地里烧秸秆 互相说一声."""
    return _BIDS.search(plain) is not None and _TELLS.search(plain) is None


def is_to_everybody(plain: str) -> bool:
    """True for the making of a notice: two of its forms and nobody who tells or asks, or many."""
    needed = _LIKELY if _TELLS.search(plain) is None else _MANY
    return _has_forms(plain, needed)


def is_surely_to_everybody(plain: str) -> bool:
    """The same with three forms, a day or an office among them: no danger in it is one that is told.

    A neighbour who cries that everybody should get out names neither.
    """
    has_source = _PLANNED.search(plain) is not None or _OFFICE.search(plain) is not None
    return has_source and _has_forms(plain, _SURE) and _TELLS.search(plain) is None


def _has_forms(plain: str, needed: int) -> bool:
    """True for so many different forms; two words that forbid are as good as two forms.

    It is looked no further once there are enough, or too few are left.
    """
    missing = needed - (len(set(_FORBIDS.findall(plain))) > 1)
    left = len(_FORMS)
    for form in _FORMS:
        if missing <= 0 or missing > left:
            break
        left -= 1
        missing -= form.search(plain) is not None
    return missing <= 0
