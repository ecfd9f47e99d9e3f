"""What a text carries beside its matter: anger, sarcasm, a threat, a child speaking, …"""

import re

from handlers.understanding.context import recoveries
from handlers.understanding.heard import Heard
from handlers.understanding.mockery import is_ironic, is_mock_thanks
from handlers.understanding.reading import Cue
from handlers.understanding.threats import threatens_things

_AGE = re.compile(
    r"我(?:今年)?(?:才)?(?:[5-9]|1[0-7]|[五六七八九]|十[一二三四五六七]?)岁|我今年(?:才)?1[0-7](?!\d)"
)
_MOCK_THANKS = re.compile(r"(?:感谢|谢谢|多亏).{1,14}?(?:让我|让咱|让大家|给我们|教会|叫我)")
_EXPLAINED = re.compile(
    r"^\W*(?:(?:大家)?(?:别怕|别慌|别急|别报警|没事|放心|误会)+[^,。!? ]{0,4}[ ,。!]+)?(?:不|才不)?(?:那|这|他|她|人家)?(?:那个|这个)?(?:就|都)?是.{0,6}(?:修|装|刷|擦|清洗|拍|演|练|排练|炸(?![了药开死弹伤])|炒|煮|蒸|熏|烤|做饭|烧纸|放炮|放烟花|打药|检查|检修|施工|闹着玩|逗)"
    r"|^\W*(?:那)?是(?:我|俺)(?:家|们)?[ ,]|已经(?:拧|关|灭|扑|浇|堵|接|拔|断|弄|掐)(?:好|上|掉|了|灭|住)|^\W*(?:那就好|没事就好)"
    r"|^\W*(?:是)?(?:我|俺)(?:家|这|们).{0,16}(?:对不住|不好意思|抱歉|打扰(?:了|大家)|吓着大家)|(?:拴|系|绑)着(?:安全)?(?:绳|带)|(?:原来|结果|其实|敢情|就|[ ,]|^)是(?:个|一个|一件|一只|谁|人家)?[^,。 ]{0,10}(?:模特|假人|塑料人|气球|玩具|布娃娃|稻草人|树枝|木头|树桩|旧?衣服|塑料袋|雕塑|道具|死[猫狗猪羊])|(?:不好意思|对不住|抱歉|误会)[^。!?]{0,6}?(?:那|这)?(?:就)?是(?:我|俺)(?:家|们|在|刚)?|虚惊"
    r"|(?:他们|她们|娃们?|孩子们?|小孩们?|人家)[^,。]{0,6}(?:演戏|演着|闹着玩|玩嘞|玩呢|玩着|打闹|装的|逗着)|(?:在|搁|跑|到)(?:俺|我|咱|他|她)(?:们)?(?:家|屋|院|店|这|那)(?:儿|里|边)?[^,。]{0,5}(?:看|玩|耍|睡|吃|写|坐|待|呆|趴|喝|逗|着呢|呢|嘞)|没人(?:下水|落水|掉下|掉进|受伤|被困|打架)"
    r"|^\W*(?:(?:人|我们?|俺们?|大人|孩子|娃|老人)?(?:都|全|已经)*)?(?:救|放|接|捞|拉|弄|抱)?(?:出来|上来|下来)(?:了|啦)(?![^,。!? ]*[?血火烟水没吗])"
    r"|(?:不好意思|对不住|对不起|抱歉)(?:啊|哈|了)?(?:各位|大家|邻居)[^,。!?]{0,4}[ ,。!]*(?:是)?(?:我|俺)(?:家|这)"
    # relief after a fright: 吓死我了 alone may also be said by whoever sees the danger
    r"|(?:哦|噢|喔|原来|还以为|我以为|俺以为|闹半天|幸亏|白).{0,10}吓(?:死(?:我|俺)?|(?:我|俺)一(?:大)?(?:跳|身汗))|吓(?:死(?:我|俺)?了?|(?:我|俺)一(?:大)?跳).{0,8}(?:还以为|我以为|俺以为|原来|没事就好)"
)
_RELIEVED = re.compile(r"吓(?:死(?:我|俺)?了?|(?:我|俺)?一(?:大)?(?:跳|身汗))")
# 不是人 是俺店里的假模特: what it is instead belongs to somebody, or harms nobody.
_INSTEAD = re.compile(
    r"^\W*(?:哎呀?|咦|嗐|嗨|啊)?\W*(?:那|这|那个|这个)?不是(?P<not>[^,。!? ]{0,8})[ ,。!:]+(?:那|这|其实|都)?(?:就)?是(?P<but>[^。!?]{1,24})"
)
_HARMLESS = re.compile(
    r"(?:我|俺|咱)(?:们)?(?:家|店|厂|爸|妈|爹|娘|孩|娃|儿|闺|老|自己|刚|在|弄|放|扔|点|烧|做|煮|晒|搭|拿|买)|假|模特|模型|塑料|玩具|衣服|衣裳|被子|袋子|树枝|木头|气球|稻草|雪人|影子|死狗|死猪|死鱼|野鸭|水鸟|[狗猫鸡鸭羊猪](?:$|[,。 ])"
    r"|喇叭|电视|手机|录音|唱戏|拍戏|拍电影|拍视频|雾|蒸汽|水汽|热气|灰尘|灯光|反光|夕阳|晚霞|炊烟|灶|油烟|熏香|蚊香|艾|鞭炮|烟花|礼花|演习|演练"
)
_HARMFUL = re.compile(
    r"[号栋幢座]楼|单元|[东西南北]边|着火|起火|烧起来|掉|落水|困|两个|俩|仨|血|漏|断|塌|药|刀|打架|打人|真的"
)


