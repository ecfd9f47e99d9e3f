"""A department asks where exactly it is, in words of its own: 哪根杆, 具体位置发一下.

It has at once what is known, in the reporter's words; what is not known is asked of the reporter, as if it
had said 请补充. Nobody is left waiting before a question that the bot has heard.
"""

import re

from handlers.dialogue.commands import Command, Do
from handlers.dialogue.wished import kind_of
from handlers.effects import Effect, Say
from handlers.lifecycle import moves
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.masking import mask
from storage.codes import Move

_LONGEST = 40  # letters
_WORDS = 80
_THING = r"(?:根|个|盏|棵|处|块|段|条|栋|幢|座|号|单元|层|户|家|边|口|头|杆|井|灯|管|路|楼|组|村|小区|位置|地方|地点|方位|点)"
_ASKS = re.compile(
    rf"(?:在|是)?(?:哪|那(?=[根盏处][?？]|[根盏处]$))(?:一|几)?(?:{_THING}|儿|里)|几(?:号楼|单元|组|队|层|楼|栋|号|巷)|(?:具体|详细|准确|确切)的?(?:位置|地址|地点|方位|地方|在)|(?:什么|啥)(?:位置|地方|地址|路段)"
    r"|(?:位置|地址|地点|定位)(?:在|是|呢|发|给|说|有|没|不清|不明|\?|$)|(?:发|给|来)(?:个|一下|下)?(?:定位|位置|地址|照片|图)|(?:有没有|有)(?:编号|杆号|照片|图片|图|定位|标志)[^,。]{0,2}(?:没|吗|么|\?|$)|(?:编号|杆号|井号)(?:多少|是啥|是什么|呢)"
)
_OF_PEOPLE = re.compile(r"哪(?:个|家|边)?(?:单位|部门|局|公司|科室|领导|同志)|谁(?:管|家|去)")
_PARTS = re.compile(r"[,，。;；!！?？\s]+")


def answered(s: Situation, command: Command | None) -> list[Effect]:
    """What is known of the spot, and the question to the reporter; nothing where none is asked.

    Who takes the case on in the same breath (马上去 哪根杆?) hears what is known, and may ask further.
    """
    view = s.named or s.last_told
    words = s.message.text.strip()
    if view is None or kind_of(s) != "department" or not asks_where(words):
        return []
    possible = moves.possible(s.speaker, view, s.world)
    if is_hidden(view.case) or not possible:
        return []
    known = _known(s, view)
    if command is not None or Move.QUESTION not in possible:
        return [known]
    wish = moves.Wish(Move.QUESTION, s.speaker, view, note=_question(words))
    return [known, *moves.decide(wish, s.now, s.world)]


def may_be_asked(command: Command | None) -> bool:
    """True where a question for the spot may stand beside the command, or alone."""
    return command is None or command.do in (Do.ACCEPT, Do.REPORT_IN, Do.PROGRESS)


def asks_where(words: str) -> bool:
    """True of 哪根杆?有编号没, 具体位置发一下; not of 这是哪个单位的."""
    if len(words) > _LONGEST or _OF_PEOPLE.search(words) is not None:
        return False
    return _ASKS.search(words) is not None


def _known(s: Situation, view: CaseView) -> Say:
    params = {"spot": view.case.place, "words": mask(view.case.summary)[:_WORDS]}
    says_more = bool(view.case.summary) and view.case.summary != view.case.place
    key = "staff.spot_known" if says_more else "staff.spot_only"
    return Say(ToPerson(s.speaker.id), Text(key, params), view.id)


def _question(words: str) -> str:
    """Only what is asked of it: 收到 哪根杆?有编号没 → 哪根杆、有编号没."""
    parts = [part for part in _PARTS.split(words) if _ASKS.search(part)]
    return "、".join(parts) or words
