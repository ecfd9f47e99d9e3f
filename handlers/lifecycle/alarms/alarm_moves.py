"""Alarms: confirmed by one person, found to be false by two, or handed to 110, 119, 120."""

import re

from handlers.effects import CaseChanges, ChangeCase, Effect, MoveCase, Note, Say, StopTimers
from handlers.lifecycle.alarms import duty_chain
from handlers.lifecycle.alarms.check_ins import check_in
from handlers.lifecycle.endings import ended
from handlers.lifecycle.facts import UNSURVEYED
from handlers.lifecycle.notices import card
from handlers.lifecycle.wishes import Step
from handlers.permissions import DUTY, WHO_MAY, may_be_told
from handlers.routing.whistle import named_in
from handlers.texts import render
from storage.codes import CaseState, Move, Role, TimerKind

_SHORTEST = 4
_PROPOSED = "false_alarm:person:"
_IN_CHARGE = DUTY | {Role.LEADER, Role.CHILD_OFFICER}
_RESCUERS = re.compile(r"110|119|120|122|12110|12345|96110|95598|12338|12355|12388|12356")
_BODIES = re.compile(
    r"派出所|公安|民警|刑警|交警|消防|急救|救护车|医院|卫生院|供电|燃气|法院|检察院|信访局|救助站|外县|外地"
)
_TICKET = re.compile(
    r"(?:接警|警情|出警|受理|工单|移交)?(?:单)?(?:编)?号(?:码)?(?:是|为)?[\s:\uff1a]*([A-Za-z0-9][A-Za-z0-9-]{3,24})"
)


def confirm_alarm(step: Step) -> list[Effect]:
    """A person has it in hand: the alarm is repeated no more, and all others know who has it."""
    if step.case.accepted_at is not None and step.role not in _IN_CHARGE:
        return [step.moved(), step.answer("told.confirmed_grid")]
    return [*confirmed(step), _answer(step)]


def is_answered_by(step: Step) -> bool:
    """True when an alarm nobody has confirmed is answered by somebody who may."""
    waiting = step.case.state is CaseState.EMERGENCY and step.case.accepted_at is None
    return waiting and step.role in WHO_MAY[Move.CONFIRM_ALARM]


def confirmed(step: Step, *, tells_reporters: bool = True) -> list[Effect]:
    """What the first answer to an alarm brings about, whatever its words; the answer not included.

    Whoever is on duty owns the case from now on. When the grid answers first it is on its way, and
    the case stays with the duty officer.
    """
    first = step.case.accepted_at is None
    effects: list[Effect] = [
        MoveCase(
            step.view.id,
            Move.CONFIRM_ALARM,
            CaseState.EMERGENCY,
            step.role,
            note=step.note,
            changes=_taken(step),
        ),
        StopTimers(step.view.id, kinds=(TimerKind.EMERGENCY_CONFIRM,)),
        *duty_chain.calls_done(step.view.id),
    ]
    if first:
        effects += _others_told(step)
    if first and tells_reporters:
        in_charge = step.role in _IN_CHARGE
        key = "told.confirmed_reporter" if in_charge else "told.confirmed_reporter_grid"
        effects += step.voice.reporters(step.view, key, who=step.who)
    return effects


def hand_off(step: Step) -> list[Effect]:
    """The matter is with 110, 119, 120 or another body for good (3b#24): with whom, when, number."""
    who = handed_to(step)
    if len(step.note) < _SHORTEST or not who:
        return [step.answer("told.ask_hand_off")]
    ticket = _TICKET.search(step.note)
    data = {"to": who, "number": ticket[1] if ticket else ""}
    moved = MoveCase(step.view.id, Move.HAND_OFF, step.to, step.role, note=step.note, data=data)
    number = render("told.hand_off_number", number=ticket[1]) if ticket else ""
    return [
        *ended(step.view, step.voice, moved),
        *step.voice.reporters(step.view, "told.handed_off_reporter", who=who),
        *(check_in(step) if step.facts.leaf.id in UNSURVEYED else []),
        step.answer("told.handed_off_self", who=who, ticket=number),
    ]


