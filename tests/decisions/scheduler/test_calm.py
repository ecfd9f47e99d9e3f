"""At night a reminder that does not press looks again before the morning; what presses is said."""

from datetime import datetime, timedelta

import pytest

from handlers.effects import ChangeCase, Say, StartTimer
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.opening import Facts, opening, timers_for_registration
from handlers.lifecycle.timing.working_time import CHINA
from scheduler.calm import NUDGES
from storage.codes import CaseState, Level, TimerKind
from tests.decisions import told
from tests.decisions.county import COUNTY_DUTY, GRID, MONDAY, NIGHT
from tests.decisions.scene import WORLD, a_case, a_whistle, at, leaf
from tests.decisions.scheduler.firing import fire

S, K = CaseState, TimerKind
DAWN = datetime(2026, 4, 14, 7, 29, tzinfo=CHINA)
LONG_DUE = MONDAY + timedelta(days=5)


@pytest.mark.parametrize("kind", sorted(NUDGES))
@pytest.mark.parametrize("state", list(CaseState))
def test_a_nudge_at_night_says_nothing_and_looks_again_before_the_morning(
    kind: TimerKind, state: CaseState
) -> None:
    view = at(state, "streetlight", accept_due_at=NIGHT)
    by_night = fire(kind, view, NIGHT, step=1)
    assert told.of(by_night, Say) == []
    assert all(e.kind is kind for e in told.of(by_night, StartTimer))


def test_before_the_morning_it_is_decided_anew_and_waits_for_the_end_of_the_night() -> None:
    waiting = a_case(S.REGISTERED, "noise", accept_due_at=NIGHT)
    assert told.one(fire(K.ACCEPT_DUE, waiting, NIGHT), StartTimer).due_at == DAWN
    at_dawn = fire(K.ACCEPT_DUE, waiting, DAWN)
    assert told.listeners(at_dawn) == ["village_cadre", "郭网格", "小郭"]
    morning = DAWN + timedelta(minutes=1)
    assert all(s.not_before == morning for s in told.of(at_dawn, Say))
    assert fire(K.ACCEPT_DUE, at(S.SELF_HANDLING, "noise"), DAWN) == []


def test_the_village_has_as_long_in_the_morning_as_it_would_have_by_day() -> None:
    view = a_case(
        S.REGISTERED, "noise", level=Level.VILLAGE, accept_due_at=NIGHT - timedelta(minutes=30)
    )
    again = told.one(fire(K.ACCEPT_TAKEOVER, view, NIGHT), StartTimer)
    assert again.due_at == DAWN + timedelta(minutes=31)


def test_what_presses_is_said_at_night_as_well() -> None:
    urgent = fire(K.RESOLVE_HALF, at(S.REPORTED_IN, resolve_due_at=LONG_DUE), NIGHT)
    assert [s.not_before for s in told.of(urgent, Say)] == [None]
    night_leaf = at(S.WHISTLED, "water_supply", resolve_due_at=LONG_DUE)
    assert told.of(fire(K.REPORT_IN_DUE, night_leaf, NIGHT), Say)
    alarm = a_case(S.EMERGENCY, "gas_leak", (a_whistle(9),), owner_id=COUNTY_DUTY.id)
    assert told.of(fire(K.REPORT_IN_DUE, alarm, NIGHT), Say)


def test_nobody_is_late_for_what_was_kept_till_the_morning() -> None:
    facts = Facts(1, leaf("noise"), leaf("noise").urgency, GRID)
    clocks = timers_for_registration(facts, NIGHT, WORLD, self_handled=True)
    due = {t.kind: t.due_at for t in clocks}
    assert due[K.ACCEPT_DUE] == DAWN + timedelta(minutes=61)
    owned = told.one(opening(Voice(facts, NIGHT, WORLD)), ChangeCase)
    assert owned.changes["accept_due_at"] == due[K.ACCEPT_DUE]
