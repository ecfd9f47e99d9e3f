"""The impression a text makes: what the rules of the gate look at, and how it sounds."""

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.understanding.alarms import alarms_of, is_trapped
from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant, recoveries
from handlers.understanding.formality import letter_points, names_a_place, opens_a_letter
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked
from handlers.understanding.opinion import MOST_NATS, Opinion
from handlers.understanding.reading import Around, Intent

_PROPOSAL = re.compile(
    r"(?:能不能|可不可以|是否可以|建议|希望|最好|该|啥时候|什么时候).{0,10}(?:建|装|加个|加一|增设|修个|设个|设立|设置|开通|安个|铺|划)"
)
_MODEL_WORTH = 0.5  # points for each nat that the linear model gives for a report …
_LEAF_WORTH = 0.6  # … and for each that it lacks of being sure of the leaf

# What each signal adds to the impression of a report, and how many words of it count.
_WORTH = {
    "appeal": (1.9, 2),
    "wrong": (0.9, 2),
    "wish": (0.7, 2),
    "asking": (0.6, 2),
    "plea": (0.8, 2),
    "quality": (0.8, 2),
    "formal": (1.3, 2),
    "trouble": (0.2, 2),
    "chat": (-0.5, 5),
    "ad": (-0.5, 3),
    "casual": (-0.6, 3),
}
_STRONG, _MOST_STRONG = 0.7, 6.0  # for each point of what is told to be wrong; so many count
_TOPIC, _NOUN, _PROPOSED, _GREETED = 0.7, 0.6, 1.2, 3.8
_TROUBLE = 1.0  # points; so strongly is trouble told
_BODIES, _BODY = 0.4, 0.2  # for any body or place named, and for each
_ON_THE_SPOT = 1.2  # for trouble that is told of a spot nearby
_FOR_DAYS = 1.2  # for trouble that has lasted so and so long
_LASTS = re.compile(
    r"(?:坏|堵|漏|(?<![雨雪风])停|黑|塌|断|臭|响|吵|裂|歪|倒|烂|淹|溢|冒|滴|瞎|流|不亮|不通|没电|没水|没气|没人[修管扫收来理])[^,。 ]{0,3}(?:快|都|有|了|小)*"
    r"(?:[一两二三四五六七八九十几半好\d]{1,3})(?:多|来)?(?:天|宿|夜|星期|礼拜|周|个?多?月|年)"
)
_HOUSE = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十a-h]{1,2})(?:号楼|栋|幢|座|单元|组|队)")


class Verdict(NamedTuple):
    """The intent, how sure, and why."""

    intent: Intent
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Impression:
    """What the rules look at."""

    heard: Heard
    meant: Meant
    ranked: Sequence[Ranked]
    is_alarm: bool
    around: Around
    points: float  # how much it sounds like a report
    tells_trouble: bool  # some leaf was named together with what is wrong
    is_addressed: bool  # it greets somebody in office, as letters do
    letter_points: float = 0.0  # how much it sounds like a letter rather than like talk
    opinion: Opinion | None = None  # what the linear model says, where there is one
    alarms: Collection[str] = ()  # the leaves that endanger a life

    def pull(self, needed: float) -> float:
        """How much speaks for a report; the model is asked only where it could decide."""
        told = self.points + self.letter_points
        if self.opinion is None or told + _MODEL_WORTH * MOST_NATS < needed:
            return told
        told += _MODEL_WORTH * self.opinion.report_odds
        if told < needed:  # of which leaf it is would only take away
            return told
        is_asking = self.around.is_to_bot and self.heard.has("trouble")  # of what, can be asked
        doubt = 0.0 if is_asking else math.log(self.opinion.surest)
        return told + _LEAF_WORTH * doubt

    @property
    def is_group(self) -> bool:
        """True when it was said among neighbours or colleagues."""
        return self.around.is_group

    @property
    def is_staff(self) -> bool:
        """True when somebody on duty said it."""
        return self.around.is_staff

    @property
    def strongest(self) -> float:
        """How much trouble the most troubled leaf was told with."""
        return max((one.strong for one in self.ranked), default=0.0)

    @property
    def is_likely_report(self) -> bool:
        """True when the linear model finds more for a report than against it."""
        return self.opinion is not None and self.opinion.report_odds > 0

    @property
    def is_short(self) -> bool:
        """True for what is said in one breath."""
        return len(self.heard.plain) <= 40


Rule = Callable[[Impression], Verdict | None]


def impression_of(
    heard: Heard,
    meant: Meant,
    ranked: Sequence[Ranked],
    around: Around,
    opinion: Opinion | None,
    *,
    categories: Categories,
) -> Impression:
    """The impression that a text makes where it was said."""
    is_alarm = bool(ranked) and (
        bool(alarms_of(heard, ranked, categories)) or is_trapped(heard, ranked)
    )
    is_addressed = opens_a_letter(heard.plain)
    points = _points(heard, ranked) + (_GREETED if is_addressed else 0.0)
    formal = 0.0 if around.is_group else letter_points(heard.plain)
    is_trouble = any(one.strong >= _TROUBLE for one in ranked)
    return Impression(
        heard,
        meant,
        ranked,
        is_alarm,
        around,
        points,
        is_trouble,
        is_addressed,
        formal,
        opinion,
        categories.alarms,
    )


def _points(heard: Heard, ranked: Sequence[Ranked]) -> float:
    """How much a text sounds like somebody telling what should be acted upon."""
    strong = max((one.strong for one in ranked), default=0.0)
    topics = sum(1 for one in ranked if one.total >= 1.0)
    points = min(strong, _MOST_STRONG) * _STRONG + min(topics, 2) * _TOPIC
    points += _NOUN if any(one.has_noun for one in ranked) else 0.0
    points += _of_signals(heard)
    points += _PROPOSED if _PROPOSAL.search(heard.plain) else 0.0
    bodies = min(3, heard.count("body") + (1 if names_a_place(heard.plain) else 0))
    points += _ON_THE_SPOT if _is_on_the_spot(heard) else 0.0
    points += _FOR_DAYS if _lasts(heard) else 0.0
    return points + (_BODIES + _BODY * bodies if bodies else 0.0)


def _lasts(heard: Heard) -> bool:
    """True for trouble that has lasted so and so long (停三天了), and is neither over nor long ago."""
    is_of_now = not heard.has("past") or heard.has("just_now")
    return is_of_now and _LASTS.search(heard.plain) is not None and not recoveries(heard)


def _is_on_the_spot(heard: Heard) -> bool:
    """True for trouble together with a house, or a spot of the neighbourhood (楼顶水箱漏了)."""
    return heard.has("trouble") and (heard.has("spot") or _HOUSE.search(heard.plain) is not None)


def _of_signals(heard: Heard) -> float:
    points = 0.0
    for name in heard.signals:
        worth = _WORTH.get(name)
        if worth is not None:
            points += worth[0] * min(heard.count(name), worth[1])
    return points
