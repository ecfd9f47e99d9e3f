"""Staff who say one to one that they will not be there: whoever arranges the duty hears it at once.

Nothing changes by it: who stands in is entered in the roster by those who may. What comes meanwhile still
comes to the one away, who knows that, so that no matter is lost between two people.
"""

import re

from handlers.dialogue import in_hand
from handlers.dialogue.progress import NUMBERED
from handlers.effects import Effect, Judge, Say
from handlers.permissions import GRID
from handlers.situation import Situation
from handlers.speech import ToPerson, ToRole
from handlers.texts import Text
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent
from storage.codes import Role

_LONGEST = 60  # letters; who writes more tells of something
_SOME_DAYS = r"(?:[半一两二三四五六七八九十几\d]+(?:个)?(?:天|周|星期|礼拜|月))"
_AWAY = re.compile(
    rf"请(?:个|一下|了)?{_SOME_DAYS}?(?:的)?(?:病|事|产|婚|丧|年|陪产|护理|公|长)?假|(?:休|歇)(?:几天|{_SOME_DAYS})?(?:年|产|病|婚|陪产|探亲)?假|(?:我|俺)[^,。]{{0,6}}(?:住院|出差|做手术|动手术)"
    rf"|(?:我|俺)[^,。]{{0,8}}(?:不在(?:岗|家|村里?|镇上?|单位|本地|县里)|上不了班|值不了班|来不了)|(?:我|俺)[^,。]{{0,4}}(?:回|去)[^,。]{{1,8}}{_SOME_DAYS}"
    r"|(?:找|让|请|叫|安排)[^,。]{0,6}(?:替|顶)(?:我|俺)?(?:值|个|一下|几天)?班?(?:$|[,。 ])|(?:替|顶)(?:我|俺)(?:值?班|几天)"
)
_OF_OTHERS = re.compile(
    r"反映的?人|业主|住户|居民|群众|当事人|[他她]们?|人家|工人|师傅|家里没人|不能请假|没请假"
)
_LOCAL = GRID | {Role.VILLAGE_CADRE}


def told(s: Situation) -> list[Effect] | None:
    """Who arranges the duty knows that the speaker will be away; None when nothing of it is said."""
    words = s.message.text.strip()
    if s.message.is_group or len(words) > _LONGEST or NUMBERED.search(words):
        return None
    if _AWAY.search(words) is None or _OF_OTHERS.search(words) is not None:
        return None
    lines = in_hand.lines(s)
    name, held = s.speaker.person.name, f"\n{lines}" if lines else ""
    return [
        Say(ToPerson(s.speaker.id), Text("staff.away_heard", {"lines": held})),
        Say(_arranges(s), Text("staff.away_told", {"name": name, "words": mask(words)})),
        Judge(Intent.STAFF_TALK.value),
    ]


def _arranges(s: Situation) -> ToRole:
    """The township's duty for a grid or a village, else the county's."""
    post = next((p for p in s.speaker.posts if p.role in _LOCAL and p.region_id), None)
    if post is not None:
        return ToRole(Role.TOWNSHIP_DUTY, post.region_id)
    return ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)
