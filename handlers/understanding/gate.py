"""Whether a text reports something, and if not, what it wants. Rules in order; the first that fits."""

import re

from handlers.understanding import broadcast, echoes, followups, same_here, wordless
from handlers.understanding.audience import is_to_everybody
from handlers.understanding.context import recoveries
from handlers.understanding.formality import introduces
from handlers.understanding.impression import Impression, Rule, Verdict
from handlers.understanding.mockery import is_award, is_ironic, is_mock_thanks
from handlers.understanding.musing import is_musing, is_news_from_afar, tells_own_doing
from handlers.understanding.reading import Intent
from handlers.understanding.threats import threatens_things

# How much must speak for a report. Among neighbours more must be said if no kind of matter was
# heard of; whoever writes to the bot alone mostly wants something.
NEEDED, NEEDED_IN_GROUP, NEEDED_BY_BOT = 2.4, 2.1, 1.2
_UNHEARD_OF, _ASIDE, _AT_WORK = 0.4, 0.7, 1.0
_HINT = 0.3  # for a short text without a word that tells what is wrong
_TOLD, _SHORT = 1.0, 14
_SURE_LEAF = 0.9
# 跟你说个事儿 …: whoever begins so with the bot does not chat
_ANNOUNCES = re.compile(
    r"\W*(?:喂|那个|你好|您好)?\W*(?:[俺我]|想)?(?:们)?(?:想|要|得)?(?:跟|给|向|找)?(?:你们?|您|恁)?(?:想|要)?(?:反[映应]|说|讲|问|报)(?:一|个)?(?:个|一|下|件)?(?:事|情况|问题)"
)
_ANNOUNCED = 0.6
_MATTER = ("事", "情况", "问题")
# 停电了 热死了: a sigh sounds like chatter, and takes nothing from what was said plainly
_SIGH = re.compile(r"(?:热|冷|冻|烦|急|气|愁|渴|臭|吵)死(?:了|人|我)?")
_SIGHED, _PLAIN_WORDS = 0.4, 3.0
_AGAINST = -4.0  # nats that a model finds against a report, whatever words and names say
_DONE_AND_AGAINST, _AGAINST_A_REPORT = -1.0, -2.0  # so much against a report, and thanks are thanks
_FOR_READING = re.compile(r"百忙|阅读|查看|留言|抽[空时]|聆听|倾听|来信|这封信|栏目|公布|首先")
_NO_MERE_THANKS = ("still", "sarcasm", "retract", "plea", "wish", "asking", "anger", "hypothetical")
# What somebody wears or carries (裤子烂了能缝不) is nobody's to mend.
_OWN_THINGS = re.compile(
    r"裤|裙|衣服|外套|毛衣|棉袄|鞋|袜|包包|书包|雨伞|耳机|眼镜|手表|头发|指甲|口红|妆|屏幕|充电宝|键盘|鼠标|电脑|快递|奶瓶|玩具"
)
_NUISANCES = frozenset(
    [
        "noise",
        "garbage",
        "smoke_dust",
        "street_vending",
        "parking",
        "stray_animal",
        "sewer_blockage",
        "elevator_fault",
        "water_supply",
        "power_outage",
        "road_damage",
        "waterlogging",
        "open_burning",
        "property_mgmt",
        "streetlight",
        "heating_gas",
        "fire_lane",
        "ebike_charging",
    ]
)
_PLAINLY = 0.3  # more, and it is a report whatever it looks like


_SET_ASIDE = (
    ("hypothetical", Intent.HYPOTHETICAL, "假设的事"),
    ("elsewhere", Intent.THIRD_PLACE_NEWS, "别处的事"),
    ("past", Intent.PAST_STORY, "过去的事"),
    ("joke", Intent.JOKE, "说笑"),
    ("recovered", Intent.SUPPLEMENT, "说已经好了"),
    ("denied", Intent.RETRACT, "说没有这事"),
)


def _alarm(said: Impression) -> Verdict | None:
    if said.is_alarm:
        return Verdict(Intent.REPORT, 0.9, "紧急情况")
    return None


