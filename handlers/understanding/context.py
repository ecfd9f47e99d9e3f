"""Whether what was heard is meant here and now, or denied, feared, past or from elsewhere."""

import re
from dataclasses import dataclass, field

from handlers.understanding.beasts import is_of_beast
from handlers.understanding.categories import Categories
from handlers.understanding.heard import Evidence, Heard, Signal
from handlers.understanding.plights import only_sounds_like
from handlers.understanding.threats import threatens_things

# Words of not wanting to live are looked at by a person, whatever stands around them.
_WISH_TO_DIE = re.compile(
    r"不想|想死|活|不如死|死了算|一了百了|遗书|解脱|拖累|来世|下辈子|再见|最后一次|死给|死了干净|别找我"
    r"|熬|累赘|我消失|想结束|怎么结束|生无可恋|一根绳|谢谢你们陪我|让我死|去死|撑不住|不用醒|再醒|了断|了结|牵挂|去吧|早点去|空出来"
)
_DYING = ("死", "不活", "活不")
_FEELING = re.compile(
    r"(?:笑|累|热|饿|困|气|冻|急|烦|乐|忙|馋|羞|丑|美|帅|甜|香|辣|酸|尬|渴|吵|萌|想|爱)$"
)
# 他说我要是敢离就弄死我: supposed only in form, he says it now.
_THREATENED = re.compile(
    r"(?:他|她|说|喊|扬言|威胁|老公|男人|丈夫|前夫|前男友|对象)[^。]{0,10}(?:要是|敢|再|不)[^。]{0,12}(?:弄死|砍|杀|打死|捅|烧死|打断|同归于尽|要我?的?命)"
)
_OVERDONE = ("吐血", "心梗", "脑梗", "中风")
_OVERDOING = re.compile(
    r"(?:加班|累|气|贵|写|背|改|刷|学|肝|笑|卷|忙|抢|考|涨)[^,。咳喝打疼]{0,4}[得到出我]$"
)
_OUT_OF_HAND = re.compile(
    r"火苗|火势|大火|火光|着火|起火|失火|着了|着起来|烧起来|烧着(?!玩)|烧到|烧过来|窜|蔓延|连片|控制不住|灭不|救火|救命|房|屋|车|林|山上"
)
_BY_PHONE = re.compile(r"(?<![用拿把砸摔])(?:电话|手机|号码?|微信|视频|语音)[^,。]{0,2}$")
_PHONE = re.compile(r"的?(?:那个)?(?:电话|手机|号|微信)(?!砸|摔)")
_LASTING = frozenset({"domestic_violence", "missing_person", "child_protection"})
_BODILY = frozenset({"serious_accident", "medical_emergency"})
_IN_BATTLE = 2  # words of a game; one may be a brother's who plays while somebody falls
_NOT = re.compile(r"[没不未无别]")
_ADVICE = re.compile(r"(?:大家|都|各位|千万)[^ ,。]{0,3}(?:别|不要|莫)[^ ,。]{0,2}$")
# 去年家里着过火 现在好了: what is said of now only tells that it is over.
_NOW_WELL = re.compile(
    r"(?:现在|如今|目前|眼下|今年|后来)[^,。!?]{0,6}(?:没事|好了|好多了|好着|没啥|平安|安全|正常|太平|修好|改好|不(?:犯|闹|打|漏|吵)了)"
)
_ASKS_WHY = re.compile(r"咋|为啥|为什么|凭啥|凭什么|怎么|啥时候|什么时候")
_LIKENED = re.compile(r"[跟像].{0,8}(?:一样|似的|一般)")
_LIKE = ("跟", "像")
_WONDERED_BEFORE = ("是不是", "会不会", "有没有")  # 是不是漏煤气了 denies nothing
_DENIED_BEFORE = ("没有", "不是", "不会", "别再", "没发生", "并非", "并没", "未", "没", "别", "非")


@dataclass(frozen=True, slots=True)
class Meant:
    """What stands, and what was taken away, by reason."""

    live: tuple[Evidence, ...] = ()
    muted: dict[str, list[Evidence]] = field(default_factory=dict)


def sift(heard: Heard, categories: Categories) -> Meant:
    """The evidence that is meant here and now."""
    live: list[Evidence] = []
    muted: dict[str, list[Evidence]] = {}
    for evidence in heard.evidence:
        leaf = categories.leaves[evidence.leaf]
        reason = _reason_against(heard, evidence, is_emergency=leaf.is_emergency)
        if reason:
            muted.setdefault(reason, []).append(evidence)
        else:
            live.append(evidence)
    return Meant(tuple(live), muted)


def _reason_against(heard: Heard, evidence: Evidence, *, is_emergency: bool) -> str:
    if (evidence.leaf, evidence.clause) in heard.bars and not (is_emergency and evidence.is_plain):
        return "barred"
    if not evidence.is_strong:
        return ""
    return _reason_against_telling(heard, evidence, is_emergency=is_emergency)


