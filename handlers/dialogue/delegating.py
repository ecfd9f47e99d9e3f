"""A reporter asked to sit in a consult answers, one to one: willing, not willing, no longer."""

import re
import unicodedata

from handlers.effects import Effect, Judge
from handlers.lifecycle.consults import delegates
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.situation import Situation
from handlers.understanding.reading import Intent
from storage.codes import DelegateState

_NO = re.compile(
    r"(?:我|俺)?(?:就)?(?:不(?:愿意?|想|能|去|参加|当|来|方便|行|了|用|同意)|没(?:空|时间|法)|"
    r"去不了|来不了|算了|退出|别叫(?:我|俺)).{0,14}"
)
_YES = re.compile(
    r"(?:好的?|行|中|可以|同意|嗯)?[,，。! ]*(?:我|俺)?(?:也)?(?:愿意?|同意|参加|能去|可以去|去|来|算(?:我|俺)一个|当)"
    r".{0,12}|(?:好的?|行|中|可以|同意|没问题|嗯)[吧呀的]?[。!~]*"
)


def decide(s: Situation) -> list[Effect] | None:
    """The word is written down; None when the speaker was not asked, or speaks of something else."""
    view = next((v for v in s.mine if delegates.asked_of(v, s.speaker.id) is not None), None)
    if view is None or view.consult is None:
        return None
    words = unicodedata.normalize("NFKC", s.message.text).strip(" 。.!~")
    state = delegates.asked_of(view, s.speaker.id)
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    if _NO.fullmatch(words):
        told = (
            delegates.withdrawn(view.consult, s.speaker, voice)
            if state is DelegateState.AGREED
            else delegates.declined(view.consult, s.speaker, voice)
        )
    elif _YES.fullmatch(words) and state is not DelegateState.AGREED:
        told = delegates.agreed(view.consult, s.speaker, voice)
    else:
        return None
    return [*told, Judge(Intent.CONSENT.value, view.id)]