def _needed(said: Impression) -> float:
    if said.around.is_to_bot:
        announced = _ANNOUNCED * _announces(said.heard.plain)
        return NEEDED_BY_BOT - announced + (_more_needed(said) if said.is_staff else 0.0)
    if not said.is_group:
        is_hint = said.strongest < _TOLD and len(said.heard.plain) <= _SHORT
        return NEEDED + _more_needed(said) + _HINT * is_hint
    sighed = _SIGHED * (
        said.strongest >= _PLAIN_WORDS and _SIGH.search(said.heard.plain) is not None
    )
    return NEEDED_IN_GROUP + _more_needed(said) - sighed


def _announces(plain: str) -> bool:
    return any(word in plain for word in _MATTER) and _ANNOUNCES.match(plain) is not None


def _is_unheard_of(said: Impression) -> bool:
    """True when among neighbours neither a word nor the model names a kind of matter."""
    if said.around.is_to_bot or not said.is_group:
        return False
    if said.ranked or said.opinion is None:
        return not said.ranked
    return said.opinion.surest < _SURE_LEAF


def _more_needed(said: Impression) -> float:
    """What was set aside, or said at work, speaks against a report."""
    is_set_aside = any(said.meant.muted.get(reason) for reason, _, _ in _SET_ASIDE)
    return _ASIDE * is_set_aside + _AT_WORK * said.is_staff


def _report(said: Impression) -> Verdict | None:
    needed = _needed(said)
    pull = said.pull(needed)
    if pull < needed or (pull < needed + _UNHEARD_OF and _is_unheard_of(said)):
        return None
    return _of_nobody_here(said) or Verdict(
        Intent.REPORT, min(0.97, 0.5 + pull / 12), "说的是要办的事"
    )


def _of_nobody_here(said: Impression) -> Verdict | None:
    """What pulls like a report, but by how it is made is none: it is looked at only then."""
    plain = said.heard.plain
    if is_to_everybody(plain):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.75, "说给大家听的通知")
    if is_news_from_afar(plain):
        return Verdict(Intent.THIRD_PLACE_NEWS, 0.7, "别处的新闻")
    if is_musing(plain) or tells_own_doing(plain):
        return Verdict(Intent.CHIT_CHAT, 0.7, "没说这里的人和事")
    if said.opinion is None or said.opinion.report_odds >= _AGAINST:
        return None
    if said.is_addressed or introduces(plain):
        return None
    return Verdict(Intent.CHIT_CHAT, 0.6, "听着不像要办的事")


def _plainly_report(said: Impression) -> Verdict | None:
    """A letter is no mere answer, thanks or question, though its words may be."""
    if said.is_group or said.around.is_to_bot or said.opinion is None:
        return None
    needed = _needed(said) + _PLAINLY
    return _report(said) if said.pull(needed) >= needed else None


def _thanked(said: Impression) -> Verdict | None:
    """Thanks for what was done name the matter as a report does, and ask for nothing."""
    heard = said.heard
    if not heard.has("thanks") or said.opinion is None or heard.has(*_NO_MERE_THANKS):
        return None
    is_done = bool(recoveries(heard)) and not heard.has("not_recovered")
    is_opening = said.is_addressed or _FOR_READING.search(heard.plain) is not None
    if not is_done and (is_opening or heard.has("appeal", "trouble", "formal")):
        return None
    enough = _DONE_AND_AGAINST if is_done else _AGAINST_A_REPORT
    if said.opinion.report_odds > enough:
        return None
    return Verdict(Intent.THANKS, 0.8, "办好了，道谢")


def _mocked(said: Impression) -> Verdict | None:
    """A nuisance that is thanked for is reported; who proposes a prize for it only joins in the laughter."""
    heard = said.heard
    if not said.is_short and not said.is_group:
        return None
    if is_award(heard.plain) and not said.tells_trouble:
        return Verdict(Intent.JOKE, 0.6, "说要发奖")
    if _is_for_the_absurd(said):
        return Verdict(Intent.REPORT, 0.6, "反话说的是要办的事")
    is_nuisance = any(one.leaf in _NUISANCES for one in said.ranked)
    if not is_nuisance or recoveries(heard) or not is_mock_thanks(heard.plain):
        return None
    return Verdict(Intent.REPORT, 0.6, "反话，嘴上道谢")


def _is_for_the_absurd(said: Impression) -> bool:
    """True where a thing of everybody's is praised for what nobody wants of it."""
    is_known = any(one.total >= _TOLD for one in said.ranked)
    is_thing = said.heard.has("thing") and said.is_likely_report
    if not (is_known or is_thing) or said.is_staff or not is_ironic(said.heard.plain):
        return False
    return not said.heard.has("elsewhere", "past", "hypothetical", "ad")


