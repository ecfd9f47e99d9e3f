"""The first contact: somebody has reached the resident, or been on the spot (Beijing art. 15)."""

import re
from collections.abc import Sequence

from handlers.effects import ChangeCase, Effect, MoveCase, MoveWhistle, Note
from handlers.lifecycle.wishes import Step
from handlers.permissions import STAFF

ON_SITE = re.compile(r"到(?:了|达)?现场|到场|在现场|赶到|到了")
_REACHED = re.compile(
    "联系(?:上|到|过|了|好)|(?:打|通)(?:过|了|完)?(?:个)?电话|电话(?:里|中)?(?:联系|说|沟通|问)"
    "|(?:已经?|刚)联系(?:反映|当事|本|老)?(?:人|群众|居民|住户|业主|用户|村民|老乡)"
    "|(?:和|跟|与|同)(?:反映|当事|本|老)?(?:人|群众|居民|住户|业主|用户|村民|老乡).{0,4}(?:联系|说好|说定)"
    "|见(?:到|着|过|了)|上门|入户|面谈|沟通(?:过|了|好)"
)
_IN_VAIN = re.compile(
    "联系不(?:上|到)|(?:没|未)(?:有)?联系|打不通|没打通|占线|(?:没|无)人接|不接电话|没见(?:到|着)"
)
_HAPPENED = (MoveCase, MoveWhistle, Note)


def contacted(step: Step, effects: Sequence[Effect]) -> list[Effect]:
    """The first word of staff that the resident was reached, or the place, is kept as such.

    What has no such clock, as a danger, has its own ways. It counts with whatever it was said: reporting in, progress, or "不属实 到现场看了".
    """
    is_heard = step.role in STAFF and any(isinstance(e, _HAPPENED) for e in effects)
    is_first = step.case.contacted_at is None and step.case.contact_due_at is not None
    if not (is_heard and is_first and is_contact(step.note)):
        return []
    return [ChangeCase(step.view.id, {"contacted_at": step.now})]


def is_contact(note: str) -> bool:
    """True for "已联系上", "到现场了"; not for "电话打不通"."""
    return not _IN_VAIN.search(note) and bool(ON_SITE.search(note) or _REACHED.search(note))


def is_in_vain(note: str) -> bool:
    """True for "电话打不通", "占线", "没人接": whoever says it has reached nobody yet."""
    return bool(_IN_VAIN.search(note)) and not ON_SITE.search(note)
