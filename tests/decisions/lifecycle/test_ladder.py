"""The ladder: proposed by rule, pressed by a person, one rung at a time, never down."""

from datetime import timedelta

import pytest

from handlers.effects import Effect, MoveCase, StartTimer
from handlers.lifecycle.consults.ladder import rung_above
from handlers.lifecycle.facts import level_above, not_lower
from handlers.lifecycle.moves import Wish, decide
from handlers.situation import CaseView
from storage.codes import CaseState, Level, Move, TimerKind
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    COUNTY_DUTY,
    GUO,
    LEADER,
    MONDAY,
    TOWN_DUTY,
    URBAN,
)
from tests.decisions.scene import WORLD, at, speaker
from tests.decisions.scheduler.firing import fire

S, K = CaseState, TimerKind


def press(view: CaseView, person: Person, note: str = "评理会开了两次没谈成") -> list[Effect]:
    return decide(Wish(Move.ESCALATE, speaker(person), view, note), MONDAY, WORLD)


def on(level: Level, **other: object) -> CaseView:
    return at(S.SELF_HANDLING, "noise", level=level, **other)


@pytest.mark.parametrize(
    ("level", "above"),
    [
        (Level.GRID, Level.TOWNSHIP),
        (Level.VILLAGE, Level.TOWNSHIP),
        (Level.TOWNSHIP, Level.COUNTY),
        (Level.COUNTY, Level.CITY),
        (Level.CITY, None),
    ],
)
def test_there_are_four_rungs_and_the_grid_stands_on_the_villages(
    level: Level, above: Level | None
) -> None:
    assert rung_above(level) is above


def test_a_case_that_is_put_higher_has_the_level_its_duty_officer_and_its_leader() -> None:
    effects = press(on(Level.TOWNSHIP, owner_id=TOWN_DUTY.id), TOWN_DUTY)
    changes = told.one(effects, MoveCase).changes
    assert changes["level"] is Level.COUNTY
    assert changes["owner_id"] == COUNTY_DUTY.id
    assert changes["leader_name"] == LEADER.name
    assert "评议会商会" in told.said_to(effects, LEADER)
    assert "已提到县" in told.said_to(effects, AUNT_WANG)
    timer = told.one(effects, StartTimer)
    assert (timer.kind, timer.data["level"]) == (K.LEVEL_DUE, "county")


def test_a_leader_named_in_a_plan_stays() -> None:
    effects = press(on(Level.TOWNSHIP, leader_name="张书记"), TOWN_DUTY)
    assert "leader_name" not in told.one(effects, MoveCase).changes


def test_a_department_that_leads_keeps_the_case_at_a_higher_level() -> None:
    effects = press(at(S.IN_PROGRESS, "noise"), TOWN_DUTY)
    changes = told.one(effects, MoveCase).changes
    assert "owner_id" not in changes
    assert at(S.IN_PROGRESS, "noise").case.owner_department_id == URBAN


def test_everybody_presses_from_their_own_rung() -> None:
    assert told.of(press(on(Level.VILLAGE), CADRE), MoveCase)
    assert not told.of(press(on(Level.TOWNSHIP), CADRE), MoveCase)
    assert not told.of(press(on(Level.COUNTY), TOWN_DUTY), MoveCase)
    assert told.one(press(on(Level.COUNTY), COUNTY_DUTY), MoveCase).changes["level"] is Level.CITY
    assert not told.of(press(on(Level.CITY), COUNTY_DUTY), MoveCase)
    assert not told.of(press(on(Level.VILLAGE, owner_id=CADRE.id), GUO), MoveCase)


def test_when_a_levels_time_is_over_going_up_is_proposed_and_nobody_is_moved() -> None:
    week = MONDAY + timedelta(days=7)
    effects = fire(K.LEVEL_DUE, on(Level.GRID), week, level="village")
    assert "上提" in told.said_to(effects, "village_cadre")
    assert "综治联席会" in told.said_to(effects, "township_duty")
    assert not told.of(effects, MoveCase)
    assert told.one(effects, StartTimer).kind is K.LEVEL_DUE


def test_a_level_that_was_left_is_not_spoken_of() -> None:
    assert fire(K.LEVEL_DUE, on(Level.TOWNSHIP), level="village") == []
    assert fire(K.LEVEL_DUE, at(S.ANSWERED), level="township") == []
    assert fire(K.LEVEL_DUE, on(Level.CITY), level="city") == []


def test_nothing_comes_down_by_itself() -> None:
    assert level_above(Level.CITY) is Level.CITY
    assert not_lower(Level.TOWNSHIP, Level.COUNTY) is Level.COUNTY
    assert not_lower(Level.COUNTY, Level.VILLAGE) is Level.COUNTY
