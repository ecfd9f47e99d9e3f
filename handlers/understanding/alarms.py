"""Lives in danger: which alarms a text raises, and what outranks what."""

import re
from collections.abc import Sequence

from handlers.understanding.categories import Categories
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked

ENOUGH = 3.0
LIFT = "elevator_fault"
_LIKELY = 0.3  # a lift that only the model hears
# What is meant by the second when the first is told.
_SWALLOWED = {
    "domestic_violence": frozenset({"violence", "missing_person"}),
    "suicide_risk": frozenset({"drowning", "medical_emergency"}),
    "gas_leak": frozenset({"serious_accident", "live_wire"}),
    "live_wire": frozenset({"collapse_hazard", "medical_emergency"}),
    "drowning": frozenset({"missing_person", "medical_emergency"}),
    "serious_accident": frozenset({"medical_emergency", "collapse_hazard"}),
    "violence": frozenset({"medical_emergency"}),
    "fire": frozenset({"collapse_hazard"}),
    "collapse_hazard": frozenset({"serious_accident"}),
}
_LIFT = r"(?:电梯|升降机|货梯|轿厢|观光梯)"
_SOMEBODY = r"(?:[我俺咱人娃妈婆爷奶他她]|老伴|孕妇|乘客|游客|孩子|孙子|住户|工人|婴儿|同事|老师)"
_INSIDE = re.compile(
    rf"{_SOMEBODY}[^,。]{{0,8}}(?:[在搁]|正坐|关|困|滞留)[^,。]{{0,3}}{_LIFT}(?!口|门|厅|间|外|房)"
    rf"|{_LIFT}.{{0,14}}(?:里面|里头|里|内)[的还是不]{{0,3}}有?[^,。]{{0,5}}{_SOMEBODY}"
    rf"|{_LIFT}.{{0,14}}{_SOMEBODY}[^,。]{{0,10}}[在搁](?:里面|里头|里边|里|内)"
    rf"|{_LIFT}.{{0,18}}(?:[一二两三四五六七八九十\d]+个?人|乘客|游客|关里|出不去|出不来|拍门|没出来|半道)"
    rf"|{_LIFT}.{{0,10}}{_SOMEBODY}[^,。]{{0,2}}(?:卡|夹|困|悬)在"
    rf"|敲电梯|(?:关里|出不去|出不来)[^,。]{{0,4}}{_LIFT}|{_LIFT}里面?好黑|{_LIFT}.{{0,12}}(?:小孩|孩子|婴儿|老人|女的|男的)[^,。]{{0,4}}[哭喊叫拍]|{_LIFT}.{{0,16}}门.{{0,4}}[打开]不开.{{0,4}}里[头面]|{_LIFT}里[^。]{{0,14}}(?:打不开|出不|救命)|救.{{0,12}}{_LIFT}|幽闭.{{0,8}}{_LIFT}"
)
_STUCK = re.compile(
    r"不开|没法开|无法开|不动|不走|停[在于住了半]|停电|卡[在住着了半到]|困|出不|没出来|在晃|好黑|黑的|没人应|没有人|不亮|拍门|敲电梯"
    r"|救命|救救|哭|闷|滞留|关里|悬|半道|半截|按啥|怎么按|咋按|按不动"
)
_PINCHED = re.compile(
    rf"(?:{_LIFT}|扶梯).{{0,10}}(?:夹[住着了]|卷进|卷住).{{0,8}}[手脚腿头人]|(?:{_LIFT}|扶梯).{{0,12}}[手脚腿鞋].{{0,4}}(?:夹[住着了]|卷进)"
)
_THAT_TIME = re.compile(r"那[次回](?!.{0,8}(?:又|现在|这会|今))|请按|赔了我")
_CRIES = re.compile(r"(?:快来人|快来|来人|喊|叫|救命|救人|呼救|\+)+")
_ARMED = re.compile(r"甩棍|棍子?|刀|钢管|砖头?|斧|锤|捅|头破|流血|淌血")
_OF_ONESELF = re.compile(r"我|俺")
_SCHOOL = (
    "同学",
    "男生",
    "女生",
    "班里",
    "班上",
    "年级",
    "放学",
    "学校",
    "老师",
    "宿舍",
    "初一",
    "初二",
    "初三",
)


def is_trapped(heard: Heard, ranked: Sequence[Ranked]) -> bool:
    """True when somebody sits in a lift that does not open."""
    if not any(one.leaf == LIFT and (one.words or one.share >= _LIKELY) for one in ranked):
        return False  # 车堵着单元门 轮椅出不来: nobody speaks of a lift
    if heard.has("not_trapped"):
        return False
    told_at = _trapped_at(heard)
    return told_at is not None and (heard.has("plea") or not _is_supposed(heard, told_at))


def _trapped_at(heard: Heard) -> int | None:
    """Where the text tells that somebody is inside, by a word or by how it is said."""
    words = heard.signals.get("trapped")
    if words is not None:
        return words[0].start
    if _PINCHED.search(heard.plain):
        return 0
    inside = _INSIDE.search(heard.plain)
    return inside.start() if inside and _STUCK.search(heard.plain) else None


def _is_supposed(heard: Heard, told_at: int) -> bool:
    """万一…被困: a word of supposing, of the past or of elsewhere stands before; 那次 behind."""
    if _THAT_TIME.search(heard.plain, told_at) is not None:
        return True
    marks = [heard.signals.get(name) for name in ("hypothetical", "past", "elsewhere")]
    return any(mark[0].start <= told_at for mark in marks if mark)


def alarms_of(heard: Heard, ranked: Sequence[Ranked], categories: Categories) -> list[Ranked]:
    """The alarms, gravest words first; at most two."""
    alarms = categories.alarms
    found = [one for one in ranked if one.leaf in alarms and one.strong >= ENOUGH]
    if not found:
        return []
    if is_told_by_pupil(heard, ranked):
        found = [one for one in found if one.leaf not in {"violence", "domestic_violence"}]
    if len(found) > 1:  # 塘边有人喊救命: the cry is of what is told beside it
        found = [one for one in found if not _is_only_cried(one)] or found
    kept: list[Ranked] = []
    for one in found:
        swallowed = any(one.leaf in _SWALLOWED.get(other.leaf, ()) for other in found)
        if not swallowed:
            kept.append(one)
    kept.sort(key=_felling_helpers_first)
    return kept[:2]


def _felling_helpers_first(alarm: Ranked) -> bool:
    """Of somebody who lies in gas the gas is said first: it fells whoever runs in."""
    return alarm.leaf != "gas_leak"


def _is_only_cried(one: Ranked) -> bool:
    """True for violence that is told by nothing but cries for help."""
    return one.leaf == "violence" and bool(one.words) and all(map(_CRIES.fullmatch, one.words))


def is_told_by_pupil(heard: Heard, ranked: Sequence[Ranked]) -> bool:
    """A pupil telling of others at school: child protection, not a brawl, unless others are seen with weapons."""
    if not any(one.leaf == "child_protection" and one.strong >= ENOUGH for one in ranked):
        return False
    if _ARMED.search(heard.plain) is not None and _OF_ONESELF.search(heard.plain) is None:
        return False
    return heard.has("minor") or any(word in heard.plain for word in _SCHOOL)
