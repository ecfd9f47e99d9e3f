"""A danger that is only possible: too much for silence, too little to alarm anybody (record 0022)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.understanding.alarms import LIFT, alarms_of, is_told_by_pupil, is_trapped
from handlers.understanding.at_home import is_about_being_in
from handlers.understanding.audience import is_calling, is_to_everybody
from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant
from handlers.understanding.farewells import (
    FAREWELL_TELLS,
    is_no_farewell,
    tells_farewell,
    with_farewell,
)
from handlers.understanding.feeling import Feeling, feeling
from handlers.understanding.heard import Heard
from handlers.understanding.hearsay import is_rumour
from handlers.understanding.leaves import Ranked
from handlers.understanding.musing import is_musing, is_of_typing, may_be_a_farewell
from handlers.understanding.opinion import Opinion
from handlers.understanding.plights import PLIGHT_TELLS, plight_of, with_plight
from handlers.understanding.reading import Around, Intent, Reading
from handlers.understanding.tone import tone_of
from handlers.understanding.weighing import TELLING

# Nats that a model must find for a danger to be looked at by a person, and for it to be asked about. A question costs one to one hardly
# anything, among neighbours the bot speaks rarely. `make evaluate` tells what comes of it.
_LOOKED_AT_ALONE, _ASKED_ALONE = -5.3, -4.1
_LOOKED_AT_IN_GROUP, _ASKED_IN_GROUP = -3.5, -1.9
# A word tells of danger, but all the rest of the text speaks against it ("笑死我了"): what words tell the model finds likely anyway.
_SPEAKS_AGAINST, _SPEAKS_AGAINST_ALONE, _MUST_SPEAK_FOR = 1.0, 0.5, 3.5
_TOLD_AND_ASKED_IN_GROUP = -3.5
_ONE_BREATH = 60  # letters; longer is a letter
_TOLD_AT_LENGTH, _LENGTH_TELLS = (
    16,
    1.0,
)  # letters from which on so much less is enough for a look: small talk is shorter
# Of what can be seen by anybody less is enough for a question, if it is told in two breaths and nothing in it is small talk.
_SEEN = frozenset(
    {
        "fire",
        "gas_leak",
        "collapse_hazard",
        "drowning",
        "live_wire",
        "serious_accident",
    }
)
_SEEN_FROM, _SEEN_TELLS = 12, 1.4
_PAUSE = re.compile(r"[ ,。;!?]\S")
_FEWEST = 5  # letters; in fewer nothing is told
_FEW_TELL = 3.0  # so much more must be found in a few letters, and of a lift: there words tell whether somebody is inside
# Of 91 such dangers that the model never saw none was told in fewer and lost; of 9,400 lines of small talk a dozen were asked about.
_SCANT, _SCANT_TELLS = (
    10,
    1.0,
)  # letters in which a wish to die is told with a word of farewell, or hardly
_TALES_TAKE = 1.6  # from what is told as supposed, past, from elsewhere or in jest
_LEAST = -20.0
# Said by nobody here: about that nobody is asked. Nor about what is not of now, unless much is found.
_OF_NOBODY = frozenset({Intent.AD_SPAM, Intent.RED_PACKET, Intent.SHARE_LINK, Intent.RECALL_NOTICE})
_NOT_OF_NOW = frozenset(
    {
        Intent.HELP,
        Intent.OFFICIAL_NOTICE,
        Intent.PAST_STORY,
        Intent.HYPOTHETICAL,
        Intent.THIRD_PLACE_NEWS,
        Intent.JOKE,
        Intent.SURVEY_REPLY,
    }
)
# What a pupil tells of others is a child's matter, which is answered as such.
_BY_PUPILS = frozenset({"violence", "domestic_violence"})
# Nothing but a cry: who, where and why must be asked; what is said of violence is right of anything.
_BARE_CRY = re.compile(
    r"\W*(?:(?:救命[啊呀呐]?|救[救命]?我|快?救人[啊呐]?|快?来人[啊呐]?|出事了|不好了)\W*)+"
)
_ANY_DANGER = "violence"
# Where water runs over nothing burns.
_WET = frozenset({"flood_geo_hazard", "waterlogging", "water_supply", "sewer_blockage"})
_PLAINLY_WET = 3.0
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
    if around.is_staff:
        return None
    if heard.letters < TELLING and _BARE_CRY.fullmatch(heard.plain):
        is_known = _ANY_DANGER in categories.alarms
        return Ranked(_ANY_DANGER, 0.0, 0.0, 0, (heard.plain,), is_felt=True) if is_known else None
    if heard.letters < _FEWEST:
        return None
    told = alarms_of(heard, ranked, categories)
    if told:
        if heard.letters < TELLING:
            return None
        return _doubted(heard, ranked, told, feeling(opinion, categories, _LEAST), around)
    return _unheard(heard, ranked, opinion, categories, around)


def _unheard(
    heard: Heard,
    ranked: Sequence[Ranked],
    opinion: Opinion,
    categories: Categories,
    around: Around,
) -> Ranked | None:
    """The danger that no word tells, if enough of one is felt; of farewells less is enough."""
    asked, looked_at = _enough(around)
    more = _FEW_TELL if heard.letters < TELLING or _is_of_lift(heard, ranked) else 0.0
    if around.is_group and _TOLD_AT_LENGTH <= heard.letters <= _ONE_BREATH:
        looked_at -= _LENGTH_TELLS
    wet = any(one.leaf in _WET and one.strong >= _PLAINLY_WET for one in ranked)
    plight = plight_of(heard)
    least = looked_at + more - FAREWELL_TELLS - (PLIGHT_TELLS if plight else 0.0)
    found = feeling(opinion, categories, least)
    if found is None or (wet and found.leaf == "fire"):
        return None
    if found.leaf in _BY_PUPILS and is_told_by_pupil(heard, ranked):
        return None
    told = with_plight(found.beside(heard), plight)
    left = with_farewell(told.with_tone(tone_of(heard.plain)), heard.plain)
    if around.is_group and is_seen_at_length(heard, left.leaf):
        asked -= _SEEN_TELLS
    if around.is_group and _is_scant(heard, left.leaf):
        asked += _SCANT_TELLS
    return _felt(left, opinion, asked + more, looked_at + more)


def is_seen_at_length(heard: Heard, leaf: str) -> bool:
    """True for a danger that an onlooker describes in two breaths: chatter is shorter, and of persons."""
    is_told = _SEEN_FROM <= heard.letters <= _ONE_BREATH and _PAUSE.search(heard.plain) is not None
    return is_told and leaf in _SEEN and not heard.has("chat", "casual", "everyday", "calmed")


def _is_scant(heard: Heard, leaf: str) -> bool:
    """True for 我就不去了: who stays away says no more, and who does not want to live mostly does."""
    is_little = leaf == "suicide_risk" and heard.letters < _SCANT
    return is_little and not tells_farewell(heard.plain)


def is_short_report(heard: Heard, reading: Reading, around: Around) -> bool:
    """True for what neighbours report in a breath: what little is found in it a person looks at."""
    return around.is_group and reading.is_report and heard.letters <= _ONE_BREATH


def _enough(around: Around) -> tuple[float, float]:
    """What must be found for a question, and for a person's look."""
    if around.is_group:
        return _ASKED_IN_GROUP, _LOOKED_AT_IN_GROUP
    return _ASKED_ALONE, _LOOKED_AT_ALONE