def _behind(words: str, rest: str) -> str:
    """One of these words and the rest; each begins with its own letter, so that few are tried."""
    return "|".join(f"{word}{rest}" for word in words.split())


_SECRECY = re.compile(
    _behind("别 不要 甭 崩 嫑 莫 不能", ".{0,6}(?:说|讲|提|透露|写|带).{0,4}(?:是)?(?:我|俺)")
    + "|"
    + _behind("别 不要 甭", ".{0,3}告诉")
    + "|"
    + _behind(
        "别 不要 甭 莫",
        r"(?:(?:跟|给|对|和|向|叫|让)(?!(?:我|俺|咱)们?(?:说|讲|提))[^,。!?]{1,8}(?:说|讲|提|透露)|(?:提|写|露|报|挂|留|署)(?:我|俺)?的?(?:真?名|姓))",
    )
    + "|不(?:写|留|提|署)(?:我|俺)?的?(?:真?名|姓名)|给(?:我|俺)保密|替(?:我|俺)保密|匿名|别让.{0,8}(?:知道|听见|晓得)"
)
# 老板会不会知道是我, 郭网格看得见不, 不想叫村里人知道: who asks whether it gets about wants that it does not
_GETS_ABOUT = ("保密", "知道", "晓得", "看得", "看见", "看到", "查到", "查出", "泄露", "出去")
_THEM = r"(?:[他她]们?|人家|别人|旁人|对方|老板|物业|村[里上干]|支书|主任|网格|邻居|领导|老师|单位|公司|厂里|群里|大家|外人|婆家|家里|爸|妈|同学)"
_ASKS_SECRECY = re.compile(
    r"(?:会|能|可)(?:不会|不能|不可以)?[^,。!?]{0,6}(?:知道|晓得|查到|查出)[^,。!?]{0,3}(?:是)?(?:我|俺)(?!们?[家住在])"
    rf"|{_THEM}[^,。!?]{{0,6}}(?:(?:会|能)(?:不会|不能)?(?:知道|晓得|看见|看到|听到|查到|收到)|看得[见到]|知不知道)[^,。!?了]{{0,6}}(?:[吗不么没嘛?]|$)"
    r"|保密(?:的)?[吗不么嘛吧?]|保不保密|能(?:不能)?(?:给|替|帮)?(?:我|俺)?们?保密"
    r"|(?:会|能)(?:不会|不能)?[^,。!?]{0,6}(?:泄露|[说传捅]出去)|(?:不想|不愿意?|怕|不要|甭|嫑|可别)[让叫被][^,。!?]{0,8}(?:知道|晓得|看见|看到|传出去)"
)
_GOES_IN = re.compile(
    r"(?:我|俺|咱们?|我们)(?:这就|现在|马上|先|赶紧|想)?(?:进去|下去|上去|翻进去|冲进去|爬上去|游过去|过去)[^,。!?]{0,6}(?:背|拉|拽|救|捞|抱|拖|扛|扒|搀|挑|拿)"
    r"|(?:我|俺)(?:去|来)(?:把)?[^,。!?]{0,6}(?:背|拉|拽|捞|抱|扒|挑)(?:出来|上来|下来|开)|(?:我|俺)(?:这就|先|马上|赶紧)?下(?:去|水|河|塘|井)[^,。!?]{0,3}(?:摸|找|寻|够|看看|试)|(?:我|俺|咱)们?[^,。!?]{0,8}(?:找|拿|弄|拎|掂)(?:个|根|把|条|块)?[^,。!? ]{0,3}(?:棍|竿|杆|木棒|木头|扫[把帚]|铁?锨|叉|绳|钩)[^,。!?]{0,4}(?:挑|拨|扒|捅|支|顶|钩|勾|够|拉|套)|(?:我|俺|咱)们?(?:去|来|这就|先|现在)[^,。!?]{0,4}(?:挑|拨|剪|拽|掐|捅|挪)(?:开|断|走|起来|下来|掉|一边)|(?:去|来|上)[^,。!?]{0,3}(?:打火|扑火|救火|灭火)(?!队|器|车)|(?:我|俺)(?:这就|先|得|马上|赶紧)?(?:去|过去|回去|出去)[^,。!?]{0,4}(?:牵|赶|撵|抢|搬|推|挪车|挪开|抱出|收进)|(?:我|俺)[^,。!?]{0,4}(?:拿|找|掂|带)[^,。!?]{0,4}(?:撬|锤|钳|斧|铁棍)[^,。!?]{0,10}(?:撬|砸|掰|扒|剪)|要不要(?:上去|进去|下去|过去).{0,6}(?:敲门|劝|救|看|拉)"
)
_INSIDE = re.compile(
    r"还在(?:地里|地头|山上|坡上|河边|楼上|屋里|里头|里面|家里|车里|床上)|在(?:屋|里|楼上|车|水|坑|井)(?:里|上|头|面|下)?.{0,4}(?:没|出不)|没(?:有)?(?:跑|逃|爬|救)?(?:出来|下来|上来)|"
    + _behind("里面 里头 屋里 楼上 车里", ".{0,3}(?:还)?有(?:人|个|老|孩|娃|俩|两|三)")
    + "|困(?:住|在)|压(?:着|住)(?:人|了)|进去[^,。!?]{0,6}(?:背|拉|拽|救|抱|拖|扛)"
)
# 先把老爷子抱屋里去: a body is lifted, and carried somewhere or set up.
_MOVES_BODY = re.compile(
    r"[抱抬背扶架拖挪搬拽搀](?!手|走廊|子|鞋|把|拉|车|头)[^,。!? ]{0,6}(?:屋|床|炕|车上|上车|沙发|路边|一边|边上|阴凉|树荫|起来|坐起|回家|进去|进来|下来|过来|过去|卫生院|医院|诊所)"
)
_HELPLESS = re.compile(
    r"(?:妈|爸|爹|娘|爷|奶|公公|婆婆|老人|老头|老太|媳妇|孕妇|他|她|大爷|大娘)[^,。!?]{0,8}(?:瘫|走不了|走不成|走不动|下不了床|下不来|动不了|动弹不|坐轮椅|卧床|腿脚不|背不动|抬不动|挪不动|出不来)|(?:瘫|卧床|轮椅)[^,。!?]{0,6}(?:妈|爸|爹|娘|爷|奶|公公|婆婆|老人)|(?:背|抬|弄)不动(?:老人|俺妈|俺爸|俺爹|俺奶|俺爷|他|她)"
)
_SEEN = re.compile(
    r"(?<![没谁未])(?:看见|看到|瞅见|瞧见|碰见|碰上|碰着|遇见|遇上|见着|见过|(?:好像|好象|像是|似乎|刚才?)[^,。!?]{0,8}(?:有|坐着|站着|走过|过去))(?:了|过|着)?[^,。!?]{0,12}?"
    r"(?:老太|老奶|老头|老汉|老婆婆|老人|大爷|大娘|奶奶|爷爷|孩|娃|妮|闺女|女的|男的|学生|她|他|像(?:她|他|是)|穿)(?![^,。!?]{0,10}(?:没(?:有)?|吗|不)\W*$)"
    r"|(?:往|朝|向|顺着|沿着)[^,。!?]{1,8}(?:走了|去了|那边走|方向走)"
)
_PAYS_ON = re.compile(
    r"(?:还|又|再|非)(?:要|得|让|叫|催|逼|说)*[^,。!? ]{0,4}(?:转|充|垫|打|交|汇|存|补|投)(?:[^,。!? ]{0,4}[\d一两二三四五六七八九十几]+[^,。!? ]{0,2}[百千万元块]|[^,。!? ]{0,3}(?:钱|款|保证金|手续费|解冻|验证|费|过去|给他|给她))"
    r"|(?:验证码|密码|卡号|身份证号?)[^,。!?]{0,6}(?:念|说|给|告诉|发|报|填|输)(?:给|出去|了|过去|完|他|她|对方|人家)"
    r"|(?:已经?|刚刚?|刚才|都|前后|总共|一共)[^,。!? ]{0,5}(?:转|充|垫|打|汇|付|投|刷)(?:进|过|出|给)?[^,。!? ]{0,4}(?:了|[\d一两二三四五六七八九十几]+[^,。!? ]{0,2}[百千万元块])[^,。!? ]{0,6}(?:[百千万元块]|钱|$|[,。!? ])"
)
_NO_CALL = re.compile(
    _behind(
        "别 不要 甭 不能 不方便",
        ".{0,4}(?:打(?:我|俺)?(?:的)?(?:电话|手机)|接电话|来电话|联系(?:我|俺))",
    )
)
_DIRECT = {
    "anger": Cue.ANGER,
    "insult": Cue.ANGER,
    "threat": Cue.THREAT,
    "medicine": Cue.MEDICINE,
    "hurt": Cue.HURT,
    "really_hurt": Cue.HURT,
    "risky_act": Cue.RISKY_ACT,
    "quality": Cue.QUALITY,
    "fumes": Cue.FUMES,
}
_WISHES = (
    (Cue.RELIEVED, _RELIEVED),
    (Cue.NO_CALL, _NO_CALL),
    (Cue.INSIDE, _INSIDE),
    (Cue.RISKY_ACT, _GOES_IN),
    (Cue.HELPLESS, _HELPLESS),
    (Cue.SEEN, _SEEN),
    (Cue.MOVES_BODY, _MOVES_BODY),
    (Cue.PAYS_ON, _PAYS_ON),
)
_PRAISING = ("强", "赞", "鼓掌", "玫瑰", "微笑", "👍", "👏", "🌹", "🙂")


