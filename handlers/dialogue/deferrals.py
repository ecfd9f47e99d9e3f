"""A bare yes or no to a wish for more time, and a resident who does not agree to waiting longer."""

import re
import unicodedata

from handlers.effects import Effect, Judge
from handlers.lifecycle import moves
from handlers.lifecycle.deferrals.objecting import is_objected, may_object, objected
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.transitions import AT_WORK
from handlers.permissions import DUTY
from handlers.situation import CaseView, Situation
from handlers.understanding.reading import Intent, Reading
from storage.codes import CaseState, Deferral, MessageKind, Move

_NUMBER = re.compile("[#\uff03]\\s*\\d{1,7}")
_YES = re.compile("(?:同意|可以|批准|准了?|行|中|好的?|没问题|没意见)[吧的了啊]*")
_NO = re.compile("(?:不同意|不可以|不批准?|不准|不行|不中|驳回)(?:[吧的了啊]*|[,。].*)")
_OBJECTS = re.compile(
    "不同意|不(?:行|中|答应|愿意|可以|接受)|(?:凭啥|凭什么|咋|怎么|为啥|为什么)又?(?:拖|延|推|挂)|等不(?:了|起|及)|"
    "不能再?(?:拖|等|延|推)|(?:别|甭)再?(?:拖|延|推)|太久|太慢|拖(?:到)?(?:啥|什么)时候"
)
_MARKS = " ,。.!~\uff0c\uff01"


def ruled(s: Situation) -> list[Effect] | None:
    """Those on duty answer "同意" to the wish they were just told of; None when they speak of else."""
    view = s.named or s.last_told
    if view is None or s.message.kind is not MessageKind.TEXT or not _waits(view):
        return None
    if not s.speaker.roles() & DUTY:
        return None
    words = _NUMBER.sub("", unicodedata.normalize("NFKC", s.message.text)).strip(_MARKS)
    said_no = _NO.fullmatch(words) is not None
    if not said_no and not _YES.fullmatch(words):
        return None
    move = Move.DENY_DEFERRAL if said_no else _granting(view)
    wish = moves.Wish(move, s.speaker, view, note=words)
    return [*moves.decide(wish, s.now, s.world), Judge(Intent.STAFF_TALK.value, view.id)]


def objects(s: Situation, reading: Reading) -> list[Effect] | None:
    """One to one, a resident who was told of a later date says no; the centre hears it."""
    if s.group is not None or reading.emergency is not None or s.draft is not None:
        return None
    view = s.named or s.last_told
    if view is None or view.case.state not in AT_WORK or not may_object(view.case):
        return None
    if s.speaker.id not in view.reporter_ids or not _OBJECTS.search(s.message.text):
        return None
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    said = objected(view, voice, s.speaker.id, s.message.text)
    return [*said, Judge(Intent.CONSENT.value, view.id)]


def _waits(view: CaseView) -> bool:
    return view.case.deferral is not None or is_objected(view.case)


def _granting(view: CaseView) -> Move:
    case = view.case
    is_suspension = case.deferral is Deferral.SUSPENSION
    if case.deferral is None:
        is_suspension = case.state is CaseState.SUSPENDED
    return Move.APPROVE_SUSPENSION if is_suspension else Move.APPROVE_EXTENSION