def _reason_against_telling(heard: Heard, evidence: Evidence, *, is_emergency: bool) -> str:
    if _is_exaggerated(heard, evidence):
        return "joke"
    if evidence.leaf == "domestic_violence" and _is_telephoned(heard, evidence):
        return "barred"
    if evidence.leaf == "suicide_risk" and _WISH_TO_DIE.search(evidence.word):
        return ""
    if _is_supposed(heard, evidence, is_emergency=is_emergency):
        return "hypothetical"
    reason = _reason_of_time_or_place(heard, evidence, is_emergency=is_emergency)
    if is_emergency:
        return reason or _reason_against_alarm(heard, evidence)
    return reason or ("advised" if _is_advised_against(heard, evidence) else "")


def _is_exaggerated(heard: Heard, evidence: Evidence) -> bool:
    """笑不活了, 饿死, 加班到吐血: dying said right behind a feeling only says how strong it is.

    累得不想活了 is another matter: that a person looks at.
    """
    if evidence.word in _OVERDONE:
        before = heard.plain[max(0, evidence.start - 8) : evidence.start]
        return _OVERDOING.search(before) is not None
    if not evidence.word.startswith(_DYING):
        return False
    return _FEELING.search(heard.plain, max(0, evidence.start - 2), evidence.start) is not None


def _is_telephoned(heard: Heard, evidence: Evidence) -> bool:
    """电话打我媳妇的: whoever is rung is not beaten."""
    before = heard.plain[max(0, evidence.start - 5) : evidence.start]
    behind = heard.plain[evidence.end : evidence.end + 4]
    return _BY_PHONE.search(before) is not None or _PHONE.match(behind) is not None


def _reason_of_time_or_place(heard: Heard, evidence: Evidence, *, is_emergency: bool) -> str:
    if _is_elsewhere(heard, evidence):
        return "elsewhere"
    if _is_past(heard, evidence) or (is_emergency and _is_long_ago(heard, evidence)):
        return "past"
    return "recovered" if _is_recovered(heard, evidence) else ""


def _reason_against_alarm(heard: Heard, evidence: Evidence) -> str:
    text = heard.plain
    before = text[max(0, evidence.start - 3) : evidence.start]
    if before.endswith(_DENIED_BEFORE) and not before.endswith(_WONDERED_BEFORE):
        return "denied"
    if heard.has("calmed") and not heard.has("still"):
        return "denied"
    if _in_clause_before(heard, "near_miss", evidence):
        return "near_miss"
    if evidence.leaf in _BODILY and heard.has("unhurt"):
        return "unhurt"
    return _explained(heard, evidence) or _reason_against_earnest(heard, evidence)


def _explained(heard: Heard, evidence: Evidence) -> str:
    """Something else than a person in danger is told of."""
    if is_of_beast(heard, evidence):
        return "beast"
    if _is_smoke_of_burning(heard, evidence):
        return "burning"
    return "harmless" if only_sounds_like(heard, evidence) else ""


def _is_smoke_of_burning(heard: Heard, evidence: Evidence) -> bool:
    """烧秸秆嘞 浓烟滚滚: somebody burns it, and of a fire there is only the smoke."""
    if evidence.leaf != "fire" or "烟" not in evidence.word or _OUT_OF_HAND.search(heard.plain):
        return False
    return any(one.leaf == "open_burning" and one.is_strong for one in heard.evidence)


def _reason_against_earnest(heard: Heard, evidence: Evidence) -> str:
    """Nobody is in danger: it is played, likened, taught, or told of what came after."""
    if heard.has("plea"):
        return "joke" if heard.count("battle") >= _IN_BATTLE else ""
    if heard.has("theory"):
        return "hypothetical"
    if heard.has("play") or _is_picture(heard, evidence):
        return "joke"
    if evidence.leaf == "violence" and threatens_things(heard.plain):
        return "threat"
    if evidence.leaf not in _LASTING and heard.count("aftermath") >= 2:
        return "aftermath"
    return ""


def _is_supposed(heard: Heard, evidence: Evidence, *, is_emergency: bool) -> bool:
    """Said after a word like 万一; of alarms also what is feared rather than seen."""
    if is_emergency and _in_clause_before(heard, "fear", evidence):
        return True
    mark = _in_sentence_before(heard, "hypothetical", evidence)
    if is_emergency and mark is not None and _THREATENED.search(heard.plain):
        return False
    if mark is None or heard.plain[mark.start - 1 : mark.start] in {"主", "重"}:
        return False
    return is_emergency or mark.clause == evidence.clause


