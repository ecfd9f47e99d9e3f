"""When somebody who looks after a place reports what they see, among colleagues who talk shop."""

import re

from handlers.intake.account import SURE
from handlers.permissions import GRID
from handlers.situation import Situation
from handlers.understanding.reading import Reading
from storage.codes import GroupKind, Role

_LOOKS_AFTER = GRID | {Role.VILLAGE_CADRE}
# About work that is being done already, to be shared out, or only asked about.
_SHOP_TALK = re.compile(
    r"[?#]|[吗呢么]$|谁(?:去|来|管|能|有空|知道|那)|哪(?:个|位|家)|是不是|有没有|已经?|正在|在(?:修|弄|办|处理)|(?:修|换|弄|办|处理|清|疏通|装|补)(?:好|完|了)"
    r"|安排|派(?:人|单)|转给|归.{0,6}管|昨天那|上次|上回|那个案|这个案|那件事|这件事|照片|截图|台账|报表|回访"
)


def tells_plainly(s: Situation, reading: Reading) -> bool:
    """True for what a grid member or village cadre sees at a spot, sure of what it is.

    What is said of a case that was just spoken of here belongs to that case.
    """
    among_staff = s.group is not None and s.group.kind is GroupKind.STAFF
    if not among_staff or not s.speaker.roles() & _LOOKS_AFTER or reading.is_unsure:
        return False
    lead = reading.matters[0]
    told = s.named or s.last_told
    is_new = told is None or told.case.leaf != lead.leaf
    is_plain = lead.confidence >= SURE and reading.place.is_specific
    return is_new and is_plain and not _SHOP_TALK.search(s.message.text)
