"""Whoever holds an office and does what nobody in office may: takes, tells on, favours kin, shouts.

It is heard by how it is told, so that the complaint goes to those who look into it, and never to the one
it is about, whatever else the words name (a house that was built, smoke, a blocked lane).
"""

import re
from collections.abc import Sequence

from handlers.understanding.heard import Evidence, Heard
from handlers.understanding.reading import Matter

_CONDUCT = "official_conduct"
_WEIGHT = 3.0
_IN_OFFICE = (
    "网格",
    "支书",
    "书记",
    "主任",
    "会计",
    "村",
    "社区",
    "居委",
    "队长",
    "组长",
    "所长",
    "局长",
    "站长",
    "镇长",
    "乡长",
    "城管",
    "警",
    "派出所",
    "协管",
    "窗口",
    "工作人员",
    "办事",
    "干部",
    "领导",
    "值班",
)
_OFFICE = (
    r"(?P<office>网格(?:员|长)?|(?:村)?支书|村(?:主任|长|干部|会计|文书|委|里当官的)|(?<!物业)(?<!店里)会计|(?<!施工)(?<!车)队长|(?<!班)组长"
    r"|社区(?:主任|书记|干部|工作人员|的人)|居委会|(?<!班)(?<!导)(?<!物业)(?<!委会)(?<!车间)主任|书记|[镇乡局所站科]长|城管(?:队员|的)?|辅警|民警|交警|警察|派出所|协管员?|办事员|窗口|工作人员|(?:驻|包)村干部|镇干部|干部|领导|值班(?:员|的))"
)
_KIN = r"(?:小舅子|大舅哥|侄[子女儿]?|外甥女?|媳妇|老婆|儿子?|闺女|女儿|兄弟|弟弟?|哥哥?|姐姐?|妹妹?|亲戚|亲家|老丈人|丈母娘|关系户|自己人|自家人|本家)"
_BENEFIT = r"(?:低保|补贴|补助|补偿款?|名额|指标|五保|贫困户|公益岗|工程|救济|岗位|活儿?|宅基地)"
_HIMSELF = r"[^,。我俺咱你您恁]{0,4}"
_DEED = (
    # takes
    r"(?<![没不未])(?:收|拿|索要|要|吃)(?:了|过|着)?[^,。]{0,12}?(?:[条包箱瓶]烟|烟酒|礼(?!貌)|红包|好处|回扣|购物卡|过节费|[条箱瓶]酒)|(?:给|塞|递|送)(?:他|她|他们)?(?:了|过|点|根|条|盒|包)*[^,。]{0,3}(?:烟|酒|钱|红包|礼)[^,。]{0,8}(?:才|就)"
    # tells on
    r"|通风报信|告密|走漏风声|(?:提前|事先|偷偷|私下|打电话|来之?前|查之?前)[^,。]{0,6}(?:通知|告诉|提醒|知会)[^,。]{0,3}(?:老板|厂|店|矿|他们|对方|企业|工地|那家|人家)|(?:把|拿)着?(?:我|俺|人家|别人|群众)?的?[^,。]{0,4}(?:投诉|举报|反映|名字|电话|聊天记录|截图|信息)[^,。]{0,8}(?:给|告诉|发|泄|传|说|捅)"
    # favours kin
    rf"|(?:给|让|叫|帮|安排)了?{_HIMSELF}{_KIN}[^,。]{{0,6}}{_BENEFIT}|{_BENEFIT}[^,。]{{0,6}}(?:给|都是|全是|让)了?{_HIMSELF}{_KIN}"
    # shouts, threatens
    r"|(?:冲|对|朝|跟)着?(?:我|俺|咱|老人|老百姓|群众|人)[爸妈爹娘奶爷家们]{0,2}[^,。]{0,4}(?:吼|骂|嚷|拍桌子|发火|发脾气|瞪眼|凶|甩脸|耍横|推搡|大喊大叫)|(?:威胁|恐吓|吓唬|报复|推搡|辱骂)(?:了|过)?(?:我|俺|老人|老百姓|群众|举报)"
    r"|把(?:我|俺|老人|人家?)(?:们|爸|妈|爹|娘)?[^,。]{0,3}(?:轰|撵|赶|推|骂|吼|打发)(?:了)?(?:出|走|回)"
    # looks away, is not at work, puts into his own pocket
    r"|装作?(?:没看见|看不见|不知道|没听见)|睁(?:一)?只眼|故意不(?:管|报|登记|处理|给)|(?:喝了?酒|喝醉)[^,。]{0,3}(?:开车|上班|执勤|值班)|上班(?:时间|的时候)?[^,。]{0,3}(?:打牌|打麻将|喝酒|睡大?觉|打游戏|斗地主)"
    r"|(?:只|就|光)(?:知道|会|晓得)[^,。]{0,6}(?:发|拍|打卡|照相|摆拍|喝茶|刷)|从来(?:不|没)(?:见|露|下|来过|管)"
    r"|截留|克扣|挪用|私吞|贪了|(?:装|揣|进)(?:进|到|了)?(?:他|她|自己|自个)?(?:的)?(?:口袋|腰包|兜)|(?:没人|谁|都|俺|我)(?:们)?不?敢(?:说|吭|管|惹|告|得罪)"
)
_TOLD = re.compile(rf"{_OFFICE}(?P<between>[^。!?\n]{{0,26}}?)(?P<deed>{_DEED})")
_UNTRUE = re.compile(r"没(?:有)?$|从不$|从来不$|不会$|[没不]有?(?:人)?(?:说|听说)")
PLAINLY = "＝"  # stands in the words of what is told by how it is said


def misconduct(heard: Heard) -> list[Evidence]:
    """What speaks for a complaint about somebody in office; nothing where it is denied."""
    if not any(word in heard.plain for word in _IN_OFFICE):
        return []
    found = _TOLD.search(heard.plain)
    if found is None or _UNTRUE.search(found["between"]):
        return []
    clause = sum(end <= found.start() for end in heard.ends)
    word = f"{found['office']}{PLAINLY}{found['deed']}"
    return [Evidence(_CONDUCT, "strong", _WEIGHT, found.start(), found.end(), clause, word)]


def is_told_by(words: Sequence[str]) -> bool:
    """True where one of the words is what somebody in office did."""
    return any(PLAINLY in word for word in words)


def is_of_misconduct(matter: Matter) -> bool:
    """True for a matter that tells what somebody in office did."""
    return matter.leaf == _CONDUCT and is_told_by(matter.reasons)
