"""What staff want of a consult, and what becomes of it."""

import re
from datetime import date, datetime

from handlers.dialogue.consult_words import ConsultDo, ConsultOrder, understand_consult
from handlers.dialogue.naming import named_departments
from handlers.effects import Effect, Judge, Say
from handlers.lifecycle import moves
from handlers.lifecycle.timing.deadlines import after
from handlers.lifecycle.wishes import Minute
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.moments import parse_limit, parse_moment
from handlers.understanding.reading import Intent
from storage.codes import Move

_BUTTON = re.compile(r"consult_(call|sign):\d{1,9}")
_MOVES = {
    ConsultDo.CALL: Move.CONSULT,
    ConsultDo.AGENDA: Move.CONCLUDE,
    ConsultDo.CONCLUDE: Move.CONCLUDE,
    ConsultDo.SIGN: Move.SIGN,
}


def decide(s: Situation) -> list[Effect] | None:
    """What becomes of an order about a consult; None when the words are about something else."""
    order = _order(s)
    if order is None:
        return None
    view = _meant(s, order)
    if view is None:
        if order.do is not ConsultDo.CALL:
            return None
        said = Say(ToPerson(s.speaker.id), Text("consult.which_case"))
        return [said, Judge(Intent.STAFF_TALK.value)]
    wish = moves.Wish(
        _MOVES[order.do],
        s.speaker,
        view,
        note=order.words,
        department_ids=tuple(d.id or 0 for d in named_departments(s)),
        moment=parse_moment(order.words, s.now) if order.do is ConsultDo.CALL else None,
        minute=_minute(s, order),
    )
    return [*moves.decide(wish, s.now, s.world), Judge(Intent.STAFF_TALK.value, view.id)]


def _order(s: Situation) -> ConsultOrder | None:
    pressed = _BUTTON.fullmatch(str(s.message.data.get("key", "")))
    if pressed is not None:
        return ConsultOrder(ConsultDo(pressed[1]))
    return understand_consult(s.message.text)


def _meant(s: Situation, order: ConsultOrder) -> CaseView | None:
    """The case named or last spoken of; minutes belong to the one that departments sit about."""
    known = [v for v in (s.named, s.last_told, *s.mine) if v is not None]
    if order.do is ConsultDo.CALL:
        return next(iter(known), None)
    if s.named is not None:
        return s.named
    return next((v for v in known if v.consult is not None), None)


def _minute(s: Situation, order: ConsultOrder) -> Minute | None:
    if order.do not in (ConsultDo.AGENDA, ConsultDo.CONCLUDE):
        return None
    named = named_departments(s)
    return Minute(
        order.words,
        order.position,
        (named[0].id if named else None),
        _due(s, order.words),
        order.is_public,
        is_new=order.do is ConsultDo.AGENDA,
    )


def _due(s: Situation, words: str) -> datetime | None:
    """Until when the words say that it is to be done."""
    limit, calendar = parse_limit(words, s.now), s.world.calendar
    if limit is None:
        return None
    return calendar.close_of(limit) if isinstance(limit, date) else after(limit, s.now, calendar)
