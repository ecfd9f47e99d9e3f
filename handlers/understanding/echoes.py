"""What neighbours add to what one of them told: what somebody was told of it, whom it may harm."""

import re

from handlers.understanding.impression import Impression, Rule, Verdict
from handlers.understanding.reading import Intent

# 打水厂了 说抢修管道: whoever asked those in charge passes on what they said.
_ASKED = re.compile(
    r"(?:打|问|找|联系|喊|催)(?:过|了|完|给)?[^,。!? ]{0,8}(?:厂|所|局|站|公司|物业|社区|村委|客服|热线|电工|师傅|\d{4,5})"
    r"[^,。!? ]{0,6}[ ,]{0,2}(?:(?:他们?|人家|那边|对方)?(?:说|讲|回复)|(?:答应|保证))"
    r"|(?:给|跟|向|找)[^,。!? ]{0,8}(?:厂|所|局|站|公司|物业|社区|村委|客服|热线|电工|师傅|110|119|120|网格员?)(?:都|也|刚|已经)?(?:打|反映|说|报|联系)(?:过|了)[^,。!? ]{0,4}"
)
_ASKED_AT_ONCE = re.compile(
    r"^\W*(?:我|俺)?(?:刚|刚才|已经?)?(?:打|问)(?:过|了)?(?:一下)?[^,。!? ]{0,8}(?:厂|所|局|公司|物业|社区|村委|客服|热线|电工|师傅|\d{4,5})(?:的?电话)?(?:了|过)?[ ,]{0,2}(?:他们?|人家|那边|对方)?(?:说|讲)(?:是|要|在|得)?"
)
# 问了运营商 光缆叫施工的挖断了: whom somebody asked, then what they said.
_ASKED_THEM = re.compile(
    r"^\W*(?:我|俺)?(?:刚|刚才|才|已经?)?(?:问|打)(?:过|了)(?:一下|下)?(?:电话)?[^,。!? ]{0,4}(?:运营商|移动|联通|电信|广电|营业厅|售后|维保|开发商|主任|支书|队长|书记|门卫|保安|物业|社区|供电所?|水厂|燃气公司|热力公司|客服)(?:的?电话)?(?:了|的人?|那边)?[ ,]"
)
_OWN = re.compile(r"(?:我|俺|咱)(?:们)?(?:家|楼|屋|这)")
_THEY_SAY = re.compile(
    r"^\W*(?:物业|社区|村里|村委会?|居委会?|房东|开发商|供电所?|水厂|燃气公司|热力公司|客服|热线|工地|厂里|老板)(?:那边|的人|上|他们)?(?:就|光|只|都|还|又|一直)?(?:说|讲|回复|推)"
)
# 孩子刚喝了半杯 有事没: whoever used it asks whether it harms.
_GUESSES_WHO = re.compile(
    r"\W*(?:是不是|八成是|肯定是|准是|莫不是|该不会是|会不会是|不会是|估计是|八成又是|又是)[^,。!? ]{1,12}(?:(?:那|他|她|这)(?:一)?家(?:的|子|人)?|那户|那口子|两口子|那小子|那个?谁|家的)(?:吧|啊|呀|吗)?\W*"
)
_POINTS_AT = re.compile(
    r"^\W*[^,。!? 我俺你他她这那]{1,4}(?:那|这)(?:个|条|件|项|事儿?)(?:我|俺|咱)?(?:家)?(?:也|都|真|确实|更)"
)
# 我拿个树枝先插上了: a neighbour makes the spot safe.
_SECURED = re.compile(
    r"(?:我|俺|咱|俺们|我们)[^,。!? ]{0,10}(?:先|给|拿|找|弄|把)[^,。!? ]{0,10}(?:插|围|挡|盖|垫|立|拦|拉|竖|支)(?:上|住|起来|好|了|着)"
)
_USED = re.compile(r"(?:喝|吃|用|碰|摸|闻|洗|踩|蹭)(?:了|过|着|到)")
_HARMED = re.compile(
    r"有事没|有没有事|有事吗|要紧[不吗么]|要不要紧|没事吧|不会有事|还[能敢][喝吃用]|有毒[吗没不]|中毒[吗没不]"
)


# 就是嘞 俺搁那儿排了两天队 一瓢水都木有: whoever agrees and tells of themselves has it too.
_AGREES = re.compile(
    r"^\W*(?:就是|是|对|可不|那可不|可不是|真是|确实|咋不是|谁说不是|没错|可不咋|就是的)(?:了|的|啊|呀|呗|嘛|么|哎|吧|说嘛|呢|哩)*[ ,。!]+(?=.*(?:我|咱|俺|额|都|也|家))"
)
_TROUBLED = re.compile(
    r"没|不|坏|脏|臭|黑|吵|疼|难|摔|半天|[一两三几好]+(?:天|夜|宿|回|次|趟)|天天|夜夜|老是|熏|烦|见底|见了底|干了|空了|[吃喝]啥"
)
_HOME_BY_NOW = re.compile(
    r"^\W*(?:我|俺|咱|额|偶)(?:们)?(?:家|这|屋|楼|单元|那|组|栋)[^,。!? ]{0,5}?(?:好了|[有来][水电气网暖]?了|通了|亮了|恢复|正常了|(?:还|依旧|仍)(?:是)?(?:不行|不中|没|不|那样|老样|黑|停))"
)
_AT_MOST = 60  # letters


