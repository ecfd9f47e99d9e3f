"""A whistle of the township was not approved in half an hour: leader and centre hear of it."""

from handlers.effects import Effect
from handlers.lifecycle.notices import department_name
from handlers.lifecycle.transitions import AT_WORK
from handlers.lifecycle.whistles.approving import asked, waiting_for
from handlers.situation import CaseSituation
from scheduler.reminders import voice_of
from storage.tables.timer import Timer


def whistle_approval(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Nobody has said yes or no: the leader is asked again, and the county may do it instead."""
    view, voice = situation.view, voice_of(situation)
    waiting = waiting_for(view)
    if view.case.state not in AT_WORK or not waiting:
        return []
    name = department_name(waiting[0], situation.world)
    return [
        *asked(view, voice, "approve.late", name),
        voice.county("approve.late_centre", name=name),
    ]
