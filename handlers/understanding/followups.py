"""What belongs to something said before: answers, additions, withdrawals, questions, thanks."""

import re

from handlers.understanding import echoes, same_here
from handlers.understanding.answers import read_survey_answer
from handlers.understanding.askings import opens_a_talk, speaks_of_one_matter
from handlers.understanding.context import recoveries
from handlers.understanding.corrections import is_correction
from handlers.understanding.hearsay import hearsay
from handlers.understanding.impression import Impression, Rule, Verdict
from handlers.understanding.leftovers import else_from, is_as_before, is_in_part
from handlers.understanding.reading import Intent
from handlers.understanding.spots import opens_with_a_spot

_NUMBER = re.compile(r"#\s?\d{2,}|编号\s?\d{3,}")
_FIGURES = re.compile(r"^\W*[1-5](?:\W{0,3}[1-5])?\W*$")
_DENIAL = re.compile(r"^\W*(?:不是|没有|没事|不不|别慌|别怕|大家别)")
_DENIED_CAUSE = re.compile(r"油烟|做饭|炒菜|炸|烧香|误会|放炮|演习|烧烤|蒸|锅|熬|烤")
_YES = re.compile(r"^(?:对|对对|对啊|对呀|是啊|是的|是嘞|就是|没错|真的|可不)[\s,。!啊呀]")
_HAS_IT = re.compile(
    r"[天回次月年]了|没人|也|都|还|(?:娃|孩子|老人)[^,。]{0,8}(?:不敢|受不|受得|吐|摔|绊|怕|遭|没法|睡不|吓|哭|差点|坐车|过路)|天天|最[瞎烂差臭]|(?:我|俺|咱)(?:们)?(?:家|屋|楼|对门|院|门口|窗户)"
)
_LEADING = re.compile(
    r"\+ ?1(?!\d)|都?(?:支持|同意|赞成|赞同)[!。, ]*(?:尤其|特别是|主要是)|加[1一][ ,。!]|(?:同|一样|也是)[ ,]+(?!意)|(?:顶+|同意|支持|附议|同感|同求)(?!不)[^ ,。!]{0,4}[ ,。!]+(?!不)|[^ ,。!?]{0,10}(?:说|讲|提)(?:得|的)(?:全|对|好|在理|是|没错)[^,。!?]{0,4}(?:支持|顶|同意|附议|赞成)"
)
_GOOD_MANNERS = re.compile(
    r"态度(?:都|也|还|倒|挺|很|真|非常|可|特别)+(?:好|不错|热情|和气)(?!点|一点|些)"
)
_GOES_ON = re.compile(
    r"^\W*(?:都|已经|这|又|还|就)?(?:是)?(?:天天|每天|每晚|每回|整天|成天|一天到晚|从早到晚|一到(?:晚上|夜里|下雨)|(?:好)?[几两三四五六七八九十半]+(?:个)?(?:天|月|星期|礼拜|年|回|次|趟)(?:了|没|都|也))"
)
_AT_HOME = re.compile(r"(?:我|俺|咱)(?:们)?(?:家|屋|楼|对门|院)")
_IN_NEED = re.compile(
    r"没法|急|咋办|咋弄|怎么办|等着用|撑不|受不|不能(?:没|停|断)|离不了|离不开|不行"
)
_AGREEING = frozenset({"顶", "同意", "加", "+", "我也"})
_CAME = re.compile(r"[来去修弄换看通清](?:过|了|完|好)|来人|上门")
_AGREES_WITH = re.compile(
    r"\W*(?:我|俺)?(?:同意|支持|赞成)(?!书|回访|转)[^,。!? ]{1,6}(?:说的|的话|的)?\W*"
)
_OF_ONESELF = re.compile(r"\W*(?:我|俺|咱|额)")
_FEW_LETTERS = 24
_OF_WHAT_WAS_TOLD = 16
_THANKS_BELOW = 1.6  # points; a text that sounds more like a report is no mere thanks


def _figures(said: Impression) -> Verdict | None:
    if said.heard.plain.strip() in {"+1", "+1+1", "加1"}:
        return Verdict(Intent.MERGE_PLUS1, 0.9, "+1")
    if _FIGURES.match(said.heard.plain):
        return Verdict(Intent.SURVEY_REPLY, 0.7, "只有数字")
    return None


def _consent(said: Impression) -> Verdict | None:
    if said.is_group and _AGREES_WITH.fullmatch(said.heard.plain):
        return Verdict(Intent.MERGE_PLUS1, 0.6, "同意谁说的")
    if said.heard.has("consent") and said.heard.letters <= 12 and not said.heard.has("plus_one"):
        return Verdict(Intent.CONSENT, 0.85, "同意与否")
    return None