def handed_to(step: Step) -> str:
    """Who has the matter now, by the words of the one who hands it off; empty when unsaid."""
    line = _RESCUERS.search(step.note)
    department = named_in(step.note, step.world.directory)
    if department is not None:
        return f"{department.name}（{line.group()}）" if line else department.name
    body = line or _BODIES.search(step.note)
    return body.group() if body else ""


def false_alarm(step: Step) -> list[Effect]:
    """Nothing was the matter (3b#25): said by one on duty, of dangers by two different people."""
    before = proposer(step)
    if before == step.speaker.id:
        return [step.answer("told.false_alarm_second")]
    on_duty = step.role in DUTY
    if on_duty and (before is not None or not step.facts.is_safety):
        return _false(step)
    if len(step.note) < _SHORTEST:
        return [step.answer("told.ask_false_alarm")]
    if before is not None:
        return [step.answer("told.false_alarm_second")]
    return _proposed(step)


def proposer(step: Step) -> int | None:
    """Who has said before that nothing is the matter."""
    said = (t for t in step.case.tags if t.startswith(_PROPOSED))
    return next((int(t.removeprefix(_PROPOSED)) for t in said), None)


def _taken(step: Step) -> CaseChanges:
    accepted: CaseChanges = {"accepted_at": step.case.accepted_at or step.now}
    owned = step.case.owner_id is not None or step.case.owner_department_id is not None
    if owned and step.role not in _IN_CHARGE:
        return accepted
    level = duty_chain.level_of(step.role)
    return {
        **accepted,
        "owner_id": step.speaker.id,
        "owner_department_id": None,
        "level": level,
    }


def _others_told(step: Step) -> list[Say]:
    minutes = duty_chain.minutes_since(step.voice, step.view)
    return duty_chain.confirmed(step.voice, step.signed, step.speaker.id, minutes)


def _answer(step: Step) -> Say:
    if step.role in _IN_CHARGE:
        shown = card("confirmed", "progress", "hand_off", "not_true")
        return step.answer("told.confirmed_self", shown)
    return step.answer("told.confirmed_grid", card("confirmed", "progress"))


def _false(step: Step) -> list[Effect]:
    key = "told.false_alarm_reporter" if step.facts.is_safety else "told.not_true_reporter"
    return [
        *ended(step.view, step.voice, step.moved(), "told.false_alarm_staff"),
        *step.voice.reporters(step.view, key),
        *step.voice.all_clear(step.view),
        step.answer("told.false_alarm_self"),
    ]


def _proposed(step: Step) -> list[Effect]:
    """The first of two has spoken: the work goes on until the second has looked as well."""
    tags = [*step.case.tags, f"{_PROPOSED}{step.speaker.id}"]
    return [
        ChangeCase(step.view.id, {"tags": tags}),
        Note(step.view.id, render("told.false_alarm_said", note=step.note), step.role),
        *_second_asked(step),
        step.answer("told.false_alarm_proposed"),
    ]


def _second_asked(step: Step) -> list[Effect]:
    """Others on duty are asked to look as well, never the one who spoke first."""
    shown = card("check", "not_true", "progress")
    params = {"who": step.signed, "note": step.note}
    higher = step.case.is_emergency or step.role in DUTY or step.facts.is_closed_circle
    if not higher:
        return [step.voice.role(Role.TOWNSHIP_DUTY, "card.check_false_alarm", shown, **params)]
    directory, but = step.world.directory, {step.speaker.id, *step.facts.avoid.person_ids}
    asked: list[Effect] = []
    if step.role is Role.COUNTY_DUTY:
        seconds = duty_chain.deputies(step.voice, step.speaker.id)[:1]
        asked += [
            step.voice.person(p.id or 0, "card.check_false_alarm", shown, **params) for p in seconds
        ]
    else:
        asked.append(step.voice.county("card.check_false_alarm", shown, **params))
    town = directory.responsible(Role.TOWNSHIP_DUTY, step.case.region_id, step.now)
    may_know = may_be_told(step.facts.leaf.id, Role.TOWNSHIP_DUTY)
    if may_know and step.role in DUTY and town and town[0].id not in but:
        asked.append(step.voice.role(Role.TOWNSHIP_DUTY, "card.check_false_alarm", shown, **params))
    return asked or [step.voice.county("card.check_false_alarm", shown, **params)]
