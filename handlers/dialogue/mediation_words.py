"""What staff and residents say of mediation: propose, agree, refuse, hold, settle, confirm."""

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.dialogue.as_written import EDGE, without_case


class MediationDo(StrEnum):
    """What is wanted of a mediation."""

    PROPOSE = "propose"
    AGREE = "agree"
    REFUSE = "refuse"
    OTHER_AGREES = "other_agrees"
    OTHER_REFUSES = "other_refuses"
    REPORTER_AGREES = "reporter_agrees"
    REPORTER_REFUSES = "reporter_refuses"
    SCHEDULE = "schedule"
    SETTLE = "settle"
    FAIL = "fail"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    CHOICE = "choice"


@dataclass(frozen=True)
class MediationOrder:
    """An order: what, and the words that go with it."""

    do: MediationDo
    words: str = ""


_OTHER = "对方|另一方|邻居家|被反映人|楼上那户|乙方"
_REPORTER = "反映人|当事人本人|甲方"
_YES = "(?:也|都|已经?)?(?:同意|愿意|答应|接受)"
_NO = "(?:也|都|已经?)?(?:不同意|不愿意?|不答应|拒绝|不接受|不肯|不想)"
_ORDERS: tuple[tuple[MediationDo, str], ...] = (
    (MediationDo.NOT_CONFIRMED, r"(?:不|暂不|不用|不再)(?:申请|办理?|做)?司法确认"),
    (
        MediationDo.CONFIRMED,
        r"(?:已经?|完成|办理?好?了?|拿到|法院).{0,6}司法确认|司法确认.{0,4}(?:完|好|了|下来)",
    ),
    (MediationDo.OTHER_REFUSES, rf"^(?:{_OTHER}).{{0,6}}{_NO}"),
    (MediationDo.OTHER_AGREES, rf"^(?:{_OTHER}).{{0,6}}{_YES}|^双方.{{0,4}}{_YES}(?:调解)?"),
    (MediationDo.REPORTER_REFUSES, rf"^(?:{_REPORTER}).{{0,6}}{_NO}"),
    (MediationDo.REPORTER_AGREES, rf"^(?:{_REPORTER}).{{0,6}}{_YES}"),
    (
        MediationDo.FAIL,
        r"调解(?:不成|失败|没成|未成|没有成|未达成|没达成|没谈拢|不下去|终止)|没(?:有)?(?:调解?成|谈拢|达成协议)",
    ),
    (
        MediationDo.SETTLE,
        r"调解(?:成功|成了|好了|达成)|(?:已经?|双方)?(?:达成|签订?了?|签好)(?:了)?(?:一致|调解?协议|协议|和解)|^协议(?:内容)?[:\uff1a]",
    ),
    (
        MediationDo.CHOICE,
        r"换(?:个|一个|一位)?(?:调解员|调解室|地方|人)调?解?$|(?:有|能选)哪些调解(?:室|员)",
    ),
)
_RULES = tuple((do, re.compile(pattern)) for do, pattern in _ORDERS)
_PROPOSE = re.compile(
    r"^(?:请|想|要|我(?:们)?(?:想|要)|俺(?:想|要)|能不能|可不可以|帮(?:我|俺)们?)*"
    r"(?:申请|安排|组织|发起|启动|开始|进行|给|做|来)?(?:一下|双方|俺|我|我们|俺们)?(?:人民)?调解"
    r"(?:一下|调解|吧|吗|不|[?\uff1f。.])*$"
)
_SCHEDULE = re.compile(
    r"调解(?:时间|会|定在|定于|安排在)|(?:定于|定在|约(?:好)?(?:在|了)?|安排在).{0,24}调解"
)
_MOVES = re.compile("办结|进展|接单|转上级|上报|报到|退回|吹哨|移交|改类|走访|回复|定责|方案")


def understand_mediation(text: str) -> MediationOrder | None:
    """The order about a mediation that staff give; None when the words are about something else."""
    words = without_case(text)
    if _MOVES.match(words):
        return None
    for do, pattern in _RULES:
        found = pattern.search(words)
        if found is not None:
            return MediationOrder(do, words[found.end() :].strip(EDGE))
    if _SCHEDULE.search(words):
        return MediationOrder(MediationDo.SCHEDULE, words)
    return MediationOrder(MediationDo.PROPOSE) if _PROPOSE.match(words) else None


_AGREES = re.compile(
    r"^(?:我|俺|我们|俺们|行|中|好|嗯)?[,\uff0c。 ]*(?:同意|愿意|接受|可以|行|中|好的?|答应)(?:了)?"
    r"(?:调解|调)?(?P<rest>.{0,30})$"
)
_REFUSES = re.compile(
    r"^(?:我|俺|我们|俺们)?(?:坚决)?(?:不同意|不愿意?|不想|不要|不接受|拒绝|不)(?:调解|调|和他调|跟他调)?.{0,20}$"
)
_ASKS = re.compile(r"(?:申请|想|要|能不能|可不可以|能否|帮(?:我|俺)们?|给(?:我|俺)们?).{0,8}调解")


def understand_consent(text: str) -> MediationOrder | None:
    """What a resident who is asked says: yes with a choice, no, or which rooms there are."""
    words = without_case(text)
    if _RULES[-1][1].search(words):
        return MediationOrder(MediationDo.CHOICE)
    if (
        said := re.fullmatch(r"(?:选|第)?\s*([1-9一二三])\s*(?:个|号|项)?[。.]?", words)
    ) is not None:
        return MediationOrder(MediationDo.AGREE, said[1])
    if _REFUSES.match(words):
        return MediationOrder(MediationDo.REFUSE)
    if (agreed := _AGREES.match(words)) is not None:
        return MediationOrder(MediationDo.AGREE, agreed["rest"].strip(EDGE))
    return None


def asks_for_mediation(text: str) -> bool:
    """True when a resident wants a dispute of theirs mediated."""
    return _ASKS.search(without_case(text)) is not None
