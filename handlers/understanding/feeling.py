"""How much a model finds for a danger, and of which kind."""

import re
from collections.abc import Mapping
from math import log
from typing import NamedTuple

from handlers.understanding.beasts import tells_of_beast
from handlers.understanding.categories import Categories
from handlers.understanding.heard import Heard
from handlers.understanding.model.linear import best_of
from handlers.understanding.opinion import Opinion

# A model answers three questions: is anybody in danger, is anything reported, and which leaf is it. How much the last two tell of the
# first was chosen on lines of the corpus that the model was not taught.
_REPORT_TELLS, _KINDS_TELL, _KIND_TELLS = 0.5, 0.5, 0.6
_KINDS_GIVE = 2.0  # nats; the kinds never add more
# Of talk, which is of no leaf, the leaves tell less than their probabilities say.
_LEAST, _MOST = 0.001, 0.97
_OVER = ("recovered", "calmed", "unhurt")
# Whether somebody is inside tells of these; 没有人需要我 tells the contrary of what it takes away.
_OF_PLACES = frozenset(
    {"fire", "gas_leak", "collapse_hazard", "drowning", "live_wire", "serious_accident"}
)
# Nats that words take away.
_BARRED, _TOLD_AS_OVER, _NOBODY_INSIDE, _IN_PLAY = 1.5, 1.0, 1.5, 1.5
_NEARLY, _OF_BEAST, _OF_WATER, _HARMLESS, _EVERYDAY = 2.0, 6.0, 5.0, 4.0, 2.5
# 水管崩了 哗哗往外喷: what spurts is water.
_WATER_PIPE = re.compile(r"水管|水龙头|自来水|水阀|水表|角阀")
# 底下掏空了 我看撑不了几天: it may come, and has not.
_SOME_DAY = re.compile(r"[撑顶挺熬]不(?:了|过)(?:几天|多久|两天)|早晚|迟早|保不齐|没准|说不定|哪天")
_FEARED = 1.5
# 狗在门口屙得臭烘烘的: what smells is no gas.
_DUNG = re.compile(r"屙|拉屎|[狗猫鸡鸭鹅羊牛猪鸟鸽]屎|狗粪|猫粪|尿骚")
_OF_DUNG = 4.0
_NOT_WATER = re.compile(r"[煤燃瓦火烟电味塌砸埋]|天然气|液化气|气罐")
_SPURTS = frozenset({"fire", "gas_leak", "collapse_hazard", "serious_accident"})


class Feeling(NamedTuple):
    """The likeliest danger, and how much speaks for one, in nats."""

    leaf: str
    nats: float

    def beside(self, heard: Heard) -> "Feeling":
        """What is left when words take some away.

        They bar its kind, tell of an end, of nobody inside, of a game, of what nearly was, of a beast or
        a water pipe, or explain what sounds like it. Of not wanting to live no game is sure.
        """
        taken = _BARRED * any(leaf == self.leaf for leaf, _ in heard.bars)
        is_empty = self.leaf in _OF_PLACES and heard.has("not_trapped")
        taken += _NOBODY_INSIDE * is_empty + _TOLD_AS_OVER * is_over(heard)
        taken += _IN_PLAY * (heard.has("play") and self.leaf != "suicide_risk")
        taken += _NEARLY * (heard.has("near_miss") and not heard.has("really_hurt"))
        taken += _OF_BEAST * tells_of_beast(heard.plain, self.leaf)
        taken += _FEARED * (self.leaf in _SPURTS and _SOME_DAY.search(heard.plain) is not None)
        taken += _OF_DUNG * (self.leaf == "gas_leak" and _DUNG.search(heard.plain) is not None)
        taken += _OF_WATER * (self.leaf in _SPURTS and _tells_of_water(heard.plain))
        taken += _HARMLESS * bool(heard.harmless)
        return Feeling(self.leaf, self.nats - taken).on_any_day(heard)

    def on_any_day(self, heard: Heard) -> "Feeling":
        """What is left beside cooking, games and chores; whoever cries for help or says farewell is heard."""
        is_heard = heard.has("plea") or self.leaf == "suicide_risk"
        return self if is_heard or not heard.has("everyday") else self.with_tone(-_EVERYDAY)

    def with_tone(self, nats: float) -> "Feeling":
        """The same with what the tone of the text adds or takes away."""
        return Feeling(self.leaf, self.nats + nats)


def _tells_of_water(plain: str) -> bool:
    return _WATER_PIPE.search(plain) is not None and _NOT_WATER.search(plain) is None


def is_over(heard: Heard) -> bool:
    """True for what is told as over, unless somebody cries for help or says that it goes on."""
    return heard.has(*_OVER) and not heard.has("plea", "still")


def feeling(opinion: Opinion, categories: Categories, at_least: float) -> Feeling | None:
    """What a model feels; None where it could not come to so many nats, or knows of no danger."""
    told = opinion.danger_odds(categories.alarms) + _REPORT_TELLS * opinion.report_odds
    if told < at_least - _KINDS_GIVE:
        return None
    return of_kinds(told, opinion.dangers(categories.alarms))


def of_kinds(told: float, dangers: Mapping[str, float]) -> Feeling | None:
    """The feeling, when `told` is for a danger and the leaves of danger are so probable."""
    if not dangers:
        return None
    leaf, likeliest = best_of(dangers)
    any_kind = min(max(sum(dangers.values()), _LEAST), _MOST)
    nats = told + _KINDS_TELL * log(any_kind / (1 - any_kind))
    return Feeling(leaf, nats + _KIND_TELLS * log(max(likeliest, _LEAST)))
