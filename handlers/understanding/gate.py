"""Whether a text reports something, and if not, what it wants. Rules in order; the first that fits."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.understanding.answers import read_survey_answer
from handlers.understanding.context import Meant, recoveries
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked
from handlers.understanding.reading import Intent


class Verdict(NamedTuple):
    """The intent, how sure, and why."""

    intent: Intent
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """What the gate looks at."""

    heard: Heard
    meant: Meant
    ranked: Sequence[Ranked]
    is_alarm: bool
    is_staff: bool
    is_group: bool
    points: float  # how much it sounds like a report

    @property
    def tells_trouble(self) -> bool:
        """True when some leaf was named together with what is wrong."""
        return bool(self.ranked) and any(one.strong >= 1.0 for one in self.ranked)

    @property
    def is_short(self) -> bool:
        """True for what is said in one breath."""
        return len(self.heard.plain) <= 40


Rule = Callable[[Case], Verdict | None]

REPORT_FROM = 1.6
_IN_A_GROUP = 0.9  # among neighbours more must be said, unless it is told what is wrong
_NUMBER = re.compile(r"#\s?\d{2,}|编号\s?\d{3,}")
_LINK = re.compile(r"https?://\S+|www\.\S+|\[(?:链接|小程序|视频号|文件)\]")
_RECALL = re.compile(r"^\W*(?:.{0,12})?撤回了一条消息\W*$")
_FIGURES = re.compile(r"^\W*[1-5](?:\W{0,3}[1-5])?\W*$")
_CONTACT = re.compile(
    r"1[3-9]\d{9}|phone|url|wechat|hotline|\bqq|vx|微信号|0\d{2,3}-\d{7}", re.IGNORECASE
)
_LETTER_HEAD = re.compile(
    r"^\W*(?:(?:尊敬|敬爱)的|致|给)?.{0,10}?(?:领导|书记|市长|县长|区长|镇长|局长|厅长|省长|主任|部长|处长|政府)"
    r".{0,4}[,:;!。\s]{0,3}(?:您好|你好|你们好|您们好)|^\W*(?:尊敬|敬爱)的.{0,8}(?:领导|书记|长|局|部门|主任)"
)
_REPLY_HEAD = re.compile(
    r"^\W*(?:尊敬的)?(?:网友|网民|市民朋友|[“\"<][^”\">]{1,14}[”\">])\W{0,4}.{0,6}(?:您好|你好)|^\W*(?:您好|你好)\W.{0,24}"
    r"(?:收悉|回复|答复|您反映|您所反映|您咨询|您的(?:留言|来信|问题|意见|建议|咨询)|你反映|你咨询)"
)
_PROPOSAL = re.compile(
    r"(?:能不能|可不可以|是否可以|建议|希望|最好|该|啥时候|什么时候).{0,10}(?:建|装|加个|加一|增设|修个|设个|设立|设置|开通|安个|铺|划)"
)
_NAMED = re.compile(
    r"[^\W_](?:(?<![城超都夜早])市(?![场民区长井])|(?<![小地校景片])区(?![别分长])|州)"
)
_WORD = re.compile(r"\w")
_OPENING = re.compile(
    r"^\W*(?:【[^】]{0,12}(?:通知|公告|提醒|提示|预警)】|(?:紧急|重要|停水|停电|停气|关于[^,。]{2,20}的)?(?:通知|公告|通告|温馨提示|温馨提醒|安全提示|安全提醒)\W)"
)
_DENIAL = re.compile(r"^\W*(?:不是|没有|没事|不不|别慌|别怕|大家别)")
_DENIED_CAUSE = re.compile(r"油烟|做饭|炒菜|炸|烧香|误会|放炮|演习|烧烤|蒸|锅|熬|烤")
_PUNCTUATION = re.compile(r"[\W_]+")


# What each signal adds to the impression of a report, and how many words of it count.
_ADDS = (
    ("appeal", 1.4, 2),
    ("wrong", 1.1, 2),
    ("wish", 0.7, 2),
    ("asking", 0.6, 2),
    ("plea", 0.8, 2),
)
_FRAMES = (("formal", 0.8, 2), ("trouble", 0.5, 2))
_TAKES = (("chat", 0.7, 5), ("ad", 0.8, 3), ("casual", 0.4, 3))


def points_of(heard: Heard, ranked: Sequence[Ranked]) -> float:
    """How much a text sounds like somebody telling what should be acted upon."""
    strong = max((one.strong for one in ranked), default=0.0)
    topics = sum(1 for one in ranked if one.total >= 1.0)
    points = min(strong, 6.0) + min(topics, 2) * 0.9
    points += _sum(heard, _ADDS) + _sum(heard, _FRAMES) - _sum(heard, _TAKES)
    points += 1.2 if _PROPOSAL.search(heard.plain) else 0.0
    bodies = min(3, heard.count("body") + (1 if _NAMED.search(heard.plain) else 0))
    points += 0.5 + 0.2 * bodies if bodies else 0.0
    return points + (2.5 if _LETTER_HEAD.match(heard.plain) else 0.0)


def _sum(heard: Heard, weights: Sequence[tuple[str, float, int]]) -> float:
    return sum(min(heard.count(name), most) * weight for name, weight, most in weights)


# ---- what is no speech at all ----


def _silence(case: Case) -> Verdict | None:
    if _WORD.search(case.heard.plain):
        return None
    return Verdict(Intent.CHIT_CHAT, 0.95, "没有文字")


def _platform_notice(case: Case) -> Verdict | None:
    clean = case.heard.normal.clean
    if _RECALL.match(clean):
        return Verdict(Intent.RECALL_NOTICE, 0.99, "撤回提示")
    if "[微信红包]" in clean or "[红包]" in clean:
        return Verdict(Intent.RED_PACKET, 0.99, "红包")
    if _LINK.match(clean) and (len(clean) < 60 or not case.tells_trouble):
        return Verdict(Intent.SHARE_LINK, 0.95, "链接")
    return None


def _figures(case: Case) -> Verdict | None:
    if case.heard.plain.strip() in {"+1", "+1+1", "加1"}:
        return Verdict(Intent.MERGE_PLUS1, 0.9, "+1")
    if _FIGURES.match(case.heard.plain):
        return Verdict(Intent.SURVEY_REPLY, 0.7, "只有数字")
    return None


# ---- what is said to everybody ----


def _official(case: Case) -> Verdict | None:
    official = case.heard.count("official")
    plain = case.heard.plain
    if _OPENING.match(plain) or official >= 3 or (official == 2 and not _appeals(case)):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.9, "通知或答复的口气")
    if _REPLY_HEAD.match(plain):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.85, "答复来信的口气")
    return None


def _appeals(case: Case) -> bool:
    return case.heard.has("appeal", "plea") or bool(_LETTER_HEAD.match(case.heard.plain))


def _advertisement(case: Case) -> Verdict | None:
    heard = case.heard
    adverts = heard.count("ad") + (1 if _CONTACT.search(heard.plain) else 0)
    if adverts < 2:
        return None
    against = heard.count("appeal") * 1.3 + heard.count("plea") + heard.count("formal") * 0.7
    against += heard.count("wrong") * 0.5 + (1.2 if case.tells_trouble else 0.0)
    if adverts > against:
        return Verdict(Intent.AD_SPAM, 0.9, "广告用语")
    return None


def _shared(case: Case) -> Verdict | None:
    if case.heard.count("share") >= 2 and not case.tells_trouble:
        return Verdict(Intent.SHARE_LINK, 0.8, "转发的文章")
    return None


def _alarm(case: Case) -> Verdict | None:
    if case.is_alarm:
        return Verdict(Intent.REPORT, 0.9, "紧急情况")
    return None


# ---- what belongs to something said before ----


def _consent(case: Case) -> Verdict | None:
    bare = _PUNCTUATION.sub("", case.heard.plain)
    if case.heard.has("consent") and len(bare) <= 12 and not case.heard.has("plus_one"):
        return Verdict(Intent.CONSENT, 0.85, "同意与否")
    return None


def _help(case: Case) -> Verdict | None:
    if case.heard.has("help_word") and case.is_short and not case.tells_trouble:
        return Verdict(Intent.HELP, 0.85, "问怎么用")
    return None


def _retraction(case: Case) -> Verdict | None:
    heard = case.heard
    denied = _DENIAL.match(heard.plain) and _DENIED_CAUSE.search(heard.plain)
    if (heard.has("retract") or denied) and case.is_short and not heard.has("still"):
        return (
            None
            if case.tells_trouble and not denied
            else Verdict(Intent.RETRACT, 0.8, "收回前面的话")
        )
    return None


def _progress(case: Case) -> Verdict | None:
    heard = case.heard
    asks = heard.has("ask_progress")
    numbered = _NUMBER.search(heard.plain)
    if numbered and not case.tells_trouble:
        if heard.has("retract"):
            return Verdict(Intent.RETRACT, 0.85, "按编号撤回")
        if asks or not heard.has("still"):
            return Verdict(Intent.ASK_PROGRESS, 0.9, "按编号询问")
        return Verdict(Intent.SUPPLEMENT, 0.8, "按编号补充")
    if asks and (heard.has("mine") or not case.tells_trouble) and case.points < 4.0:
        return Verdict(Intent.ASK_PROGRESS, 0.8, "问进展")
    return None


def _plus_one(case: Case) -> Verdict | None:
    heard = case.heard
    if heard.has("plus_one") or heard.plain.strip(" !。,") in {
        "顶",
        "同意",
        "俺也",
        "加",
        "+",
        "我也",
    }:
        if not case.tells_trouble and len(heard.plain) <= 60:
            return Verdict(Intent.MERGE_PLUS1, 0.8, "也这样")
    elif heard.plain.endswith((" 顶", ",顶", "顶!", "顶顶")) and case.is_short:
        return Verdict(Intent.MERGE_PLUS1, 0.7, "顶")
    return None


def _recovery(case: Case) -> Verdict | None:
    heard = case.heard
    if not recoveries(heard) or heard.has("not_recovered", "still") or case.tells_trouble:
        return None
    if len(heard.plain) > 80 or heard.count("appeal") >= 1:
        return None
    if heard.has("thanks"):
        return Verdict(Intent.THANKS, 0.85, "修好了,道谢")
    return Verdict(Intent.SUPPLEMENT, 0.7, "说已经好了")


def _survey(case: Case) -> Verdict | None:
    heard = case.heard
    if len(heard.plain) > (5 if case.is_group else 40) or case.tells_trouble:
        return None
    if heard.has("appeal", "body", "formal") or (case.is_group and heard.has("recovered")):
        return None
    answer = read_survey_answer(case.heard.normal.clean)
    if answer is not None and answer.is_sure:
        return Verdict(Intent.SURVEY_REPLY, 0.7, "像是回访的回答")
    return None


def _addition(case: Case) -> Verdict | None:
    heard = case.heard
    if heard.has("risky_act") and not case.tells_trouble:
        return Verdict(Intent.SUPPLEMENT, 0.6, "要做危险的事")
    if heard.has("adds") and case.is_short and not heard.has("appeal"):
        return Verdict(Intent.SUPPLEMENT, 0.7, "补充前面的话")
    return None


def _thanks(case: Case) -> Verdict | None:
    heard = case.heard
    if heard.has("thanks") and not case.tells_trouble and case.points < REPORT_FROM:
        return None if heard.has("sarcasm", "trouble") else Verdict(Intent.THANKS, 0.85, "道谢")
    return None


def _about_bot(case: Case) -> Verdict | None:
    heard = case.heard
    if heard.has("bot_talk") and heard.has("annoyed", "insult") and not case.tells_trouble:
        return Verdict(Intent.COMPLAINT_ABOUT_BOT, 0.8, "说的是机器人")
    return None


# ---- a report, or something like it that is none ----


def _report(case: Case) -> Verdict | None:
    needed = REPORT_FROM
    if case.is_group and not case.tells_trouble:
        needed += _IN_A_GROUP
    if not case.ranked:
        needed += 1.0
    if case.points < needed:
        return None
    return Verdict(Intent.REPORT, min(0.97, 0.5 + case.points / 12), "说的是要办的事")


_SET_ASIDE = (
    ("hypothetical", Intent.HYPOTHETICAL, "假设的事"),
    ("elsewhere", Intent.THIRD_PLACE_NEWS, "别处的事"),
    ("past", Intent.PAST_STORY, "过去的事"),
    ("recovered", Intent.SUPPLEMENT, "说已经好了"),
    ("denied", Intent.RETRACT, "说没有这事"),
)


def _set_aside(case: Case) -> Verdict | None:
    for reason, intent, why in _SET_ASIDE:
        if any(one.is_strong for one in case.meant.muted.get(reason, ())):
            return Verdict(intent, 0.75, why)
    return None


def _staff(case: Case) -> Verdict | None:
    if not case.is_staff:
        return None
    if case.heard.has("dispute_words"):
        return Verdict(Intent.DEPT_ARGUMENT, 0.75, "部门之间说归谁管")
    return Verdict(Intent.STAFF_TALK, 0.6, "工作人员说话")


def _abuse(case: Case) -> Verdict | None:
    heard = case.heard
    if (heard.has("insult") or heard.has("threat")) and not case.tells_trouble:
        return Verdict(Intent.ABUSE, 0.75, "只有骂人的话")
    return None


def _bare_word(case: Case) -> Verdict | None:
    """A word that begins a report, with hardly anything around it."""
    heard = case.heard
    if not case.ranked or not heard.bare or heard.has("chat", "thanks"):
        return None
    letters = len(_PUNCTUATION.sub("", heard.plain))
    if letters - max(len(word) for word in heard.bare) <= 3:
        return Verdict(Intent.REPORT, 0.4, "只说了半句")
    return None


def _trouble(case: Case) -> Verdict | None:
    """A piece of a report: what is wrong, without the thing."""
    heard = case.heard
    bare = _PUNCTUATION.sub("", heard.plain)
    if heard.has("trouble", "still") and len(bare) <= 30 and not heard.has("chat"):
        return Verdict(Intent.SUPPLEMENT, 0.5, "说了不好,没说是什么")
    return None


def _small_talk(case: Case) -> Verdict | None:
    for name, intent, why in (
        ("rumor", Intent.RUMOR, "没有证实的传言"),
        ("gossip", Intent.GOSSIP, "说别人的家事"),
        ("thanks", Intent.THANKS, "道谢"),
        ("red_packet", Intent.RED_PACKET, "红包"),
        ("joke", Intent.JOKE, "说笑"),
        ("sarcasm", Intent.JOKE, "反话,没说是什么事"),
    ):
        if case.heard.has(name):
            return Verdict(intent, 0.6, why)
    return None


def _greeting(case: Case) -> Verdict | None:
    if case.heard.plain.strip(" !。,~") in {"早", "好", "都早", "早安"}:
        return Verdict(Intent.GREETING, 0.8, "问好")
    if case.heard.has("greeting") and case.is_short:
        return Verdict(Intent.GREETING, 0.85, "问好")
    return None


_RULES: tuple[Rule, ...] = (
    _silence,
    _platform_notice,
    _figures,
    _official,
    _advertisement,
    _alarm,
    _shared,
    _consent,
    _help,
    _retraction,
    _progress,
    _plus_one,
    _survey,
    _recovery,
    _about_bot,
    _addition,
    _thanks,
    _report,
    _set_aside,
    _staff,
    _abuse,
    _greeting,
    _bare_word,
    _small_talk,
    _trouble,
)


def judge(case: Case) -> Verdict:
    """What the text wants."""
    for rule in _RULES:
        verdict = rule(case)
        if verdict is not None:
            return verdict
    return Verdict(Intent.CHIT_CHAT, 0.7, "闲聊")
