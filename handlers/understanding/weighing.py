"""What the words say and what the linear model says, weighed together."""

import math
from collections.abc import Sequence

from handlers.understanding.alarms import ENOUGH, alarms_of
from handlers.understanding.categories import Categories
from handlers.understanding.farewells import tells_farewell
from handlers.understanding.feeling import feeling, is_over
from handlers.understanding.heard import Heard
from handlers.understanding.leaves import Ranked
from handlers.understanding.musing import is_musing, may_be_a_farewell
from handlers.understanding.opinion import LEAST, Opinion
from handlers.understanding.reading import Around

# Nats that a model must find to alarm where no word does. Who writes to the bot alone is seldom just talking: there a wrong alarm is
# cheap, a missed one is not. `make evaluate` tells what comes of it.
ENOUGH_ALONE, ENOUGH_IN_GROUP, ENOUGH_ELSEWHERE = 0.9, 0.9, 3.0
# Who leaves, stays away or hands over a key says what those say who do not want to live: of 9,400 lines of small talk no kind was felt
# as often. Without a word of farewell so much more must be found among neighbours, else it is asked about.
_SMALL_TALK_OF_LEAVING = 1.0
TELLING = 7  # letters; in fewer the model feels anything
_TOO_LITTLE = 1e-3  # so small a share could not change the others
# Chosen on lines of the corpus that the model was not taught, so that shares are honest.
_MODEL = 0.8  # how far the model's probabilities are believed
_WORDS = 0.75  # nats for each point that words speak for a leaf …
_MOST_WORDS = 6.0  # … and how many points are as good as all
_MOST_SHOWN = 6


def felt(
    heard: Heard,
    ranked: list[Ranked],
    opinion: Opinion,
    categories: Categories,
    *,
    around: Around,
) -> list[Ranked]:
    """The leaves with an alarm put first that the model feels though no word tells it."""
    if alarms_of(heard, ranked, categories) or heard.letters < TELLING:
        return ranked
    enough = _enough(around)
    found = feeling(opinion, categories, enough)
    if found is None or is_over(heard):
        return ranked
    leaf = found.leaf
    if found.beside(heard).nats < enough + _more_for(leaf, heard, around):
        return ranked
    if is_musing(heard.plain) and not may_be_a_farewell(heard.plain, leaf):
        return ranked
    told = next((one for one in ranked if one.leaf == leaf), Ranked(leaf, 0.0, 0.0, 0, ()))
    words = told.words or opinion.why(leaf)
    first = told._replace(total=max(told.total, ENOUGH), strong=ENOUGH, words=words, is_felt=True)
    return [first, *(one for one in ranked if one.leaf != leaf)]


def _enough(around: Around) -> float:
    if around.is_staff:
        return ENOUGH_ELSEWHERE
    if around.is_to_bot:
        return ENOUGH_ALONE
    return ENOUGH_IN_GROUP if around.is_group else ENOUGH_ELSEWHERE


def _more_for(leaf: str, heard: Heard, around: Around) -> float:
    is_like_talk = around.is_group and leaf == "suicide_risk" and not tells_farewell(heard.plain)
    return _SMALL_TALK_OF_LEAVING if is_like_talk else 0.0


def weighed(ranked: Sequence[Ranked], opinion: Opinion, categories: Categories) -> list[Ranked]:
    """The leaves, best first, each with the share of belief that words and model give it together.

    Lives in danger are told by words; a leaf of theirs that was not heard is not believed here.
    """
    heard = {one.leaf: one for one in ranked}
    nats = {
        leaf: _MODEL * math.log(max(score, LEAST)) + _WORDS * _points(heard.get(leaf))
        for leaf, score in opinion.leaves.items()
        if leaf in heard or (score > _TOO_LITTLE and categories.is_everyday(leaf))
    }
    for leaf in heard.keys() - nats.keys():
        nats[leaf] = _MODEL * math.log(LEAST) + _WORDS * _points(heard[leaf])
    if not nats:
        return list(ranked)
    most = max(nats.values())
    parts = {leaf: math.exp(one - most) for leaf, one in nats.items()}
    whole = sum(parts.values())
    best = sorted(parts, key=lambda leaf: (-parts[leaf], leaf))[:_MOST_SHOWN]
    found = [
        heard[leaf]._replace(share=parts[leaf] / whole)
        if leaf in heard
        else Ranked(leaf, 0.0, 0.0, 0, (), share=parts[leaf] / whole)
        for leaf in best
    ]
    if not found[0].words:
        found[0] = found[0]._replace(words=opinion.why(found[0].leaf))
    return found


def _points(one: Ranked | None) -> float:
    return 0.0 if one is None else min(one.total, _MOST_WORDS)
