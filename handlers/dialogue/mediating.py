"""What staff and residents say of mediation, and what becomes of it."""

import re
from collections.abc import Callable

from handlers.dialogue.mediation_words import (
    MediationDo,
    MediationOrder,
    asks_for_mediation,
    understand_consent,
    understand_mediation,
)
from handlers.effects import Effect, Judge
from handlers.governance import mediation, mediation_moves
from handlers.governance.mediation import MediationStep, is_dispute
from handlers.situation import Situation
from handlers.understanding.moments import figure, parse_moment
from handlers.understanding.reading import Intent
from storage.codes import Confirmation
from storage.tables.person import Person

_OF_COURT = (MediationDo.CONFIRMED, MediationDo.NOT_CONFIRMED)
_FIGURE = re.compile(r"[1-9一二三]")


def by_staff(s: Situation) -> list[Effect] | None:
    """The mediation goes on as a member of staff says; None when the words are something else."""
    order = understand_mediation(s.message.text)
    view = s.named or s.last_told
    if order is None or view is None or not is_dispute(view, s.world):
        return None
    step = MediationStep(s.speaker, view, s.papers.mediation, s.now, s.world)
    return [*_BY_STAFF[order.do](s, step, order), Judge(Intent.STAFF_TALK.value, view.id)]


def by_resident(s: Situation) -> list[Effect] | None:
    """A resident who is asked says yes or no, or wants a dispute mediated; else None."""
    if s.message.is_group:
        return None
    found = s.papers.mediation
    if found is not None and s.papers.view is not None and _is_meant(s):
        step = MediationStep(s.speaker, s.papers.view, found, s.now, s.world)
        if (effects := _said(s, step)) is not None:
            return [*effects, Judge(Intent.CONSENT.value, step.view.id)]
    return _asked_for(s)


def _said(s: Situation, step: MediationStep) -> list[Effect] | None:
    """Yes or no while it runs; afterwards only what became of it at the court."""
    if step.is_running:
        order = understand_consent(s.message.text)
        return _answered(s, step, order) if order is not None else None
    order = understand_mediation(s.message.text)
    is_of_court = order is not None and order.do in _OF_COURT
    return _BY_STAFF[order.do](s, step, order) if order is not None and is_of_court else None


def _is_meant(s: Situation) -> bool:
    """True when mediation is named, or was what the bot spoke of last."""
    named = "调解" in s.message.text or "司法确认" in s.message.text
    return named or s.papers.last_key.startswith("mediation.")


def _asked_for(s: Situation) -> list[Effect] | None:
    if not asks_for_mediation(s.message.text):
        return None
    view = next((v for v in (s.named, *s.mine) if v is not None and is_dispute(v, s.world)), None)
    if view is None or s.speaker.id not in view.reporter_ids:
        return None
    step = MediationStep(s.speaker, view, s.papers.mediation, s.now, s.world)
    return [*mediation.propose(step), Judge(Intent.CONSENT.value, view.id)]


def _answered(s: Situation, step: MediationStep, order: MediationOrder) -> list[Effect]:
    match order.do:
        case MediationDo.REFUSE:
            return mediation.refused(step, by_reporter=True)
        case MediationDo.CHOICE:
            return [step.answer("mediation.choice", options=step.choice.lines())]
        case _:
            room, person = _chosen(s, step, order.words)
            return mediation.reporter_agrees(step, room, person)


def _chosen(s: Situation, step: MediationStep, words: str) -> tuple[str, Person | None]:
    """The room and the mediator that are named or counted out; empty where none is."""
    rooms = step.choice.rooms
    counted = _FIGURE.search(words)
    position = figure(counted.group()) if counted is not None else 0
    room = rooms[position - 1] if 0 < position <= len(rooms) else ""
    return _room_in(words, s) or room, _mediator_in(words, s)


def _room_in(words: str, s: Situation) -> str:
    places = (p.name for p in s.world.directory.places if p.kind == mediation.ROOM)
    return next((name for name in places if name in words), "")


def _mediator_in(words: str, s: Situation) -> Person | None:
    return next(
        (p for p in s.world.directory.staff.values() if len(p.name) > 1 and p.name in words), None
    )


def _scheduled(s: Situation, step: MediationStep, order: MediationOrder) -> list[Effect]:
    at = parse_moment(order.words, s.now)
    room = _room_in(order.words, s)
    return mediation_moves.schedule(step, at, room, _mediator_in(order.words, s))


_Carry = Callable[[Situation, MediationStep, MediationOrder], list[Effect]]
_BY_STAFF: dict[MediationDo, _Carry] = {
    MediationDo.PROPOSE: lambda _s, step, _o: mediation.propose(step),
    MediationDo.OTHER_AGREES: lambda _s, step, _o: mediation.other_agrees(step),
    MediationDo.OTHER_REFUSES: lambda _s, step, _o: mediation.refused(step, by_reporter=False),
    MediationDo.REPORTER_AGREES: lambda _s, step, _o: [step.answer("mediation.own_word")],
    MediationDo.REPORTER_REFUSES: lambda _s, step, _o: mediation.refused(step, by_reporter=False),
    MediationDo.SCHEDULE: _scheduled,
    MediationDo.SETTLE: lambda _s, step, order: mediation_moves.settle(step, order.words),
    MediationDo.FAIL: lambda _s, step, order: mediation_moves.fail(step, order.words),
    MediationDo.CONFIRMED: lambda _s, step, _o: mediation_moves.confirmed(step, Confirmation.DONE),
    MediationDo.NOT_CONFIRMED: lambda _s, step, _o: mediation_moves.confirmed(
        step, Confirmation.DECLINED
    ),
    MediationDo.CHOICE: lambda _s, step, _o: [
        step.answer("mediation.choice", options=step.choice.lines())
    ],
}
