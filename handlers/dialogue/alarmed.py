"""Whoever was alarmed answers in their own words: that is a yes, a question, or "I cannot go"."""

import re
import unicodedata

from handlers.dialogue.commands import Command, Do
from handlers.effects import Effect, Judge, Note, Say
from handlers.lifecycle import moves
from handlers.lifecycle.alarms import duty_chain
from handlers.lifecycle.contacting import is_in_vain
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.permissions import DEPARTMENT, GRID, may
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.reading import Intent
from storage.codes import CaseState, Move, Role

_CANNOT = re.compile(
    r"(?:去|来|到|赶|过|走|顾)不(?:了|去|来|到|开|成|上)|没法(?:去|来|到)|不在(?:县|家|岗|村|班|单位|本地|那)"
    r"|在外(?:地|面|县)|出差|休(?:假|班|息)|请假|住院|不值班|没值班|不是(?:我|俺)(?:的?班|值班)|换(?:个)?人"
    r"|(?:找|叫|让|联系)(?:别人|别的人|其他人|下一个)"
)
_ASKS = re.compile(r"[?]|(?:吗|呢|哪|啥|什么|咋回事|怎么回事)[!。]*$|^(?:哪|啥|什么|几号|谁)")
_YES = (None, Do.ACCEPT, Do.CONFIRM)
_MAY_BE_NO = (*_YES, Do.PROGRESS, Do.PASS_UP, Do.REFUSE)
_AT_THE_DESK = frozenset({Role.COUNTY_DUTY, Role.CENTRE_OPERATOR})


def answer(s: Situation, command: Command | None) -> list[Effect] | None:
    """What the words do for the alarm that the speaker was told of; None when none is meant."""
    view = _meant(s)
    do = command.do if command is not None else None
    if view is None or do not in _MAY_BE_NO:
        return None
    words = unicodedata.normalize("NFKC", s.message.text)
    waits = view.case.accepted_at is None
    if waits and (not_taken := _not_taken(s, view, words)):
        return not_taken
    if do not in _YES:
        return None
    if do is None and _ASKS.search(words):
        return [_where(s, view), Judge(Intent.STAFF_TALK.value, view.id)]
    if not waits and do is not None:
        return None
    move = Move.CONFIRM_ALARM if waits else Move.PROGRESS
    wish = moves.Wish(move, s.speaker, view, note=s.message.text)
    return [*moves.decide(wish, s.now, s.world), Judge(Intent.STAFF_TALK.value, view.id)]


def _not_taken(s: Situation, view: CaseView, words: str) -> list[Effect]:
    """What follows where the words say that the speaker cannot go, or has reached nobody."""
    if _CANNOT.search(words):
        return _next_asked(s, view)
    return _call_again(s, view) if is_in_vain(words) else []


def _meant(s: Situation) -> CaseView | None:
    """The alarm that is on and that the speaker was told of last, one to one."""
    view = s.named or s.last_told
    if view is None or view.case.state is not CaseState.EMERGENCY or s.message.is_group:
        return None
    permit = may(s.speaker, view, Move.CONFIRM_ALARM, s.world.directory)
    return view if permit.roles - DEPARTMENT else None


def _where(s: Situation, view: CaseView) -> Say:
    """Whoever asks back hears at once what is known."""
    return Say(ToPerson(s.speaker.id), Text("told.alarm_known"), view.id, urgent=True)


def _call_again(s: Situation, view: CaseView) -> list[Effect]:
    """A call that reached nobody takes nothing in hand: the chain goes on, its call is still to do."""
    permit = may(s.speaker, view, Move.CONFIRM_ALARM, s.world.directory)
    role = min(permit.roles, key=lambda one: one not in GRID)
    return [
        Note(view.id, s.message.text, role),
        Say(ToPerson(s.speaker.id), Text("told.call_again"), view.id, urgent=True),
        Judge(Intent.STAFF_TALK.value, view.id),
    ]


def _next_asked(s: Situation, view: CaseView) -> list[Effect]:
    """Nobody waits for five minutes: the next ones hear of it now, whoever cannot go is let go."""
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    permit = may(s.speaker, view, Move.CONFIRM_ALARM, s.world.directory)
    role = min(permit.roles, key=lambda one: one not in GRID)
    minutes = duty_chain.minutes_since(voice, view)
    step = 2 if permit.roles & _AT_THE_DESK else 1
    noted = render("told.cannot_go_noted", who=s.speaker.person.name, note=s.message.text)
    return [
        Note(view.id, noted, role),
        *duty_chain.repeated(voice, step, minutes, but=s.speaker.id),
        Say(ToPerson(s.speaker.id), Text("told.cannot_go"), view.id),
        Judge(Intent.STAFF_TALK.value, view.id),
    ]
