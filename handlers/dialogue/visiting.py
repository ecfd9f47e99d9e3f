"""What staff and residents say of visits, and what becomes of it."""

import re

from handlers.dialogue.visit_words import VisitDo, VisitOrder, understand_visit
from handlers.effects import Effect, Judge
from handlers.governance import visits
from handlers.governance.visits import VisitStep
from handlers.situation import Situation
from handlers.understanding.moments import parse_moment
from handlers.understanding.reading import Intent

_NOT_FINE = re.compile("不方便|不行|不中|没空|没时间|不在家|改天|改个|换个时间|别来")
_FINE = re.compile("^(?:方便|可以|行|中|好|在家|来吧|没问题|嗯|同意)")


def by_staff(s: Situation) -> list[Effect] | None:
    """A visit is planned, done or cancelled; None when the words are about something else."""
    order = understand_visit(s.message.text)
    view = s.named or s.last_told
    if order is None or view is None:
        return None
    step = VisitStep(s.speaker, view, s.papers.visit, s.now, s.world)
    return [*_carried_out(s, step, order), Judge(Intent.STAFF_TALK.value, view.id)]


def _carried_out(s: Situation, step: VisitStep, order: VisitOrder) -> list[Effect]:
    match order.do:
        case VisitDo.PLAN:
            return visits.plan(step, order.kind, parse_moment(order.words, s.now))
        case VisitDo.DONE:
            return visits.done(step, order.kind, order.words)
        case VisitDo.CANCEL:
            return visits.cancel(step)


def by_resident(s: Situation) -> list[Effect] | None:
    """A resident says whether the time of a visit suits them, when that was asked last."""
    view, words = s.papers.view, s.message.text.strip()
    if s.papers.visit is None or view is None or not s.papers.last_key.startswith("visit."):
        return None
    is_not = _NOT_FINE.search(words) is not None
    if not is_not and not _FINE.match(words):
        return None
    step = VisitStep(s.speaker, view, s.papers.visit, s.now, s.world)
    effects = visits.suits(step, words, is_fine=not is_not)
    return [*effects, Judge(Intent.CONSENT.value, view.id)]
