"""A danger that is only possible: too much for silence, too little to alarm anybody (record 0022)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.understanding.alarms import (
    LIFT,
    Enough,
    alarms_of,
    felt_danger,
    is_trapped,
    likeliest_danger,
    told_together,
)
from handlers.understanding.audience import is_to_everybody
from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked
from handlers.understanding.musing import is_musing, may_be_a_farewell
from handlers.understanding.opinion import Opinion
from handlers.understanding.reading import Around, Intent
from handlers.understanding.weighing import TELLING, nats_of_danger

# What a model must find for a danger to be heeded, and for it to be asked about. Of less a person on duty looks at the words, and the
# speaker hears nothing of it: a question costs one to one hardly anything, among neighbours the bot speaks rarely. `make evaluate` tells
# what comes of it.
MAY_BE_ALONE, ASKED_ALONE = Enough(-4.0, 0.02), -3.0
MAY_BE_IN_GROUP, ASKED_IN_GROUP = Enough(-2.0, 0.05), -0.9
_TOLD_AND_ASKED_IN_GROUP = -3.0
# A word tells of danger, but all the rest of the text speaks against it ("笑死我了").
_SPEAKS_AGAINST = -1.0
_MUST_SPEAK_FOR = 2.0
# So much for a danger is asked about although a word seems to speak against it, or so few letters tell it.
_WHATEVER_IS_BARRED, _IN_FEW_LETTERS = 0.0, 2.5
_BARRED_ALONE, _IN_FEW_ALONE = -2.0, -1.0
_FEWEST = 5
_KINDS_GIVE = 3.5  # nats; so much more at most is found for a danger when its kind is sure
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


def possible_danger(
    heard: Heard,
    ranked: Sequence[Ranked],
    opinion: Opinion,
    categories: Categories,
    *,
    around: Around,
) -> Ranked | None:
    """The danger that must be asked about or looked at; None where there is none, or surely one.

    A cry for help is never doubted, nor what is told in a few letters, nor somebody in a lift.
    """
    if around.is_staff or heard.letters < _FEWEST:
        return None
    nats = nats_of_danger(opinion, categories)
    if heard.letters < TELLING and nats < (_IN_FEW_LETTERS if around.is_group else _IN_FEW_ALONE):
        return None
    told = alarms_of(heard, ranked, categories)
    if told:
        return _doubted(heard, ranked, told, nats, around)
    return _felt(heard, ranked, opinion, categories, around)


def _doubted(
    heard: Heard, ranked: Sequence[Ranked], told: Sequence[Ranked], nats: float, around: Around
) -> Ranked | None:
    """The danger that a word tells, while all the rest speaks against it."""
    against = _MUST_SPEAK_FOR if _is_loose_wish(told[0]) else _SPEAKS_AGAINST
    is_sure = nats > against or any(map(_is_never_doubted, told))
    if is_sure or heard.has("plea") or is_trapped(heard, ranked):
        return None
    return told[0]._replace(is_faint=around.is_group and nats < _TOLD_AND_ASKED_IN_GROUP)


def _felt(
    heard: Heard,
    ranked: Sequence[Ranked],
    opinion: Opinion,
    categories: Categories,
    around: Around,
) -> Ranked | None:
    """The danger that no word tells, if the model finds enough for one."""
    nats = nats_of_danger(opinion, categories)
    enough = MAY_BE_IN_GROUP if around.is_group else MAY_BE_ALONE
    if nats < enough.nats - _KINDS_GIVE:
        return None
    dangers = opinion.dangers(categories.alarms)
    told = told_together(dangers, categories, nats)
    leaf = felt_danger(heard, dangers, categories, told, enough)
    barred = _WHATEVER_IS_BARRED if around.is_group else _BARRED_ALONE
    if leaf is None and nats >= barred and not _is_of_lift(heard, ranked):
        leaf = likeliest_danger(dangers, categories)
    if leaf is None:
        return None
    asked = ASKED_IN_GROUP if around.is_group else ASKED_ALONE
    is_faint = told < asked
    return Ranked(leaf, 0.0, 0.0, 0, opinion.why(leaf), is_felt=True, is_faint=is_faint)


def is_not_of_now(heard: Heard, intent: Intent, leaf: str) -> bool:
    """True for what nobody here says of now: nobody is asked about that.

    Not wanting to live hides in a diary as well.
    """
    if intent in _NOT_OF_NOW or is_to_everybody(heard.plain):
        return True
    return is_musing(heard.plain) and not may_be_a_farewell(heard.plain, leaf)


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
