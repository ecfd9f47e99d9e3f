"""What is told among neighbours in words that no leaf knows: the model hears a report, or half of one."""

import math

from handlers.understanding.impression import Impression, Verdict
from handlers.understanding.opinion import Opinion
from handlers.understanding.reading import Intent

_FEWEST, _SCRAP = 4, 16  # letters
_HALF_A_REPORT, _MERE_TALK, _IN_ANGER = 1.5, -1.2, 1.5  # nats
_NO_HALF = ("chat", "casual", "hypothetical", "past", "elsewhere", "ad", "official", "asking")

# Of 391 harmless lines that the model never saw no more are taken for a report, of 886 reports 4 in 100 more.
_ENOUGH_SAID = 8  # letters
_TOLD, _WORDS, _DOUBT = 2.2, 0.8, 0.3  # nats that must speak for it, for each point, for each nat
_LEAST_WORDS = -1.0  # points
_IN_MIND, _IN_MIND_OF_A_SCRAP = 0.15, 0.85  # so few letters may be half of what is to come
_NOT_ROUND_ABOUT = (*_NO_HALF, "joke", "thanks", "recovered")


def is_mere_talk(said: Impression) -> bool:
    """True for 核桃晒干了 来俺家装一兜: among neighbours the model hears nothing to be done."""
    if not said.is_group or said.opinion is None or said.ranked:
        return False
    return said.opinion.report_odds < _MERE_TALK


def tells_in_anger(said: Impression) -> bool:
    """True for 哪个缺德的 倒了一车砖头瓦块: what angers the speaker is told with it."""
    odds = said.opinion.report_odds if said.opinion is not None else 0.0
    return said.heard.has("trouble") and odds > _IN_ANGER


def told_round_about(said: Impression) -> Verdict | None:
    """接了一盆 沉底一层泥: who says so much, and of nothing else, reports what the model hears."""
    if not said.is_group or said.is_staff or said.heard.letters < _ENOUGH_SAID:
        return None
    if said.opinion is None or said.heard.has(*_NOT_ROUND_ABOUT):
        return None
    if _heard_of_a_report(said, said.opinion) < _TOLD:
        return None
    return Verdict(Intent.REPORT, 0.45, "没有现成的词，听着是要办的事")


def _heard_of_a_report(said: Impression, opinion: Opinion) -> float:
    """How much the model hears of a report of one leaf; dangers are asked about elsewhere."""
    least = _IN_MIND if said.heard.letters > _SCRAP else _IN_MIND_OF_A_SCRAP
    if opinion.surest < least or opinion.likeliest in said.alarms:
        return -math.inf
    words = _WORDS * max(said.points, _LEAST_WORDS)
    return opinion.report_odds + words + _DOUBT * math.log(opinion.surest)


def half_told(said: Impression) -> Verdict | None:
    """一股子农药味儿: in a group the model hears a report of which half is still to come."""
    is_scrap = said.is_group and not said.is_staff and _FEWEST <= said.heard.letters <= _SCRAP
    if not is_scrap or said.opinion is None or said.heard.has(*_NO_HALF):
        return None
    if said.opinion.report_odds < _HALF_A_REPORT:
        return None
    return Verdict(Intent.SUPPLEMENT, 0.3, "像是话说了一半")