def _is_elsewhere(heard: Heard, evidence: Evidence) -> bool:
    if _is_at_relatives(heard) and not heard.has("plea", "still"):
        return True
    marks = heard.signals.get("elsewhere")
    if marks is None or marks[0].word in evidence.word:  # a farewell in 朋友圈 is told by that word
        return False
    if _AWAY.search(heard.plain, 0, marks[0].start) is not None:
        return False
    return marks[0].start <= evidence.start + 6 and not _is_here(heard)


# 爸妈都去广东了: who is away is there, not what is told.
_AWAY = re.compile(
    r"(?:爸|妈|爹|娘|儿子?|闺女|老公|男人|丈夫|媳妇|老板|爱人|哥|姐|父母|家里人)[^,。 ]{0,4}(?:去|到|在|往|搁)了?$"
)
# 俺姑她们那小区昨晚着火了: told of where a relative lives, and of another day.
_AT_RELATIVES = re.compile(
    r"(?:姑|姨|舅|叔|婶|表[哥姐弟妹]|堂[哥姐弟妹]|同学|朋友|亲戚|同事|闺女|老家|娘家|婆家|战友|网友)[^,。!?]{0,3}"
    r"(?:他们|她们|家|那|住的)[^,。!?]{0,3}(?:小区|院|楼|村|县|市|厂|单位|公司|镇|街|边|块|儿)"
)
_ANOTHER_DAY = re.compile(r"昨|前[天晚]|那天|上(?:周|个?月|星期|礼拜)|去年|前年")


def _is_at_relatives(heard: Heard) -> bool:
    text = heard.plain
    return _AT_RELATIVES.search(text) is not None and _ANOTHER_DAY.search(text) is not None


def _is_here(heard: Heard) -> bool:
    text = heard.plain
    return any(
        word in text
        for word in ("我家", "我们小区", "咱", "我们村", "这边", "我们楼", "楼下", "号楼")
    )


def _is_past(heard: Heard, evidence: Evidence) -> bool:
    is_of_now = heard.has("present") and _NOW_WELL.search(heard.plain) is None
    if heard.plain[evidence.end : evidence.end + 1] == "过" and not is_of_now:
        return True
    if evidence.leaf in _LASTING and not heard.has("elsewhere"):
        return False
    mark = _in_sentence_before(heard, "past", evidence)
    return mark is not None and not is_of_now and not _is_asked_now(heard, mark, evidence)


def _is_advised_against(heard: Heard, evidence: Evidence) -> bool:
    """Told everybody not to do it, as in 大家别买假货: nobody has done it."""
    before = heard.plain[max(0, evidence.start - 6) : evidence.start]
    return _ADVICE.search(before) is not None


def _is_asked_now(heard: Heard, mark: Signal, evidence: Evidence) -> bool:
    """After a pause somebody asks why: the tale before was of then, the trouble is of now."""
    text = heard.plain
    pause = text.rfind(" ", mark.end, evidence.start + 1)
    if pause < 0:
        return False
    end = text.find(" ", evidence.end)
    return _ASKS_WHY.search(text, pause, end if end > 0 else len(text)) is not None


def _is_long_ago(heard: Heard, evidence: Evidence) -> bool:
    """Told as a thing of other days, and nothing says that it goes on."""
    if heard.has("just_now") or _in_sentence_before(heard, "long_ago", evidence) is None:
        return False
    return not heard.has("plea")


def _is_picture(heard: Heard, evidence: Evidence) -> bool:
    """跟着火一样: it is only likened to; of 罐没拧严 气呲得跟哨子似的 only the sound is."""
    if heard.plain.startswith("的感觉", evidence.end):
        return True
    before = heard.plain[max(0, evidence.start - 3) : evidence.start + 1]
    if not any(word in before for word in _LIKE):
        return False
    around = heard.plain[max(0, evidence.start - 3) : evidence.end + 6]
    return _LIKENED.search(around) is not None


def _is_recovered(heard: Heard, evidence: Evidence) -> bool:
    """Told as over: something was put right and nothing says that it came back."""
    if heard.has("not_recovered", "still"):
        return False
    return any(mark.clause >= evidence.clause for mark in recoveries(heard))


def recoveries(heard: Heard) -> list[Signal]:
    """Where the text says that something is right again; 没自来水了 does not."""
    marks = heard.signals.get("recovered", ())
    return [
        mark for mark in marks if not _NOT.search(heard.plain[max(0, mark.start - 3) : mark.start])
    ]


def _in_clause_before(heard: Heard, name: str, evidence: Evidence) -> bool:
    return any(
        mark.clause == evidence.clause and mark.start <= evidence.end
        for mark in heard.signals.get(name, ())
    )


def _in_sentence_before(heard: Heard, name: str, evidence: Evidence) -> Signal | None:
    marks = heard.signals.get(name)
    if marks is None:
        return None
    sentence = heard.sentences[evidence.clause]
    for mark in marks:
        if mark.start < evidence.end and heard.sentences[mark.clause] == sentence:
            return mark
    return None