def _doubted(
    heard: Heard,
    ranked: Sequence[Ranked],
    told: Sequence[Ranked],
    found: Feeling | None,
    around: Around,
) -> Ranked | None:
    """The danger that a word tells, while all the rest speaks against it."""
    if around.is_group and is_rumour(heard.plain, told[0].leaf):
        return told[0]._replace(is_faint=True)
    against = _SPEAKS_AGAINST_ALONE if around.is_to_bot else _SPEAKS_AGAINST
    if _is_loose_wish(told[0]):
        against = _MUST_SPEAK_FOR
    if found is None or any(map(_is_never_doubted, told)):
        return None
    if found.on_any_day(heard).nats > against or heard.has("plea") or is_trapped(heard, ranked):
        return None
    is_faint = around.is_group and found.beside(heard).nats < _TOLD_AND_ASKED_IN_GROUP
    is_much = found.nats >= _ASKED_IN_GROUP + _TALES_TAKE
    return told[0]._replace(is_faint=is_faint, is_much=is_much)


def _felt(found: Feeling, opinion: Opinion, asked: float, looked_at: float) -> Ranked | None:
    """The danger that no word tells, if the model finds enough for one."""
    if found.nats < looked_at:
        return None
    why = opinion.why(found.leaf)
    is_faint, is_much = found.nats < asked, found.nats >= asked + _TALES_TAKE
    return Ranked(found.leaf, 0.0, 0.0, 0, why, is_felt=True, is_faint=is_faint, is_much=is_much)


def is_not_of_now(heard: Heard, intent: Intent, possible: Ranked) -> bool:
    """True for what nobody here says of now: nobody is asked about that.

    Not wanting to live hides in a diary as well.
    """
    if intent in _OF_NOBODY or is_to_everybody(heard.plain) or is_calling(heard.plain):
        return True
    if intent in _NOT_OF_NOW and not possible.is_much:
        return True
    if is_of_typing(heard.plain) or is_about_being_in(heard.plain):
        return True
    if possible.leaf == "suicide_risk" and possible.is_felt and is_no_farewell(heard.plain):
        return True
    return is_musing(heard.plain) and not may_be_a_farewell(heard.plain, possible.leaf)


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