def _help(said: Impression) -> Verdict | None:
    if said.heard.has("help_word") and said.is_short and not said.tells_trouble:
        return Verdict(Intent.HELP, 0.85, "问怎么用")
    return None


def _opening(said: Impression) -> Verdict | None:
    """我想反映个事: something will be told; nothing has been told yet."""
    if opens_a_talk(said.heard.plain):
        return Verdict(Intent.GREETING, 0.8, "刚开口，还没说是什么事")
    return None


def _retraction(said: Impression) -> Verdict | None:
    heard = said.heard
    if is_correction(heard.plain):
        return Verdict(Intent.SUPPLEMENT, 0.8, "更正前面的话")
    denied = _DENIAL.match(heard.plain) and _DENIED_CAUSE.search(heard.plain)
    if (heard.has("retract") or denied) and said.is_short and not heard.has("still"):
        return (
            None
            if said.tells_trouble and not denied
            else Verdict(Intent.RETRACT, 0.8, "收回前面的话")
        )
    return None


def _progress(said: Impression) -> Verdict | None:
    heard = said.heard
    asks = heard.has("ask_progress") and same_here.has_it_too(said) is None  # 我家也不热 一块催催
    numbered = _NUMBER.search(heard.plain)
    if numbered and not said.tells_trouble:
        if heard.has("retract"):
            return Verdict(Intent.RETRACT, 0.85, "按编号撤回")
        if asks or not heard.has("still"):
            return Verdict(Intent.ASK_PROGRESS, 0.9, "按编号询问")
        return Verdict(Intent.SUPPLEMENT, 0.8, "按编号补充")
    is_of_it = heard.has("mine") or speaks_of_one_matter(heard.plain)
    if asks and is_of_it and len(heard.plain) <= 60:
        return Verdict(Intent.ASK_PROGRESS, 0.85, "问那件事的进展")
    if asks and (is_of_it or not said.tells_trouble) and said.points < 4.0:
        return Verdict(Intent.ASK_PROGRESS, 0.8, "问进展")
    return None


def _plus_one(said: Impression) -> Verdict | None:
    heard = said.heard
    if _LEADING.match(heard.plain) and said.is_short:
        return Verdict(Intent.MERGE_PLUS1, 0.85, "+1")
    agrees = heard.plain.strip(" !。,") in _AGREEING or same_here.says_same(said)
    if heard.has("plus_one") or agrees:
        if not said.tells_trouble and len(heard.plain) <= 60:
            return Verdict(Intent.MERGE_PLUS1, 0.8, "也这样")
    elif said.is_group and _YES.match(heard.plain) and _HAS_IT.search(heard.plain):
        if not said.tells_trouble and said.is_short and not heard.has("chat", "joke"):
            return Verdict(Intent.MERGE_PLUS1, 0.6, "附和")
    elif heard.plain.endswith((" 顶", ",顶", "顶!", "顶顶")) and said.is_short:
        return Verdict(Intent.MERGE_PLUS1, 0.7, "顶")
    return None


def _in_vain(said: Impression) -> Verdict | None:
    """Thanks for having come, and it is as it was: no thanks and no answer, but news of the matter."""
    heard = said.heard
    if not (heard.has("thanks") and heard.has("still")) or heard.has("hypothetical"):
        return None
    if said.is_group and said.tells_trouble and _CAME.search(heard.plain) is None:
        return None  # 电梯又坏了 给物业点个赞: nobody has come, and nobody is thanked
    return Verdict(Intent.SUPPLEMENT, 0.7, "谢过了，事还没好") if said.is_short else None


def _survey(said: Impression) -> Verdict | None:
    heard = said.heard
    if len(heard.plain) > (5 if said.is_group else 40) or said.tells_trouble:
        return None
    if heard.has("appeal", "body", "formal", "not_trapped") or (
        said.is_group and (heard.has("recovered") or _OF_ONESELF.match(heard.plain))
    ):
        return None
    if not (said.is_group or said.around.is_to_bot) and said.is_likely_report:
        return None
    if said.is_group and heard.has("still") and "解决" not in heard.plain:
        return None
    # 还在漏: who was not asked adds it to what was told, or reports it
    is_rest = is_as_before(heard.plain) or is_in_part(heard.plain)
    answer = None if is_rest else read_survey_answer(said.heard.normal.clean)
    if answer is not None and answer.is_sure:
        return Verdict(Intent.SURVEY_REPLY, 0.7, "像是回访的回答")
    return None