def find_cues(heard: Heard, *, tells_trouble: bool) -> frozenset[Cue]:
    """Every cue of the text."""
    cues = {_DIRECT[name] for name in heard.signals if name in _DIRECT}
    if Cue.HURT in cues and _is_unhurt(heard):
        cues.discard(Cue.HURT)
    if heard.has("minor") or _AGE.search(heard.plain):
        cues.add(Cue.MINOR)
    if heard.has("still"):
        cues.add(Cue.STILL_BROKEN)
    elif recoveries(heard) and not heard.has("not_recovered"):
        cues.add(Cue.RECOVERED)
    cues |= _wished(heard.plain)
    if threatens_things(heard.plain):
        cues.add(Cue.THREAT)
    if _is_praised(heard):
        cues.add(Cue.PRAISE)
    if _is_mockery(heard, cues, tells_trouble=tells_trouble):
        cues.add(Cue.SARCASM)
    return frozenset(cues)


def _is_mockery(heard: Heard, cues: set[Cue], *, tells_trouble: bool) -> bool:
    """Praise in the same breath as trouble, which nobody means, and thanks for a nuisance."""
    is_of_trouble = tells_trouble or heard.has("trouble", "still", "quality", "anger")
    is_absurd = is_mock_thanks(heard.plain) or is_ironic(heard.plain)
    return (Cue.PRAISE in cues and is_of_trouble) or is_absurd


