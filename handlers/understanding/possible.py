"""A danger that is only possible: too much for silence, too little to alarm anybody (record 0022)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.understanding.alarms import (
    LIFT,
    Enough,
    alarms_of,
    felt_alarm,
    is_trapped,
    likeliest_danger,
)
from handlers.understanding.audience import is_to_everybody
from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked
from handlers.understanding.musing import is_musing
from handlers.understanding.opinion import Opinion
from handlers.understanding.reading import Around, Intent
from handlers.understanding.weighing import TELLING, nats_of_danger

# What a model must find for a danger to be asked about. A question costs one to one hardly anything;
# among neighbours the bot speaks rarely. `make evaluate` tells what comes of it.
MAY_BE_ALONE = Enough(-3.0, 0.02)
MAY_BE_IN_GROUP = Enough(-1.5, 0.1)
# A word tells of danger, but all the rest of the text speaks against it ("笑死我了").
_SPEAKS_AGAINST = -1.0
_MUST_SPEAK_FOR = 2.0
# So much for a danger is asked about although a word seems to speak against it, or so few letters tell it.
_WHATEVER_IS_BARRED, _IN_FEW_LETTERS = 0.0, 2.5
_FEWEST = 5
# Said by nobody here, or not of now: about that nobody is asked.
_NOT_OF_NOW = frozenset(
    {
        Intent.AD_SPAM,
        Intent.RED_PACKET,
        Intent.SHARE_LINK,
        Intent.OFFICIAL_NOTICE,
        Intent.RECALL_NOTICE,
        Intent.PAST_STORY,
        Intent.HYPOTHETICAL,
        Intent.THIRD_PLACE_NEWS,
        Intent.JOKE,
    }
)
_LOOSE_WISH = re.compile(r"[我俺]?(?:不活了?|活不[了下]去?了?)")
_MARKS = re.compile(r"[\W_]+")


def possible_danger(
    heard: Heard,
    ranked: Sequence[Ranked],
    opinion: Opinion,
    categories: Categories,
    *,
    around: Around,
) -> Ranked | None:
    """The danger that must be asked about; None where there is none, or surely one.

    A cry for help is never doubted, nor what is told in a few letters, nor somebody in a lift.
    """
    letters = len(_MARKS.sub("", heard.plain))
    if around.is_staff or letters < _FEWEST:
        return None
    nats = nats_of_danger(opinion, categories)
    if letters < TELLING and nats < _IN_FEW_LETTERS:
        return None
    told = alarms_of(heard, ranked, categories)
    if told:
        against = _MUST_SPEAK_FOR if _is_loose_wish(told[0]) else _SPEAKS_AGAINST
        is_sure = nats > against or any(map(_is_never_doubted, told))
        return None if is_sure or heard.has("plea") or is_trapped(heard, ranked) else told[0]
    enough = MAY_BE_IN_GROUP if around.is_group else MAY_BE_ALONE
    if nats < enough.nats:
        return None
    leaf = felt_alarm(heard, opinion.leaves, categories, nats, enough=enough)
    if leaf is None and nats >= _WHATEVER_IS_BARRED and not _is_of_lift(heard, ranked):
        leaf = likeliest_danger(opinion.leaves, categories)
    return None if leaf is None else Ranked(leaf, 0.0, 0.0, 0, opinion.why(leaf), is_felt=True)


def is_not_of_now(heard: Heard, intent: Intent) -> bool:
    """True for what nobody here says of now: nobody is asked about that."""
    return intent in _NOT_OF_NOW or is_to_everybody(heard.plain) or is_musing(heard.plain)


def _is_of_lift(heard: Heard, ranked: Sequence[Ranked]) -> bool:
    """Of a lift that stands still words tell whether somebody is inside: 没人在里面."""
    return heard.has("not_trapped") or any(one.leaf == LIFT for one in ranked)


def _is_never_doubted(told: Ranked) -> bool:
    """What the model felt itself, and every wish to die but the loosest word for it."""
    return told.is_felt or (told.leaf == "suicide_risk" and not _is_loose_wish(told))


def _is_loose_wish(told: Ranked) -> bool:
    """不活了: said as often of trousers that are too tight; a person looks at it either way."""
    return told.leaf == "suicide_risk" and all(map(_LOOSE_WISH.fullmatch, told.words))


def without_alarms(
    ranked: Sequence[Ranked], meant: Meant, categories: Categories
) -> tuple[list[Ranked], Meant]:
    """What else was heard, when the danger itself is in doubt."""
    live = tuple(one for one in meant.live if one.leaf not in categories.alarms)
    rest = [one for one in ranked if one.leaf not in categories.alarms]
    return rest, replace(meant, live=live)
