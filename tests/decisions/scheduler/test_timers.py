"""What a timer does when it fires, and that it does nothing where it no longer applies."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.effects import MoveCase, Note, OpenTask, Say, StartTimer, WhistleTo
from handlers.situation import CaseView
from scheduler import due, letters, mediations
from storage.codes import (
    CaseState,
    Level,
    Move,
    Role,
    TaskKind,
    TimerKind,
    WhistleRole,
    WhistleState,
)
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    GAS,
    GUO,
    HOUSING,
    LEADER,
    MONDAY,
    POLICE,
    TOWN_DUTY,
    URBAN,
    URBAN_LEADER,
)
from tests.decisions.scene import a_case, a_whistle, at
from tests.decisions.scheduler.firing import BOTH, LATER, OVERDUE, fire

S, K = CaseState, TimerKind


# ---- accepting


def unaccepted(**other: Any) -> CaseView:
    return a_case(S.REGISTERED, accept_due_at=MONDAY + timedelta(hours=1), **other)


def test_the_owner_is_reminded_once_half_the_time_is_over() -> None:
    effects = fire(K.ACCEPT_HALF, unaccepted())
    assert told.listeners(effects) == ["郭网格"]
    assert "今天10:00前" in told.said_to(effects, GUO)


def test_a_reminder_that_comes_after_the_deadline_is_left_out() -> None:
    assert fire(K.ACCEPT_HALF, unaccepted(), OVERDUE) == []


def test_what_nobody_accepts_goes_to_the_village_and_the_grid_knows() -> None:
    effects = fire(K.ACCEPT_DUE, unaccepted())
    moved = told.one(effects, MoveCase)
    assert (moved.move, moved.to, moved.role) == (Move.ESCALATE, S.REGISTERED, Role.BOT)
    assert moved.changes == {"owner_id": CADRE.id, "level": Level.VILLAGE}
    assert told.listeners(effects) == ["village_cadre", "郭网格", "小郭"]


def test_what_the_village_does_not_accept_is_taken_over_by_those_on_duty() -> None:
    effects = fire(K.ACCEPT_TAKEOVER, unaccepted(level=Level.VILLAGE))
    assert told.one(effects, MoveCase).changes["owner_id"] == TOWN_DUTY.id
    assert fire(K.ACCEPT_TAKEOVER, unaccepted(level=Level.TOWNSHIP)) == []


def test_a_complaint_about_staff_is_never_passed_to_the_village() -> None:
    view = a_case(S.REGISTERED, "official_conduct", owner_id=COUNTY_DUTY.id, level=Level.COUNTY)
    effects = fire(K.ACCEPT_DUE, view)
    assert told.listeners(effects) == ["county_duty"]


def test_the_grids_time_is_used_up_so_departments_are_whistled() -> None:
    effects = fire(K.SELF_HANDLE_DUE, at(S.SELF_HANDLING))
    moved = told.one(effects, MoveCase)
    assert (moved.move, moved.to, moved.role) == (Move.PASS_UP, S.WHISTLED, Role.BOT)
    assert told.of(effects, WhistleTo)[0].department_id == URBAN
    assert "城管局" in told.said_to(effects, GUO)
    assert "城管局" in told.said_to(effects, AUNT_WANG)


# ---- reporting in


def test_only_departments_that_have_not_reported_in_are_reminded() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER)
    view = a_case(S.REPORTED_IN, whistles=(a_whistle(state=WhistleState.REPORTED_IN), helper))
    assert told.listeners(fire(K.REPORT_IN_HALF, view)) == ["住建局"]
    assert fire(K.REPORT_IN_HALF, view, OVERDUE) == []


def test_a_department_that_does_not_report_in_is_pressed_and_its_leader_phoned() -> None:
    effects = fire(K.REPORT_IN_DUE, at(S.WHISTLED), OVERDUE)
    assert told.listeners(effects) == ["城管局", URBAN_LEADER.name, "county_duty"]
    assert told.one(effects, OpenTask).kind is TaskKind.PHONE_CALL
    assert "城管局" in told.one(effects, Note).text


def test_a_refusal_that_is_being_ruled_on_is_not_called_late() -> None:
    whistle = a_whistle(state=WhistleState.REFUSAL_PENDING)
    assert fire(K.REPORT_IN_DUE, a_case(S.WHISTLED, whistles=(whistle,)), OVERDUE) == []


def test_the_centre_is_asked_again_for_its_ruling_until_it_rules() -> None:
    whistle = a_whistle(state=WhistleState.REFUSAL_PENDING)
    view = a_case(S.WHISTLED, whistles=(whistle,))
    effects = fire(K.REFUSAL_DUE, view, whistle_id=whistle.id)
    assert told.listeners(effects) == ["county_duty", COUNTY_DEPUTY.name]
    assert told.one(effects, StartTimer).kind is K.REFUSAL_DUE
    assert fire(K.REFUSAL_DUE, at(S.WHISTLED), whistle_id=whistle.id) == []


# ---- alarms


def alarm(**other: Any) -> CaseView:
    return a_case(S.EMERGENCY, "gas_leak", (a_whistle(GAS),), owner_id=COUNTY_DUTY.id, **other)


def test_an_unconfirmed_alarm_goes_to_everyone_on_duty_then_to_a_leader_then_to_the_phone() -> None:
    first = told.listeners(fire(K.EMERGENCY_CONFIRM, alarm(), step=1))
    assert first == ["county_duty", COUNTY_DEPUTY.name, "township_duty"]
    second = fire(K.EMERGENCY_CONFIRM, alarm(), step=2)
    assert LEADER.name in told.listeners(second)
    assert "45分钟" in told.said_to(second, LEADER)
    third = fire(K.EMERGENCY_CONFIRM, alarm(), step=3)
    assert told.one(third, OpenTask).kind is TaskKind.PHONE_CALL
    again = told.one(third, StartTimer)
    assert (again.kind, again.data) == (K.EMERGENCY_CONFIRM, {"step": 4})
    assert all(s.urgent and s.not_before is None for s in told.of(third, Say))


def test_a_confirmed_alarm_is_not_repeated() -> None:
    assert fire(K.EMERGENCY_CONFIRM, alarm(accepted_at=MONDAY), step=1) == []
    assert fire(K.EMERGENCY_CONFIRM, at(S.IN_PROGRESS), step=1) == []


def test_an_unconfirmed_alarm_of_violence_at_home_stays_within_its_circle() -> None:
    view = a_case(S.EMERGENCY, "domestic_violence", (a_whistle(POLICE),), owner_id=COUNTY_DUTY.id)
    effects = fire(K.EMERGENCY_CONFIRM, view, step=2)
    assert set(told.listeners(effects)) == {"county_duty", COUNTY_DEPUTY.name}
    assert told.one(effects, OpenTask).kind is TaskKind.PHONE_CALL


# ---- every timer


def test_every_timer_kind_of_a_case_has_its_decision() -> None:
    others = {
        TimerKind.SETTLE,
        TimerKind.PURGE_CHAT,
        TimerKind.CALENDAR_CHECK,
        TimerKind.AGENDA,
        TimerKind.DIGEST,
        TimerKind.SURVEY_CHECK,
        TimerKind.FIGURES,
        TimerKind.BROADCAST_DUE,
        TimerKind.BROADCAST_GOES,
    }
    papers = {*letters.DECISIONS, *mediations.DECISIONS}
    assert set(due._DECISIONS) == set(TimerKind) - others - papers


@pytest.mark.parametrize("kind", list(TimerKind))
@pytest.mark.parametrize("state", list(CaseState))
def test_every_timer_in_every_state_speaks_in_whole_sentences(
    kind: TimerKind, state: CaseState
) -> None:
    for view in (at(state), a_case(state, "gas_leak", (a_whistle(GAS),)), a_case(state)):
        for now in (LATER, OVERDUE):
            effects = fire(kind, replace(view), now, BOTH)
            assert all(told.words(s) for s in told.of(effects, Say))


@pytest.mark.parametrize("kind", [k for k in TimerKind if k is not K.SURVEY_GIVE_UP])
@pytest.mark.parametrize("state", [S.CLOSED, S.WITHDRAWN, S.FALSE_ALARM, S.MERGED, S.HANDED_OFF])
def test_nothing_fires_for_a_case_that_is_over(kind: TimerKind, state: CaseState) -> None:
    assert fire(kind, a_case(state, whistles=(a_whistle(),)), OVERDUE, BOTH) == []
