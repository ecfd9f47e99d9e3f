"""What is said to everybody or by nobody: notices, advertisements, shared posts, pictures only."""

import re

from handlers.understanding.audience import is_surely_to_everybody
from handlers.understanding.formality import introduces, names_a_place
from handlers.understanding.impression import Impression, Rule, Verdict
from handlers.understanding.reading import Intent

_WORD = re.compile(r"\w")
_RECALL = re.compile(r"^\W*(?:.{0,12})?撤回了一条消息\W*$")
_LINK = re.compile(r"https?://\S+|www\.\S+|\[(?:链接|小程序|视频号|文件)\]")
_CONTACT = re.compile(
    r"1[3-9]\d{9}|phone|url|wechat|hotline|\bqq|vx|微信号|0\d{2,3}-\d{7}", re.IGNORECASE
)
_REPLY_HEAD = re.compile(
    r"^\W*(?:尊敬的)?(?:网友|网民|市民朋友|[“\"<][^”\">]{1,14}[”\">])\W{0,4}.{0,6}(?:您好|你好)|^\W*(?:您好|你好)\W.{0,24}"
    r"(?:收悉|回复|答复|您反映|您所反映|您咨询|您的(?:留言|来信|问题|意见|建议|咨询)|你反映|你咨询)"
)
_FINDING_HEAD = re.compile(
    r"^\W*(?:您好|你好)?\W{0,3}(?:经查|经核|经调查|经了解|经我[局委镇办]|现就|现将|已转办|已转交|根据.{2,40}(?:规定|办法|通知|文件))"
)
_ANSWERS = re.compile(
    r"(?<![向跟给对])[你您]们?所?反[映应]|网[友民]|(?:回复|答复|函复)(?:如下|:)|经(?:我[局委镇办区县市]|核实|查[,证实]|了解|调查|咨询)"
    r"|我(?:局|镇|办|委|司|中心|所|大队|街道|区|县|市)(?:已|将|高度|自|现|会|于|严格|党)|已(?:责成|列入|纳入|转交|安排|督促|责令|全部|完成|开展|协调)"
    r"|感谢(?:您?对|网友|市民)|您的(?:留言|来信|建议|关心|支持)|详询|(?:可|可自行|请)[到在至].{2,20}(?:咨询|查询|办理|就读|申请|申报)|(?:查询|咨询)电话"
    r"|收悉|获悉|收到[你您](?:的(?:来信|留言|建议|问题)|所发)|按照.{0,12}规定|你的(?:留言|来信|建议)|交办|反映失实|(?:说明|情况)如下|情况说明|预计.{0,10}(?:完工|开工|投入使用|建成)"
    r"|根据.{2,30}(?:规定|政策|通知|条例|办法)|符合条件"
)
_TELLS_OR_ASKS = re.compile(
    r"我(?!局|镇|办|委|司|中心|所|大队|街道|区|县|市|院|校|处|队|站|乡|部|公司)|本人|俺|咱|请问|为什么|怎么|如何|何时|什么时候|能否|是否|吗|希望|建议"
    r"|投诉|举报|求|呢"
)
_SURELY_AN_ANSWER = 2  # different turns that offices use when they answer a letter
_POST = re.compile(r"^\W*#[^#]{2,20}#|//@|t\.cn/|^\W*【[^】]{4,30}】.{60}")
_OPENING = re.compile(
    r"^\W*(?:【[^】]{0,12}(?:通知|公告|提醒|提示|预警)】|(?:紧急|重要|停水|停电|停气|关于[^,。]{2,20}的)?(?:通知|公告|通告|温馨提示|温馨提醒|安全提示|安全提醒)\W)"
    r"|^[^,。!?我俺]{0,8}(?:消费(?:警示|提示)|(?:公安|警方|民警|交警|消协|反诈|疾控|气象)[^,。!?我俺]{0,4}(?:提示|提醒|温馨)(?![我俺]))"
)
_A_LETTERS_WORTH = 2.0
_MANY_TURNS = 3
_SURELY_A_REPORT = 1.0  # nats that a model finds for one
_SURELY_AN_ADVERT = 5  # words; a search for a lost child carries a telephone number too