def _set_aside(said: Impression) -> Verdict | None:
    for reason, intent, why in _SET_ASIDE:
        if any(one.is_strong for one in said.meant.muted.get(reason, ())):
            return Verdict(intent, 0.75, why)
    return None


def _staff(said: Impression) -> Verdict | None:
    if not said.is_staff:
        return None
    if said.heard.has("dispute_words"):
        return Verdict(Intent.DEPT_ARGUMENT, 0.75, "部门之间说归谁管")
    return Verdict(Intent.STAFF_TALK, 0.6, "工作人员说话")


def _abuse(said: Impression) -> Verdict | None:
    heard = said.heard
    is_threat = heard.has("threat") or threatens_things(heard.plain)
    if (heard.has("insult") or is_threat) and not (
        said.tells_trouble or wordless.tells_in_anger(said)
    ):
        return Verdict(Intent.ABUSE, 0.75, "只有骂人的话")
    return None


def _bare_word(said: Impression) -> Verdict | None:
    """A word that begins a report, with hardly anything around it."""
    heard = said.heard
    if not said.ranked or not heard.bare or heard.has("chat", "thanks"):
        return None
    if heard.letters - max(len(word) for word in heard.bare) <= 3:
        return Verdict(Intent.REPORT, 0.4, "只说了半句")
    return None


def _not_now(said: Impression) -> Verdict | None:
    """Trouble that is only supposed, or long past, without the thing."""
    heard = said.heard
    if not heard.has("trouble"):
        return None
    if heard.has("hypothetical"):
        return Verdict(Intent.HYPOTHETICAL, 0.6, "假设的事")
    if heard.has("past") and not heard.has("present"):
        return Verdict(Intent.PAST_STORY, 0.6, "过去的事")
    return None


def _trouble(said: Impression) -> Verdict | None:
    """A piece of a report: what is wrong, without the thing."""
    heard = said.heard
    is_scrap = heard.letters <= 30 and not heard.has("chat") and not wordless.is_mere_talk(said)
    if heard.has("trouble", "still") and is_scrap and not _OWN_THINGS.search(heard.plain):
        return Verdict(Intent.SUPPLEMENT, 0.45, "说了不好，没说是什么")
    return None


def _told_round_about(said: Impression) -> Verdict | None:
    verdict = wordless.told_round_about(said)
    return verdict and (_of_nobody_here(said) or verdict)


def _small_talk(said: Impression) -> Verdict | None:
    for name, intent, why in (
        ("rumor", Intent.RUMOR, "没有证实的传言"),
        ("gossip", Intent.GOSSIP, "说别人的家事"),
        ("thanks", Intent.THANKS, "道谢"),
        ("red_packet", Intent.RED_PACKET, "红包"),
        ("joke", Intent.JOKE, "说笑"),
        ("sarcasm", Intent.JOKE, "反话，没说是什么事"),
    ):
        if said.heard.has(name):
            return Verdict(intent, 0.6, why)
    return None


def _greeting(said: Impression) -> Verdict | None:
    if said.heard.plain.strip(" !。,~") in {"早", "好", "都早", "早安"}:
        return Verdict(Intent.GREETING, 0.8, "问好")
    if said.heard.has("greeting") and said.is_short:
        return Verdict(Intent.GREETING, 0.85, "问好")
    return None


_RULES: tuple[Rule, ...] = (
    *broadcast.BEFORE_ALARM,
    _alarm,
    _mocked,
    _thanked,
    _plainly_report,
    *broadcast.AFTER_ALARM,
    *followups.RULES,
    _report,
    same_here.has_it_too,
    echoes.agrees,
    echoes.answers,
    _set_aside,
    _staff,
    _abuse,
    _greeting,
    _bare_word,
    _small_talk,
    _not_now,
    _told_round_about,
    _trouble,
    wordless.half_told,
)


def judge(said: Impression) -> Verdict:
    """What the text wants."""
    for rule in _RULES:
        verdict = rule(said)
        if verdict is not None:
            return verdict
    return Verdict(Intent.CHIT_CHAT, 0.7, "闲聊")