# 你们家出水吗 — 没有 刷牙刷一半; 同没 A座: asked among neighbours, so is answered.
_NO = re.compile(
    r"^\W*(?:也|同|一样|都|全|俺家|我家|这边|我们这)*(?:没有|没|不出|不来|不亮|不热|不行|冰凉|凉的|断了|断着|坏了|灭了|掉线了?|没信号|没网|停了|黑的|没电|没水)(?:了|呢|啊|嘞|呀|的)?(?:$|[ ,。!])"
)
_NO_AT_MOST = 16  # letters


def answers_no(plain: str) -> bool:
    """True for what answers a neighbour's question with no, and hardly anything else."""
    return len(plain) <= _NO_AT_MOST and _NO.match(plain) is not None


def answers(said: Impression) -> Verdict | None:
    """A neighbour who answers no: whether anybody asked is known from what was told."""
    if not said.is_group or said.is_staff or said.ranked or not answers_no(said.heard.plain):
        return None
    if said.heard.has("joke", "past", "elsewhere", "hypothetical", "thanks", "still", "denied"):
        return None
    return Verdict(Intent.MERGE_PLUS1, 0.3, "像是答没有")


def agrees(said: Impression) -> Verdict | None:
    """A neighbour who says yes and has it too; surely where they say so, else only right after it."""
    heard = said.heard
    if not said.is_group or said.is_staff or len(heard.plain) > _AT_MOST:
        return None
    if heard.has("joke", "past", "elsewhere", "hypothetical", "thanks", "ad"):
        return None
    if heard.has("plus_one") and said.tells_trouble:
        return Verdict(Intent.MERGE_PLUS1, 0.6, "也这样")
    yes = _AGREES.match(heard.plain)
    if yes is not None and _TROUBLED.search(heard.plain, yes.end()):
        return Verdict(Intent.MERGE_PLUS1, 0.45, "附和，说自家的事")
    return None


def secures(plain: str) -> bool:
    """True for a neighbour who puts something up at the spot until it is mended."""
    return _SECURED.search(plain) is not None


def tells_what_they_said(plain: str) -> bool:
    """True for what somebody in charge answered, without the word that they said it."""
    return _ASKED_THEM.match(plain) is not None


def _guesses_who(said: Impression) -> Verdict | None:
    """是不是开网约车那家: neighbours guess at whom it is told of."""
    if not said.is_group or said.is_alarm or not said.is_short:
        return None
    is_guess = _GUESSES_WHO.fullmatch(said.heard.plain) is not None
    return Verdict(Intent.GOSSIP, 0.7, "猜是谁家") if is_guess else None


def _points_at(said: Impression) -> Verdict | None:
    """猫那个也挠过我车座: one thing of a list just told is pointed at, and the speaker has it too."""
    if not said.is_group or not said.is_short or said.tells_trouble:
        return None
    is_pointed = _POINTS_AT.match(said.heard.plain) is not None
    return Verdict(Intent.MERGE_PLUS1, 0.45, "指着其中一件说也有") if is_pointed else None


def _passes_on(said: Impression) -> Verdict | None:
    plain = said.heard.plain
    if not said.is_group or not said.is_short or said.is_alarm:
        return None
    # 打水厂电话了 说是施工挖断主管: what is told is theirs, be it trouble or not
    is_asked = _ASKED_AT_ONCE.match(plain) or _ASKED_THEM.match(plain)
    is_at_once = is_asked is not None and _OWN.search(plain) is None
    if is_at_once and not said.heard.has("joke", "past", "elsewhere"):
        return Verdict(Intent.SUPPLEMENT, 0.5, "转述人家怎么说")
    if said.tells_trouble or said.heard.has("chat", "joke", "past", "elsewhere"):
        return None
    if _ASKED.search(plain):
        return Verdict(Intent.SUPPLEMENT, 0.5, "转述人家怎么说")
    if _SECURED.search(plain):
        return Verdict(Intent.SUPPLEMENT, 0.5, "先围挡了")
    # of whom nobody asked it may be any news: it belongs to what the speaker just told, or to nothing
    is_theirs = _THEY_SAY.match(said.heard.plain) is not None
    return Verdict(Intent.SUPPLEMENT, 0.4, "人家怎么说的") if is_theirs else None


def _at_home_by_now(said: Impression) -> Verdict | None:
    """俺家好了, 我家还不行: among neighbours how it is at home by now belongs to what was told."""
    if not said.is_group or not said.is_short or said.tells_trouble:
        return None
    if _HOME_BY_NOW.match(said.heard.plain) is None:
        return None
    return Verdict(Intent.SUPPLEMENT, 0.5, "说自家现在怎样")


def _fears_harm(said: Impression) -> Verdict | None:
    plain = said.heard.plain
    if not said.is_group or not said.is_short or said.tells_trouble or said.heard.has("joke"):
        return None
    if not (_USED.search(plain) and _HARMED.search(plain)):
        return None
    return Verdict(Intent.SUPPLEMENT, 0.5, "问用了要不要紧")


RULES: tuple[Rule, ...] = (_guesses_who, _points_at, _passes_on, _fears_harm, _at_home_by_now)
