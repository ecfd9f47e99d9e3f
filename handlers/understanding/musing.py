"""What is said of nobody here: thoughts on love and life, stories of a her and a him, news from afar.

Told by how it is made: it speaks of men and women as such, or of persons without a name, and
neither of the speaker nor of anything that is near.
"""

import re

_AS_SUCH = re.compile(
    r"男人[^。]{0,40}女人|女人[^。]{0,40}男人|前男友|前女友|暗恋|现任|用情|爱情|恋人|缘分|初恋|星座|处女座|天蝎|人生(?:就|是|如|不|在|最)|一辈子最|真正的(?:爱|朋友|幸福)"
    r"|世上|这世界|每个人都|喜欢(?:赖床|捣蛋|安静)|女生(?:都|最|其实)|男生(?:都|最|其实)"
)
# The speaker, somebody of theirs, a place that can be gone to, or now.
_HERE = re.compile(
    r"我|俺|咱|邻居|隔壁|楼[上下道里]|对门|小区|单元|号楼|村|门口|路口|院[里子]|屋|家里|现在|刚才?|正在|这会儿|今[天晚早]|昨[天晚]|快来|救|谁家|有人"
)
_PROVINCE = r"(?:黑龙江|吉林|辽宁|内蒙古?|新疆|西藏|宁夏|青海|甘肃|四川|重庆|贵州|云南|广西|广东|海南|福建|江西|浙江|江苏|安徽|湖南|湖北|山东|山西|河北|天津|上海|北京)"
_ABROAD = r"(?:乌克兰|俄罗斯|美国|英国|法国|德国|意大利|西班牙|韩国|泰国|越南|缅甸|菲律宾|印尼|巴西|埃及|非洲|欧洲|土耳其|伊朗|以色列|澳大利亚|加拿大)"
_NEWS = re.compile(
    rf"^\W*(?:\d{{1,2}}月)?\d{{1,2}}日[^。]{{0,12}}{_PROVINCE}(?:省)?[^。]{{1,8}}[县市州区]|^[^。]{{0,6}}{_ABROAD}"
)
# Told on from where somebody else lives.
_RELAYED = re.compile(
    r"老家[^,。!? 怎咋想转]{0,4}(?:那边|那儿|那里|群里)|[他她]们?那个(?:省|市|县|国家|城市)|[他她]们那(?:边|儿|里)|(?:隔壁|邻近?的?|旁边|挨着的)[^,。!? 那的]{1,4}[县市](?![场政区长民])|^\W*(?:海外|国外|某国)"
)
_EARLY = 18  # letters
_SHOWN = re.compile(r"发来的?视频|(?:刚|我)看(?:了|的|到)?(?:手机|视频)|手机上(?:看|说)")
_OURS = re.compile(
    r"咱|俺|我[们家村这院庄]|号楼|单元|小区|院里|村里|门口|[一二三四五六七八九十\d]组"
)
_HEADED = re.compile(
    r"^\W*(?:开心一笑|每日一笑|很久很久以前|从前有[个座一]|讲个笑话|笑话|段子|幽默)|^[^,。!?]{4,24}(?:技术|秘诀|做法|攻略|大全|窍门|食谱)[:：]"
)
# Words of lovers and of heartache; two of them make a page of a diary, whoever says "I" in it.
_HEARTACHE = re.compile(
    r"前任|现任|前男友|前女友|男朋友|女朋友|恋人|暗恋|初恋|分手|失恋|负心|吃醋|心痛|心酸|心碎|心伤|伤痛|滥情|思念|想念|相思|爱过|爱上"
    r"|深爱|相爱|爱我|爱你|想你|忘记你|等你|错过|遗憾|眼泪|泪水|青春|回忆|寂寞|孤单|冷敷衍|缘分|重生|蜕变|余生|流年|无缘|一生的?痛|伤痕|痛楚|誓言"
)
_OWN_DOING = re.compile(
    r"\W*(?:我|俺)[^,。]{0,3}把[^,。]{1,6}(?:停|放|搁|落|忘)(?:在|到)?[^,。!?]{1,12}\W*$"
    r"|\W*谁家?(?:掉|丢|落)(?:了|下)?[^,。!?]{2,12}[ ,。!?].{0,4}(?:放|搁|捡)"
)
_SPEAKER = re.compile(r"我|俺|咱")
_MENTIONS = re.compile(r"@[^\s@]{1,20}")
_A_ROUND_OF_FRIENDS = 4
_A_PAGE = 2
_TYPING = re.compile(
    r"打字(?:不|慢|错|快|太)|打错(?:字|了)|错别字|手写|手滑|输入法|语音(?:又|转|识别|输)|按错|发串了|发错群"
)
_IN_NEED = re.compile(r"救|打[我人她他]|[刀血死药]|不敢|害怕|别出声|快来")
_REMARK = 24  # letters
# Somebody is near, or something is happening: no diary.
_NEAR = re.compile(
    r"俺|邻居|隔壁|楼[上下道里]|对门|小区|单元|号楼|门口|家里|正在|这会儿|快来|救|打|掐|刀|跳楼|药|报警|堵|跟踪|威胁|骚扰|偷拍|不想活|活不"
)


def is_of_typing(plain: str) -> bool:
    """True for what only speaks of how it was typed: 打字不好 手写的 见谅."""
    is_short = len(plain) <= _REMARK
    return is_short and _TYPING.search(plain) is not None and _IN_NEED.search(plain) is None


def is_musing(plain: str) -> bool:
    """True for what tells of nobody in particular, is headed as a story or recipe, or calls a round of friends."""
    is_round = "@" in plain and len(_MENTIONS.findall(plain)) >= _A_ROUND_OF_FRIENDS
    if is_round or _HEADED.match(plain):
        return True
    if len(set(_HEARTACHE.findall(plain))) >= _A_PAGE and _NEAR.search(plain) is None:
        return True
    return _AS_SUCH.search(plain) is not None and _HERE.search(plain) is None


def tells_own_doing(plain: str) -> bool:
    """True for where the speaker left something: 我把车停在超市门口了 complains of nobody."""
    return _OWN_DOING.match(plain) is not None


def may_be_a_farewell(plain: str, leaf: str) -> bool:
    """True for what sounds like not wanting to live and is said of the speaker: no diary is sure then."""
    return leaf == "suicide_risk" and _SPEAKER.search(plain) is not None


def is_news_from_afar(plain: str) -> bool:
    """True for what begins like news from another province or country, and speaks of nobody here."""
    if _RELAYED.search(plain, 0, _EARLY) is not None:
        return True
    if _SHOWN.search(plain) is not None and _OURS.search(plain) is None:
        return True
    return _NEWS.match(plain) is not None and _HERE.search(plain) is None