def _silence(said: Impression) -> Verdict | None:
    if _WORD.search(said.heard.plain):
        return None
    return Verdict(Intent.CHIT_CHAT, 0.95, "没有文字")


def _platform_notice(said: Impression) -> Verdict | None:
    clean = said.heard.normal.clean
    if "撤回" in clean and _RECALL.match(clean):
        return Verdict(Intent.RECALL_NOTICE, 0.99, "撤回提示")
    if "[微信红包]" in clean or "[红包]" in clean:
        return Verdict(Intent.RED_PACKET, 0.99, "红包")
    if _LINK.match(clean) and (len(clean) < 60 or not said.tells_trouble):
        return Verdict(Intent.SHARE_LINK, 0.95, "链接")
    return None


def _official(said: Impression) -> Verdict | None:
    verdict = _official_by_words(said)
    if verdict is None or _writes_to_an_office(said):
        return None  # who writes to an office uses its words
    return verdict


def _official_by_words(said: Impression) -> Verdict | None:
    official = said.heard.count("official")
    plain = said.heard.plain
    if _OPENING.match(plain) or official >= _MANY_TURNS or (official == 2 and not _appeals(said)):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.9, "通知或答复的口气")
    answers = len(set(_ANSWERS.findall(plain)))
    if _is_answer(said, answers):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.8, "答复来信的说法")
    if _REPLY_HEAD.match(plain) or _FINDING_HEAD.match(plain):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.85, "答复来信的口气")
    return None


def _writes_to_an_office(said: Impression) -> bool:
    """True for who greets somebody in office, or says who he is, where the model finds a report."""
    if said.is_addressed:
        return said.is_likely_report
    if said.opinion is None or said.opinion.report_odds < _SURELY_A_REPORT:
        return False
    plain = said.heard.plain
    return _REPLY_HEAD.match(plain) is None and introduces(plain)


def _is_answer(said: Impression, turns: int) -> bool:
    if turns > _SURELY_AN_ANSWER:
        return True
    if turns == _SURELY_AN_ANSWER:
        return not _appeals(said) and not introduces(said.heard.plain)
    if turns == 0 or said.is_alarm:
        return False
    return _TELLS_OR_ASKS.search(said.heard.plain) is None


def _appeals(said: Impression) -> bool:
    return said.heard.has("appeal", "plea") or said.is_addressed


def _advertisement(said: Impression) -> Verdict | None:
    heard = said.heard
    adverts, enough = heard.count("ad"), _SURELY_AN_ADVERT if said.is_alarm else 2
    if adverts + 1 >= enough:
        adverts += _CONTACT.search(heard.plain) is not None
    if adverts < enough:
        return None
    against = heard.count("appeal") * 1.3 + heard.count("plea") + heard.count("formal") * 0.7
    against += heard.count("wrong") * 0.5 + (1.2 if said.tells_trouble else 0.0)
    if _is_letter(said):
        against += _A_LETTERS_WORTH
    if adverts > against:
        return Verdict(Intent.AD_SPAM, 0.9, "广告用语")
    return None


def _is_letter(said: Impression) -> bool:
    """True when somebody introduces himself, or names a place and the model finds a report."""
    plain = said.heard.plain
    if said.is_group or said.opinion is None:
        return False
    return introduces(plain) or (names_a_place(plain) and said.opinion.report_odds > 1.0)


def _post(said: Impression) -> Verdict | None:
    if _POST.search(said.heard.plain) and not said.heard.has("appeal", "plea"):
        return Verdict(Intent.SHARE_LINK, 0.7, "转发的帖子")
    return None


def _shared(said: Impression) -> Verdict | None:
    if said.heard.count("share") >= 2 and not said.tells_trouble:
        return Verdict(Intent.SHARE_LINK, 0.8, "转发的文章")
    return None


def _notice(said: Impression) -> Verdict | None:
    if said.is_alarm and is_surely_to_everybody(said.heard.plain):
        return Verdict(Intent.OFFICIAL_NOTICE, 0.85, "说给大家听的通知")
    return None


BEFORE_ALARM: tuple[Rule, ...] = (
    _silence,
    _platform_notice,
    _official,
    _advertisement,
    _post,
    _notice,
)
AFTER_ALARM: tuple[Rule, ...] = (_shared,)
