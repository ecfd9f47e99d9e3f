"""Reminds of a case's plan when its end has come (一案一策)."""

from handlers.effects import Effect
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseSituation
from storage.tables.timer import Timer


def plan_due(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """The plan's end has come and the case is not done: its leader and those on duty know."""
    case = situation.view.case
    if case.state not in AT_WORK:
        return []
    voice = Voice(facts_of(situation.view, situation.world), situation.now, situation.world)
    told: list[Effect] = [voice.county("plan.due_duty", name=case.leader_name)]
    if case.leader_id is not None:
        told.insert(0, voice.person(case.leader_id, "plan.due_leader", card("plan", "progress")))
    return told