def asks_secrecy(text: str) -> bool:
    """True of 千万别说是我讲的, 老板会知道是我吗: whoever says so is not named."""
    if _SECRECY.search(text) is not None:
        return True
    return any(word in text for word in _GETS_ABOUT) and _ASKS_SECRECY.search(text) is not None


def _wished(plain: str) -> set[Cue]:
    """What is told by how it is said, whatever it is about."""
    cues = {cue for cue, pattern in _WISHES if pattern.search(plain)}
    if asks_secrecy(plain):
        cues.add(Cue.SECRECY)
    return cues | {Cue.EXPLAINED} if _is_explained(plain) else cues


def _is_explained(plain: str) -> bool:
    if _EXPLAINED.search(plain):
        return True
    told = _INSTEAD.match(plain)
    return (
        told is not None
        and _HARMLESS.search(told["but"]) is not None
        and _HARMFUL.search(told["but"]) is None
    )


def _is_unhurt(heard: Heard) -> bool:
    return heard.has("unhurt") or (heard.has("near_miss") and not heard.has("really_hurt"))


def _is_praised(heard: Heard) -> bool:
    return bool(
        heard.has("sarcasm")
        or _MOCK_THANKS.search(heard.plain)
        or is_ironic(heard.plain)
        or any(name in _PRAISING for name in heard.normal.emoticons)
    )
