"""What every end of a case has in common, and how a survey ends one."""

from dataclasses import replace

from handlers.effects import (
    DropTries,
    Effect,
    EndConsult,
    FinishTask,
    MoveCase,
    MoveWhistle,
    Note,
    StopTimers,
)
from handlers.lifecycle.asked import asked_again, second_look
from handlers.lifecycle.facts import UNSURVEYED
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.wishes import Step
from handlers.situation import CaseView
from handlers.texts import render
from storage.codes import CaseState, ConsultState, Role, TimerKind, WhistleState

_TASKS = ("route", "check", "child", "deferral", "objection")
ALARM_STEPS = (1, 2, 3)  # those on duty, a leader, the line of 110, 119 and 120
_STILL_ASKED = frozenset((TimerKind.SURVEY_ASK, TimerKind.SURVEY_REMIND, TimerKind.SURVEY_GIVE_UP))
ALL_BUT_WORDS = tuple(k for k in TimerKind if k is not TimerKind.RELAY_WORDS)
"""What a reporter said is passed on, whatever becomes of the case meanwhile."""
_ALL_BUT_ASKING = tuple(k for k in ALL_BUT_WORDS if k not in _STILL_ASKED)


def ended(view: CaseView, voice: Voice, move: MoveCase, notice: str = "") -> list[Effect]:
    """The case is over: no clock runs, nobody is still whistled, open phone calls are done.

    `notice` is told to the departments that had not finished.
    """
    effects: list[Effect] = [
        replace(move, changes={"closed_at": voice.now, **move.changes}),
        StopTimers(view.id, kinds=ALL_BUT_WORDS),
        DropTries(view.id),
        *(FinishTask(f"{task}:{view.id}") for task in _TASKS),
        *(FinishTask(key) for key in alarm_calls(view.id)),
        *consult_ended(view),
    ]
    for whistle in view.in_force:
        if whistle.state is not WhistleState.DONE:
            effects.append(MoveWhistle(whistle.id or 0, WhistleState.WITHDRAWN))
            effects.append(FinishTask(f"refusal:{whistle.id}"))
            if notice:
                effects.append(voice.department(whistle.department_id, notice))
    return effects


def consult_ended(view: CaseView) -> list[Effect]:
    """A consult that is called is not held any more when the case is over without it."""
    if view.consult is None:
        return []
    return [EndConsult(view.consult.id, ConsultState.ENDED)]


def alarm_calls(case_id: int) -> tuple[str, ...]:
    """The keys of the phone calls that an alarm asks for, step after step."""
    return (f"phone:{case_id}", *(f"phone:{case_id}:{step}" for step in ALARM_STEPS))


def close(step: Step) -> list[Effect]:
    """A reporter is content, or the centre closes what no survey may ask about.

    While other reporters have not even been asked, the case waits for them (3e: every reporter).
    """
    others = len(step.view.reporter_ids) > 1
    if step.role is not Role.RESIDENT and step.facts.leaf.id not in UNSURVEYED:
        return [step.answer("told.close_by_survey")]
    if step.role is Role.RESIDENT and others and step.case.state is CaseState.ANSWERED:
        return [Note(step.view.id, render("told.waits_for_others"), Role.BOT)]
    return closed(step.view, step.voice, step.moved())


def closed(view: CaseView, voice: Voice, move: MoveCase) -> list[Effect]:
    """The case is closed and its handlers know.

    With several reporters the others are asked on, so that their silence is written down as such
    and never as content.
    """
    effects = [*ended(view, voice, move), *second_look(view, voice), *asked_again(view, voice)]
    if len(view.reporter_ids) > 1:
        stop = StopTimers(view.id, kinds=_ALL_BUT_ASKING)
        kept = (e for e in effects if not isinstance(e, DropTries))
        effects = [stop if isinstance(e, StopTimers) else e for e in kept]
    by_rule = move.role is Role.BOT and move.note
    key = "told.closed_by_rule_staff" if by_rule else "told.closed_staff"
    lead = view.lead
    if lead is not None:
        return [*effects, voice.department(lead.department_id, key, note=move.note)]
    if view.case.owner_id is not None:
        return [*effects, voice.person(view.case.owner_id, key, note=move.note)]
    return effects
