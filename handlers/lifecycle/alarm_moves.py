"""Alarms: confirmed by a person on duty, found to be false by two, or handed to 110, 119, 120."""

from handlers.effects import ChangeCase, Effect, FinishTask, Note, StopTimers
from handlers.lifecycle.endings import ended
from handlers.lifecycle.notices import card, department_name
from handlers.lifecycle.wishes import Step
from handlers.permissions import DUTY
from handlers.texts import render
from storage.codes import Level, Role, TimerKind

_SHORTEST = 4
_PROPOSED = "false_alarm:person:"


def confirm_alarm(step: Step) -> list[Effect]:
    """A person on duty has it in hand: the alarm is repeated no more, and the case is theirs."""
    level = Level.TOWNSHIP if step.role is Role.TOWNSHIP_DUTY else Level.COUNTY
    effects: list[Effect] = [
        step.moved(
            {
                "owner_id": step.speaker.id,
                "owner_department_id": None,
                "accepted_at": step.case.accepted_at or step.now,
                "level": level,
            }
        ),
        StopTimers(step.view.id, kinds=(TimerKind.EMERGENCY_CONFIRM,)),
        FinishTask(f"phone:{step.view.id}"),
        step.answer("told.confirmed_self", card("confirmed", "progress", "hand_off", "not_true")),
    ]
    if step.case.accepted_at is None:
        effects += step.voice.reporters(step.view, "told.confirmed_reporter")
    return effects


def hand_off(step: Step) -> list[Effect]:
    """The matter is with 110, 119, 120 or another body for good (3b#24)."""
    if len(step.note) < _SHORTEST:
        return [step.answer("told.ask_hand_off")]
    lead = step.view.lead
    who = department_name(lead.department_id if lead else None, step.world)
    return [
        *ended(step.view, step.voice, step.moved()),
        *step.voice.reporters(step.view, "told.handed_off_reporter", who=who),
        step.answer("told.handed_off_self"),
    ]


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
    higher = step.case.is_emergency or step.role in DUTY or step.facts.is_closed_circle
    shown = card("check", "not_true", "progress")
    params = {"who": step.who, "note": step.note}
    return [
        ChangeCase(step.view.id, {"tags": tags}),
        Note(step.view.id, render("told.false_alarm_said", note=step.note), step.role),
        step.voice.county("card.check_false_alarm", shown, **params)
        if higher
        else step.voice.role(Role.TOWNSHIP_DUTY, "card.check_false_alarm", shown, **params),
        step.answer("told.false_alarm_proposed"),
    ]
