"""Which sentence answers a matter told in confidence; of a child, by who tells it and of what."""

import re

from handlers.texts import keys
from handlers.understanding.reading import Cue
from handlers.understanding.tellers import is_told_of_others, speaks_as_child, tells_of_own_child

OF_A_CHILD = "child_protection"
_HARM = re.compile(
    r"打(?!工|电话|扫|算|车|球|牌|游戏|针|听)|揍|踢|扇|掐|捅|骂|抢|堵|要钱|欺负|欺凌|霸凌|威胁|恐吓|摸|亲我|侵犯|脱|拍照|裸|伤|疤|告状|孤立|逼"
)


def first(leaf: str, text: str, cues: frozenset[Cue], before: str = "") -> str:
    """The key of the first answer: a child that is only alone hears nothing of being beaten.

    What was said `before` may tell that a child speaks.
    """
    if leaf == OF_A_CHILD:
        return f"intake.{leaf}{_teller(before + text, cues)}"
    special = f"intake.{leaf}"
    return special if special in keys() else "intake.confidential_private"


def more(leaf: str, told: str, text: str, cues: frozenset[Cue]) -> str:
    """The key of the answer to one more word, after what was `told` before; a witness hears what a witness can do."""
    if leaf == OF_A_CHILD:
        return f"intake.{leaf}_more{_teller(told + text, cues)}"
    seen = f"intake.{leaf}_more_seen"
    if seen in keys() and is_told_of_others(f"{told} {text}"):
        return seen
    special = f"intake.{leaf}_more"
    if special in keys():
        return special
    return "intake.kept_secret" if Cue.SECRECY in cues else "intake.supplemented_confidential"


def _teller(text: str, cues: frozenset[Cue]) -> str:
    if tells_of_own_child(text) or (Cue.MINOR not in cues and not speaks_as_child(text)):
        return "_adult"
    return "" if _HARM.search(text) else "_alone"