def _recovery(said: Impression) -> Verdict | None:
    heard = said.heard
    marks = recoveries(heard)
    is_else = said.ranked and said.is_likely_report
    if marks and is_else and else_from(heard.plain, marks[-1].end) is not None:
        return None
    if not marks or heard.has("not_recovered", "still") or said.tells_trouble:
        return None
    if len(heard.plain) > 80 or heard.count("appeal") >= 1:
        return None
    if said.is_group and not said.ranked and heard.letters > _OF_WHAT_WAS_TOLD:
        return None  # 俺那个收音机不响了 自己鼓捣半天: of a thing that nobody here told of
    if heard.has("thanks"):
        return Verdict(Intent.THANKS, 0.85, "修好了，道谢")
    return Verdict(Intent.SUPPLEMENT, 0.7, "说已经好了")


def _about_bot(said: Impression) -> Verdict | None:
    heard = said.heard
    if heard.has("bot_talk") and heard.has("annoyed", "insult") and not said.tells_trouble:
        return Verdict(Intent.COMPLAINT_ABOUT_BOT, 0.8, "说的是机器人")
    return None


def _addition(said: Impression) -> Verdict | None:
    heard = said.heard
    if heard.has("risky_act") and not said.tells_trouble:
        return Verdict(Intent.SUPPLEMENT, 0.6, "要做危险的事")
    of_child = any(one.leaf == "child_protection" and one.strong >= 1 for one in said.ranked)
    if heard.has("adds") and said.is_short and not (of_child or heard.has("appeal", "minor")):
        return Verdict(Intent.SUPPLEMENT, 0.7, "补充前面的话")
    if _only_goes_on(said):
        return Verdict(Intent.SUPPLEMENT, 0.45, "说天天这样")
    if said.is_group and _is_in_need(said):
        return Verdict(Intent.SUPPLEMENT, 0.6, "家里有人等着")
    return None


def _only_goes_on(said: Impression) -> bool:
    """天天弄到十二点: how it goes on, without the thing."""
    heard = said.heard
    if said.ranked or not said.is_short or heard.has("chat", "joke", "past"):
        return False
    return _GOES_ON.match(heard.plain) is not None


def _is_in_need(said: Impression) -> bool:
    """我家有卧床老人 没法洗: somebody at home suffers from what a neighbour told of."""
    heard = said.heard
    if not heard.has("vulnerable") or said.tells_trouble or not said.is_short:
        return False
    if heard.has("joke", "past", "hypothetical", "elsewhere", "thanks"):
        return False
    return bool(_AT_HOME.search(heard.plain) and _IN_NEED.search(heard.plain))


def _thanks(said: Impression) -> Verdict | None:
    heard = said.heard
    if heard.has("thanks") and not said.tells_trouble and said.points < _THANKS_BELOW:
        return None if heard.has("sarcasm", "trouble") else Verdict(Intent.THANKS, 0.85, "道谢")
    return None


def _only_where(said: Impression) -> Verdict | None:
    """A place and hardly anything else: it may belong to what the speaker tells."""
    heard = said.heard
    is_chat = said.is_group or said.around.is_to_bot
    if not is_chat or said.ranked or len(heard.plain) > _FEW_LETTERS:
        return None
    if said.around.is_to_bot and heard.has("trouble"):
        return None  # alone with the bot it is a report: 门口那个沟 臭得不能闻
    if heard.has(
        "chat", "casual", "greeting", "past", "hypothetical", "gossip", "joke", "elsewhere"
    ):
        return None
    if heard.normal.clean.endswith(("?", "吗", "没", "不")) or not opens_with_a_spot(heard.plain):
        return None
    return Verdict(Intent.SUPPLEMENT, 0.4, "只说了地点")


def _praises_manners(said: Impression) -> Verdict | None:
    """工作人员态度挺好: praise of people is no complaint about them."""
    heard = said.heard
    if not said.is_short or heard.has("still", "sarcasm", "anger", "appeal", "not_recovered"):
        return None
    is_good = _GOOD_MANNERS.search(heard.plain) is not None
    return Verdict(Intent.THANKS, 0.7, "夸态度好") if is_good else None


def _long_ago(said: Impression) -> Verdict | None:
    """A thing named in a tale of former years, with nothing said of today."""
    heard = said.heard
    if not heard.has("past") or said.tells_trouble or said.is_alarm:
        return None
    if heard.has("present", "still", "appeal", "plea", "asking"):
        return None
    return Verdict(Intent.PAST_STORY, 0.7, "过去的事")


RULES: tuple[Rule, ...] = (
    _figures,
    _opening,
    _consent,
    _help,
    _retraction,
    _progress,
    _plus_one,
    _in_vain,
    _survey,
    _recovery,
    _about_bot,
    _addition,
    *echoes.RULES,
    _thanks,
    _praises_manners,
    hearsay,
    _long_ago,
    _only_where,
)
