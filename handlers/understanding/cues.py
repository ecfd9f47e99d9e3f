"""What a text carries beside its matter: anger, sarcasm, a threat, a child speaking, …"""

import re

from handlers.understanding.context import recoveries
from handlers.understanding.heard import Heard
from handlers.understanding.reading import Cue

_AGE = re.compile(
    r"我(?:今年)?(?:才)?(?:[5-9]|1[0-7]|[五六七八九]|十[一二三四五六七]?)岁|我今年(?:才)?1[0-7](?!\d)"
)
_MOCK_THANKS = re.compile(r"(?:感谢|谢谢|多亏).{1,14}?(?:让我|让咱|让大家|给我们|教会|叫我)")
_DIRECT = {
    Cue.ANGER: ("anger", "insult"),
    Cue.THREAT: ("threat",),
    Cue.MEDICINE: ("medicine",),
    Cue.HURT: ("hurt", "really_hurt"),
    Cue.RISKY_ACT: ("risky_act",),
    Cue.QUALITY: ("quality",),
}
_PRAISING = ("强", "赞", "鼓掌", "玫瑰", "微笑", "👍", "👏", "🌹", "🙂")


def find_cues(heard: Heard, *, tells_trouble: bool) -> frozenset[Cue]:
    """Every cue of the text."""
    cues = {cue for cue, names in _DIRECT.items() if heard.has(*names)}
    if heard.has("unhurt") or (heard.has("near_miss") and not heard.has("really_hurt")):
        cues.discard(Cue.HURT)
    if heard.has("minor") or _AGE.search(heard.plain):
        cues.add(Cue.MINOR)
    if heard.has("still"):
        cues.add(Cue.STILL_BROKEN)
    elif recoveries(heard) and not heard.has("not_recovered"):
        cues.add(Cue.RECOVERED)
    if is_sarcastic(heard, tells_trouble=tells_trouble):
        cues.add(Cue.SARCASM)
    return frozenset(cues)


def is_sarcastic(heard: Heard, *, tells_trouble: bool) -> bool:
    """Praise in the same breath as trouble, or praise that nobody means."""
    praised = (
        heard.has("sarcasm")
        or _MOCK_THANKS.search(heard.plain)
        or any(name in _PRAISING for name in heard.normal.emoticons)
    )
    if not praised:
        return False
    return tells_trouble or heard.has("trouble", "still", "quality", "anger")
