"""What is due while a life is in danger: the next link of the duty chain, and the word that ends it."""

from datetime import timedelta

from handlers.effects import ChangeCase, Effect, StartTimer
from handlers.lifecycle.alarms import duty_chain
from handlers.lifecycle.notices import Voice, card
from handlers.situation import CaseSituation
from scheduler.reminders import voice_of
from storage.codes import CaseState, Colour, TimerKind
from storage.tables.timer import Timer

_AGAIN_AFTER = timedelta(hours=24)


def emergency_confirm(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Nobody has confirmed the alarm: duty again, then a leader, then the phone; and so on."""
    case = situation.view.case
    if case.state is not CaseState.EMERGENCY or case.accepted_at is not None:
        return []
    voice, step = voice_of(situation), int(timer.data.get("step", 1))
    minutes = duty_chain.minutes_since(voice, situation.view)
    effects = duty_chain.repeated(voice, step, minutes)
    steps = situation.world.policy.emergency_steps
    if step >= len(steps):
        due, following = situation.now + steps[-1], {"step": step + 1}
        effects.append(
            StartTimer(TimerKind.EMERGENCY_CONFIRM, due, situation.view.id, data=following)
        )
    return effects


def emergency_close(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """Nobody has said what became of the danger (3b#24): the owner is asked, then a leader knows."""
    view, voice = situation.view, voice_of(situation)
    if view.case.state is not CaseState.EMERGENCY:
        return []
    if timer.data.get("step") == "near":
        return _owner_asked(situation, voice, "remind.alarm_close_near")
    leaders = duty_chain.leaders(voice)[:1]
    again = StartTimer(TimerKind.EMERGENCY_CLOSE, situation.now + _AGAIN_AFTER, view.id)
    return [
        ChangeCase(view.id, {"colour": Colour.RED}),
        *_owner_asked(situation, voice, "remind.alarm_close_due"),
        *(voice.person(p.id or 0, "remind.alarm_close_leader") for p in leaders),
        again,
    ]


def _owner_asked(situation: CaseSituation, voice: Voice, key: str) -> list[Effect]:
    shown = card("overdue", "hand_off", "finish", "not_true")
    owner_id = situation.view.case.owner_id
    if owner_id is None:
        return [voice.county(key, shown)]
    return [voice.person(owner_id, key, shown)]
