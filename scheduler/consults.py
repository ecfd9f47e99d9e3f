"""A consult's hour has come, or its three working days are over without minutes."""

from handlers.effects import ChangeCase, Effect, StartTimer
from handlers.lifecycle.consults.consulting import agenda_lines, open_delegates
from handlers.lifecycle.notices import card
from handlers.situation import CaseSituation, ConsultView
from handlers.wording import when
from scheduler.reminders import voice_of
from storage.codes import CaseState, Colour, Role, TimerKind
from storage.tables.timer import Timer


def consult_hold(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """It is time: the centre sees the agenda and how conclusions are given."""
    consult = _called(situation)
    if consult is None or consult.consult.hold_at > situation.now:
        return []
    voice = voice_of(situation)
    return [
        voice.county(
            "consult.begins",
            agenda=agenda_lines(d.words for d in consult.demands),
            delegates=len(open_delegates(consult)),
        )
    ]


def consult_due(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Three working days have passed without signed minutes: red; centre and leader, every day."""
    consult = _called(situation)
    if consult is None:
        return []
    directory, voice, now = situation.world.directory, voice_of(situation), situation.now
    leaders = directory.holders(Role.LEADER, now, region_id=directory.top.id)
    kept = [p for p in leaders if p.id not in voice.facts.avoid.person_ids]
    due = when(consult.consult.due_at, now)
    again = situation.world.calendar.add_workdays(now, 1)
    return [
        ChangeCase(situation.view.id, {"colour": Colour.RED}),
        StartTimer(TimerKind.CONSULT_DUE, again, situation.view.id),
        voice.county("consult.overdue", card("consult"), due=due),
        *(voice.person(p.id or 0, "consult.overdue", due=due) for p in kept[:1]),
    ]


def _called(situation: CaseSituation) -> ConsultView | None:
    is_on = situation.view.case.state is CaseState.CONSULTING
    return situation.view.consult if is_on else None
