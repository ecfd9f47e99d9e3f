"""A consult is called (会商): who sits down together, when, about what, and who hears of it (3c)."""

import re
from collections.abc import Iterable
from datetime import datetime, time

from handlers.effects import (
    CallConsult,
    ChangeConsult,
    Demand,
    Effect,
    MoveCase,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.facts import SILENT
from handlers.lifecycle.notices import Voice, card, department_name
from handlers.lifecycle.routes import route_of
from handlers.lifecycle.transitions import AT_WORK, find
from handlers.lifecycle.wishes import Step
from handlers.permissions import DUTY
from handlers.situation import CaseView, ConsultView
from handlers.texts import render
from handlers.wording import when
from storage.clock import CHINA
from storage.codes import (
    CaseState,
    ConsultTrigger,
    DelegateState,
    Move,
    Role,
    TimerKind,
    WhistleState,
)

_HELD_WITHIN = 3  # working days (3c)
_USUAL_HOUR = time(9, 30)
_MOST_ASKED = 10  # reporters asked to be delegates; one to three of them sit in
_LEAST_UNITS = 2
SITS_DOWN = 10  # households
SAT_DOWN_ABOUT = frozenset({"property_mgmt", "land_homestead"})
"""Of these a consult is called when ten households have them (3c)."""
_ORDINAL = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十])[.、,\uff0c\uff0e)\uff09]\s*")


def consult(step: Step) -> list[Effect]:
    """The departments concerned are invited, the reporters asked for delegates."""
    if step.facts.is_closed_circle:
        return [step.answer("consult.secret")]
    called_for = step.view.consult
    if called_for is not None:
        return _changed(step, called_for)
    hold_at, due = _hold_at(step), due_of(step.voice)
    if not step.now < hold_at <= due:
        return [step.answer("consult.within", due=when(due, step.now))]
    invited = _invited(step.view, step.voice, step.wish.department_ids)
    if len(invited) < _LEAST_UNITS and step.role in DUTY:
        return [step.answer("consult.which_units")]
    trigger = ConsultTrigger.DEMANDS if step.view.children else ConsultTrigger.ASKED
    move = step.moved(note=step.note)
    return [
        *called(step.view, step.voice, move, trigger, hold_at, step.wish.department_ids),
        step.answer("consult.called", at=when(hold_at, step.now), units=_names(invited, step)),
    ]


def called_by_rule(
    view: CaseView, voice: Voice, trigger: ConsultTrigger, state: CaseState
) -> list[Effect]:
    """A consult that the rule asks for; none where one is called already or may not be.

    Where nobody was whistled yet, those are invited who would be.
    `state` is where the case stands by now, when the same decision has moved it before.
    """
    row = find(state, Move.CONSULT)
    if view.consult is not None or voice.facts.is_closed_circle or row is None:
        return []
    move = MoveCase(
        view.id,
        Move.CONSULT,
        row.to,
        Role.BOT,
        note=render(f"consult.because_{trigger.value}"),
    )
    route = () if view.whistles else route_of(voice.facts, voice.world).all
    named = (department.id or 0 for department in route)
    return called(view, voice, move, trigger, usual_time(voice), named)


def called(
    view: CaseView,
    voice: Voice,
    move: MoveCase,
    trigger: ConsultTrigger,
    hold_at: datetime,
    named: Iterable[int] = (),
) -> list[Effect]:
    """`move` is made; departments, those on duty and reporters know when and about what."""
    invited, agenda, due = _invited(view, voice, named), _agenda(view), due_of(voice)
    asked = () if voice.facts.leaf.id in SILENT else view.reporter_ids[:_MOST_ASKED]
    said = {"at": when(hold_at, voice.now), "agenda": agenda_lines(d.words for d in agenda)}
    because = render(f"consult.because_{trigger.value}")
    return [
        move,
        CallConsult(view.id, trigger, hold_at, due, invited, agenda, asked),
        StartTimer(TimerKind.CONSULT_HOLD, hold_at, view.id),
        StartTimer(TimerKind.CONSULT_DUE, due, view.id),
        *(voice.department(d, "consult.invitation", card("consult"), **said) for d in invited),
        *_duties(voice, because, said["at"], names_of(invited, voice), said["agenda"]),
        *_reporters_asked(view, voice, asked, hold_at, len(invited)),
    ]


def joined(view: CaseView, voice: Voice, department_id: int) -> list[Effect]:
    """A department that comes to the case while a consult is called is invited as well."""
    consult_view = view.consult
    if consult_view is None or department_id in consult_view.consult.department_ids:
        return []
    row = consult_view.consult
    everyone = (*row.department_ids, department_id)
    at = when(row.hold_at, voice.now)
    agenda = agenda_lines(d.words for d in consult_view.demands)
    shown = card("consult")
    return [
        ChangeConsult(consult_view.id, row.hold_at, everyone),
        voice.department(department_id, "consult.invitation", shown, at=at, agenda=agenda),
    ]


