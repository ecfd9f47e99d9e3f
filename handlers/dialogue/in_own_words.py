"""What staff say in words of their own of the case in their hands: a step, or how it goes.

Without a word of command it is only believed of the case that the bot spoke of last in this chat, where
the step is open to the speaker; anything else they say goes its usual way.
"""

import re

from handlers.dialogue.commands import Command, Do
from handlers.dialogue.step_words import steps_in
from handlers.dialogue.wished import kind_of, move_of
from handlers.intake.account import SURE
from handlers.lifecycle import moves
from handlers.situation import CaseView, Situation
from handlers.understanding.reading import Intent, Reading
from storage.codes import CaseState, GroupKind, Move

_FEWEST = 6  # letters of a word about the work
_ASKS = re.compile(r"[?]|[吗呢么]$|[啥咋谁哪]|怎么|什么|为何|能不能|可不可以|行不行")
_CANNOT = re.compile(r"[去来](?:不成|不了)|走不开|脱不开身|顾不[上过]")
_AT_WORK = frozenset(
    {
        CaseState.SELF_HANDLING,
        CaseState.REPORTED_IN,
        CaseState.IN_PROGRESS,
        CaseState.REOPENED,
    }
)
_TOLD_ON = frozenset({"finish", "progress", "report_in"})  # at least a word about the work
_TALK = frozenset(
    {
        Intent.CHIT_CHAT,
        Intent.SUPPLEMENT,
        Intent.STAFF_TALK,
        Intent.REPORT,
        Intent.SURVEY_REPLY,
    }
)


def heard(s: Situation, reading: Reading) -> Command | None:
    """The step that the words tell of the case last spoken of; None when they tell of none."""
    view = s.named or s.last_told
    if view is None or _is_among_many(s) or _is_new(view, reading, s.message.text):
        return None
    words = s.message.text.strip()
    steps = steps_in(words, kind_of(s))
    possible = moves.possible(s.speaker, view, s.world)
    for step in steps:
        if move_of(s, Do(step)) in possible:
            return Command(Do(step), words)
    tells_on = bool(_TOLD_ON & set(steps)) or _tells_on(s, view, reading)
    return Command(Do.PROGRESS, words) if tells_on and Move.PROGRESS in possible else None


def _is_among_many(s: Situation) -> bool:
    """Among the staff of many bodies only what names a case is meant for the bot."""
    return s.group is not None and s.group.kind is GroupKind.STAFF and s.named is None


def _is_new(view: CaseView, reading: Reading, words: str) -> bool:
    """True when something else is told, surely, and where; 在县医院陪床 去不成 tells only why."""
    if not reading.is_report or reading.is_unsure or _CANNOT.search(words):
        return False
    lead = reading.matters[0]
    return lead.leaf != view.case.leaf and lead.confidence >= SURE and lead.place.is_specific


def _tells_on(s: Situation, view: CaseView, reading: Reading) -> bool:
    """True of 里面塌了 得挖开, said one to one by whoever is at it."""
    is_same = reading.is_report and reading.matters[0].leaf == view.case.leaf
    if s.message.is_group or view not in s.mine:
        return False
    if view.case.state not in _AT_WORK and not is_same:
        return False
    if len(s.message.text.strip()) < _FEWEST or _ASKS.search(s.message.text):
        return False
    return reading.intent in _TALK
