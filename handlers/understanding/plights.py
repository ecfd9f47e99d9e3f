"""What ordinary words tell only together: somebody in a plight, or what merely sounds like one (record 0051)."""

from handlers.understanding.feeling import Feeling
from handlers.understanding.heard import Evidence, Heard

PLIGHT_TELLS = 6.5  # nats
_ONE_BREATH = 60  # letters; in a letter such words stand together by chance
# Whoever names gas smells gas, whatever stands beside it.
_NAMES_OF_GAS = ("煤气", "燃气", "天然气", "液化气", "瓦斯", "罐", "鸡蛋")
# Told as supposed, past, of elsewhere, in play or as nearly so: nobody is in a plight now.
_NOT_NOW = (
    "hypothetical",
    "past",
    "elsewhere",
    "theory",
    "play",
    "near_miss",
    "fear",
    "calmed",
    "not_trapped",
)


def only_sounds_like(heard: Heard, evidence: Evidence) -> bool:
    """True for words of danger that others beside them explain: 睡得跟死猪一样 喊都喊不醒.

    What else the text tells of a danger stands.
    """
    words = evidence.word.split("+")
    if any(name in word for word in words for name in _NAMES_OF_GAS):
        return False
    return any(_explains(one, evidence, words) for one in heard.harmless)


def _explains(harmless: Evidence, evidence: Evidence, words: list[str]) -> bool:
    explained = harmless.word.split("+")
    if any(word in other for word in words for other in explained):
        return True
    is_between = harmless.start <= evidence.start and evidence.end <= harmless.end
    return is_between and any(_overlap(word, other) for word in words for other in explained)


def _overlap(word: str, other: str) -> bool:
    """True for 把我锁 and 锁门外, which share a letter; 煤气味 says more than the 味 in it."""
    return other not in word and not set(word).isdisjoint(other)


def plight_of(heard: Heard) -> Evidence | None:
    """Who is in what state, or where, as told of now; None where nothing of the kind is told."""
    if not heard.plights or heard.letters > _ONE_BREATH or heard.has(*_NOT_NOW):
        return None
    return next((one for one in heard.plights if not _is_void(heard, one)), None)


def _is_void(heard: Heard, plight: Evidence) -> bool:
    is_barred = (plight.leaf, plight.clause) in heard.bars
    return is_barred or only_sounds_like(heard, plight)


def with_plight(found: Feeling, plight: Evidence | None) -> Feeling:
    """More is found where a plight is told, and of its kind if the model finds little of another."""
    if plight is None:
        return found
    leaf = found.leaf if found.nats > 0 else plight.leaf
    return Feeling(leaf, found.nats + PLIGHT_TELLS)
