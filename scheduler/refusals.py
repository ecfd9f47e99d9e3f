"""What a refusal waits for: the centre's ruling, or a word of the reporters."""

from handlers.effects import Effect, FinishTask, MoveWhistle, Note, ResumeWhistle, StartTimer
from handlers.lifecycle.deferrals import questions
from handlers.lifecycle.notices import card, department_name
from handlers.lifecycle.refusals import RULING_WITHIN
from handlers.lifecycle.timing.deadlines import after
from handlers.lifecycle.transitions import AT_WORK
from handlers.lifecycle.whistles.whistling import clocks, due_of
from handlers.situation import CaseSituation
from handlers.texts import render
from handlers.wording import when
from scheduler.reminders import voice_of
from storage.codes import Role, TimerKind, WhistleState
from storage.tables.case import Whistle
from storage.tables.timer import Timer

_LAST_ROUND = 2


def refusal_due(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """The centre has not ruled in two working hours: everyone at its desk and its leader know.

    After as long again the refusal lapses, so that the case is not lost between two desks: the
    department has the whistle once more, with a new clock (docs/decisions/0012).
    """
    whistle = _pending(situation, timer)
    if whistle is None:
        return []
    this_round = int(timer.data.get("round", 1))
    if this_round >= _LAST_ROUND:
        return _lapsed(situation, whistle)
    due = after(RULING_WITHIN, situation.now, situation.world.calendar)
    data = {"whistle_id": whistle.id, "round": this_round + 1}
    return [
        *_asked_again(situation, whistle),
        StartTimer(TimerKind.REFUSAL_DUE, due, situation.view.id, data=data),
    ]


def lack_asked(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """The reporters have not said what the department lacks: once more, then the grid calls (3d)."""
    view, voice = situation.view, voice_of(situation)
    whistle = next((w for w in view.in_force if w.id == timer.data.get("whistle_id")), None)
    if whistle is None or view.case.state not in AT_WORK or not questions.is_waiting(whistle):
        return []
    if int(timer.data.get("round", 1)) >= _LAST_ROUND:
        return questions.silent(view, voice, whistle)
    return questions.remind(view, voice, whistle)


def _asked_again(situation: CaseSituation, whistle: Whistle) -> list[Effect]:
    directory, voice = situation.world.directory, voice_of(situation)
    name = department_name(whistle.department_id, situation.world)
    shown = card("refusal", "approve_refusal", "deny_refusal")
    deputies = directory.responsible(Role.COUNTY_DUTY, directory.top.id, situation.now)[1:]
    left_out = voice.facts.avoid.person_ids
    return [
        voice.county("refusal.overdue", shown, name=name),
        *(
            voice.person(p.id or 0, "refusal.overdue", shown, name=name)
            for p in deputies
            if p.id not in left_out
        ),
    ]


def _lapsed(situation: CaseSituation, whistle: Whistle) -> list[Effect]:
    voice, directory = voice_of(situation), situation.world.directory
    name = department_name(whistle.department_id, situation.world)
    due = due_of(voice, whistle.department_id)
    leaders = directory.holders(Role.LEADER, situation.now, region_id=directory.top.id)
    told = [voice.person(p.id or 0, "refusal.lapsed_leader", name=name) for p in leaders[:1]]
    return [
        MoveWhistle(whistle.id or 0, WhistleState.WHISTLED),
        ResumeWhistle(whistle.id or 0, due),
        FinishTask(f"refusal:{whistle.id}"),
        Note(situation.view.id, render("refusal.lapsed_noted", name=name)),
        *clocks(voice, whistle.department_id),
        voice.department(
            whistle.department_id,
            "refusal.lapsed",
            card("overdue", "report_in"),
            until=when(due, situation.now),
        ),
        voice.county("refusal.lapsed_centre", name=name),
        *([] if voice.facts.is_closed_circle else told),
    ]


def _pending(situation: CaseSituation, timer: Timer) -> Whistle | None:
    pending = (w for w in situation.view.in_force if w.state is WhistleState.REFUSAL_PENDING)
    return next((w for w in pending if w.id == timer.data.get("whistle_id")), None)