def due_of(voice: Voice) -> datetime:
    """Until when the consult must be held: three working days after it is called."""
    return voice.world.calendar.add_workdays(voice.now, _HELD_WITHIN)


def usual_time(voice: Voice) -> datetime:
    """Half past nine of the next working day."""
    calendar = voice.world.calendar
    day = calendar.add_workdays(voice.now, 1).astimezone(CHINA).date()
    return datetime.combine(day, _USUAL_HOUR, CHINA)


def agenda_lines(items: Iterable[str]) -> str:
    """The agenda as it is read: one numbered line for each demand."""
    return "\n".join(f"{position}. {words}" for position, words in enumerate(items, start=1))


def names_of(department_ids: Iterable[int], voice: Voice) -> str:
    """The units in one line."""
    return "、".join(department_name(one, voice.world) for one in department_ids)


def open_delegates(consult_view: ConsultView) -> list[int]:
    """The reporters who said that they will sit in."""
    return [d.person_id for d in consult_view.delegates if d.state is DelegateState.AGREED]


def _changed(step: Step, consult_view: ConsultView) -> list[Effect]:
    """Another time, or more units; whoever is concerned hears it."""
    row, hold_at = consult_view.consult, step.wish.moment or consult_view.consult.hold_at
    if not step.now < hold_at <= row.due_at:
        return [step.answer("consult.within", due=when(row.due_at, step.now))]
    more = [d for d in step.wish.department_ids if d not in row.department_ids]
    if hold_at == row.hold_at and not more:
        return [step.answer("consult.already", at=when(row.hold_at, step.now))]
    everyone = tuple(dict.fromkeys((*row.department_ids, *more)))
    said = {
        "at": when(hold_at, step.now),
        "agenda": agenda_lines(d.words for d in consult_view.demands),
    }
    moved = hold_at != row.hold_at
    told = everyone if moved else more
    return [
        step.moved(),
        ChangeConsult(consult_view.id, hold_at, everyone),
        *_held_later(step, hold_at, moved=moved),
        *(step.voice.department(d, "consult.invitation", card("consult"), **said) for d in told),
        *(
            step.voice.person(p, "consult.moved", at=said["at"])
            for p in (open_delegates(consult_view) if moved else ())
        ),
        step.answer("consult.called", at=said["at"], units=names_of(everyone, step.voice)),
    ]


def _held_later(step: Step, hold_at: datetime, *, moved: bool) -> list[Effect]:
    if not moved:
        return []
    return [
        StopTimers(step.view.id, kinds=(TimerKind.CONSULT_HOLD,)),
        StartTimer(TimerKind.CONSULT_HOLD, hold_at, step.view.id),
    ]


def _hold_at(step: Step) -> datetime:
    return step.wish.moment or usual_time(step.voice)


def _invited(view: CaseView, voice: Voice, named: Iterable[int]) -> tuple[int, ...]:
    """The units named, those at work on it, those that handed it back, those of its parts."""
    bounced = (w for w in view.whistles if w.state is WhistleState.REFUSED)
    parts = (c.owner_department_id for c in view.children if c.state in AT_WORK)
    found = [
        *named,
        *(w.department_id for w in (*view.in_force, *bounced)),
        *(one for one in parts if one is not None),
    ]
    avoid = voice.facts.avoid.department_ids
    return tuple(dict.fromkeys(one for one in found if one not in avoid))


def _agenda(view: CaseView) -> tuple[Demand, ...]:
    """The parts the matter was told in, each with its case; else the matter itself."""
    parts = [c for c in view.children if c.state in AT_WORK]
    if not parts:
        return (Demand(view.case.summary or view.case.title, view.id),)
    return tuple(Demand(_ORDINAL.sub("", c.summary or c.title)[:60], c.id or 0) for c in parts)


def _duties(voice: Voice, because: str, at: str, units: str, agenda: str) -> list[Effect]:
    """The township and the county know what is planned, and how minutes are given."""
    said = {"because": because, "at": at, "units": units, "agenda": agenda}
    shown = card("consult")
    return [
        voice.role(Role.TOWNSHIP_DUTY, "consult.duty", shown, **said),
        voice.county("consult.duty", shown, **said),
    ]


def _reporters_asked(
    view: CaseView, voice: Voice, asked: tuple[int, ...], hold_at: datetime, units: int
) -> list[Effect]:
    at = when(hold_at, voice.now)
    others = (p for p in view.reporter_ids if p not in asked)
    if not asked:
        return []
    return [
        *(voice.person(p, "consult.ask_delegate", None, count=units, at=at) for p in asked),
        *(voice.person(p, "consult.reporter_told", None, count=units, at=at) for p in others),
    ]


def _names(invited: tuple[int, ...], step: Step) -> str:
    return names_of(invited, step.voice)
