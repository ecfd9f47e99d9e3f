"""The time of a level is over: to go up is proposed; a person presses (一评四会, 3c)."""

from handlers.effects import Effect
from handlers.lifecycle.consults.ladder import proposed, proposed_again, rung_of
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseSituation
from handlers.texts import render
from scheduler.reminders import voice_of
from storage.codes import CaseState
from storage.tables.timer import Timer


def level_due(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Still open on the same level: whoever holds it and the seat above hear how to put it higher."""
    case, view = situation.view.case, situation.view
    level = rung_of(case.level)
    if case.state not in AT_WORK or case.state is CaseState.EMERGENCY:
        return []
    if timer.data.get("level") != level.value:
        return []
    reason = render("ladder.because_time", level=render(f"level.{level.value}"))
    told = proposed(view, voice_of(situation), reason)
    if not told:
        return []
    calendar = situation.world.calendar
    return [*told, proposed_again(view.id, level, situation.now, calendar)]
