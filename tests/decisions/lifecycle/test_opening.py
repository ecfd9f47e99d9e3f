"""Who knows of a new case, who owns it, and which clocks run, for each of the ways a case begins."""

from datetime import timedelta

import pytest

from handlers.effects import ChangeCase, MoveCase, OpenTask, Say, StartTimer, WhistleTo
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.opening import Facts, opening, why
from handlers.routing.exclusion import Exclusion
from storage.codes import Role, TaskKind, TimerKind, Urgency, WhistleRole
from tests.decisions import told
from tests.decisions.county import (
    CADRE,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    DISCIPLINE,
    GRID,
    GUO,
    LABOUR,
    MONDAY,
    NIGHT,
    POLICE,
    TOWN_DUTY,
    URBAN,
    VILLAGE,
    WATER,
    WOMEN,
)
from tests.decisions.scene import WORLD, leaf


def facts(leaf_id: str, **other: object) -> Facts:
    kind = leaf(leaf_id)
    given: dict[str, object] = {"region_id": GRID, "is_emergency": kind.is_emergency}
    return Facts("case", kind, kind.urgency, **given | other)  # type: ignore[arg-type]


def kinds(effects: list[object]) -> set[TimerKind]:
    return {e.kind for e in effects if isinstance(e, StartTimer)}


def test_the_grid_member_has_the_task_and_the_lead_department_makes_ready() -> None:
    effects = opening(Voice(facts("sewer_blockage"), MONDAY, WORLD))
    assert told.listeners(effects) == ["grid_member", "township_duty", "城管局"]
    assert "【新任务】" in told.said_to(effects, "grid_member")
    assert "预告" in told.said_to(effects, "城管局")
    assert not told.of(effects, WhistleTo)
    changes = told.one(effects, ChangeCase).changes
    assert changes["owner_id"] == GUO.id
    assert changes["accept_due_at"] == MONDAY + timedelta(minutes=30)
    assert {TimerKind.ACCEPT_HALF, TimerKind.SELF_HANDLE_DUE, TimerKind.RESOLVE_DUE} <= {
        t.kind for t in told.of(effects, StartTimer)
    }


def test_an_ordinary_task_of_the_grid_is_told_to_the_grid_only() -> None:
    assert told.listeners(opening(Voice(facts("garbage"), MONDAY, WORLD))) == ["grid_member"]


def test_what_the_grid_cannot_do_is_whistled_at_once() -> None:
    effects = opening(Voice(facts("streetlight"), MONDAY, WORLD))
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.role) == (URBAN, WhistleRole.LEAD)
    moved = told.one(effects, MoveCase)
    assert (moved.to.value, moved.role) == ("whistled", Role.BOT)
    assert moved.changes["owner_department_id"] == URBAN
    assert moved.changes["accepted_at"] == MONDAY
    assert {"城管局", "grid_member", "township_duty"} == set(told.listeners(effects))
    card = told.said_to(effects, "城管局")
    assert "主办" in card
    assert "报到截止明天18:00" in card
    assert "退回" in card


def test_lead_and_co_handlers_have_a_card_each() -> None:
    effects = opening(Voice(facts("water_supply"), MONDAY, WORLD))
    roles = {w.department_id: w.role for w in told.of(effects, WhistleTo)}
    assert roles[WATER] is WhistleRole.LEAD
    assert list(roles.values()).count(WhistleRole.LEAD) == 1
    assert "协办:住建局".replace(":", "\uff1a") in told.said_to(effects, "自来水公司")
    assert "协办" in told.said_to(effects, "住建局")


def test_an_emergency_reaches_everyone_who_must_act_at_any_hour() -> None:
    effects = opening(Voice(facts("gas_leak"), NIGHT, WORLD))
    heard = told.listeners(effects)
    for listener in ("county_duty", "township_duty", "grid_member", "village_cadre"):
        assert listener in heard
    assert {"燃气公司", "城关派出所", "住建局"} <= set(heard)
    assert all(s.urgent and s.not_before is None for s in told.of(effects, Say))
    assert told.one(effects, OpenTask).kind is TaskKind.PHONE_CALL
    steps = [t for t in told.of(effects, StartTimer) if t.kind is TimerKind.EMERGENCY_CONFIRM]
    assert [t.due_at - NIGHT for t in steps] == [timedelta(minutes=m) for m in (5, 10, 15)]
    assert told.one(effects, MoveCase).to.value == "emergency"
    assert told.one(effects, MoveCase).changes["owner_id"] == COUNTY_DUTY.id
    assert "退回" not in told.said_to(effects, "燃气公司")


def test_violence_at_home_is_kept_from_the_grid_the_village_and_other_helpers() -> None:
    effects = opening(Voice(facts("domestic_violence"), NIGHT, WORLD))
    assert set(told.listeners(effects)) == {"county_duty", "城关派出所", "妇联"}
    assert {w.department_id for w in told.of(effects, WhistleTo)} == {POLICE, WOMEN}
    assert told.one(effects, OpenTask).kind is TaskKind.PHONE_CALL


def test_a_child_in_danger_is_told_to_the_child_officer_police_and_education() -> None:
    effects = opening(Voice(facts("child_protection"), NIGHT, WORLD))
    heard = {"county_duty", "child_officer", "城关派出所", "教育局", "妇联"}
    assert set(told.listeners(effects)) == heard
    assert told.one(effects, OpenTask).kind is TaskKind.PHONE_CALL


def test_a_child_whose_place_is_unknown_still_reaches_county_and_education() -> None:
    effects = opening(Voice(facts("child_protection", region_id=None), NIGHT, WORLD))
    assert {"county_duty", "child_officer", "教育局"} <= set(told.listeners(effects))


def test_a_complaint_about_staff_reaches_the_county_and_the_discipline_body_only() -> None:
    effects = opening(Voice(facts("official_conduct"), MONDAY, WORLD))
    assert set(told.listeners(effects)) == {"county_duty", "纪委监委"}
    assert told.one(effects, WhistleTo).department_id == DISCIPLINE


def test_a_complaint_about_the_duty_officer_goes_to_the_deputy() -> None:
    avoid = Exclusion(frozenset({COUNTY_DUTY.id or 0}))
    effects = opening(Voice(facts("official_conduct", avoid=avoid), MONDAY, WORLD))
    assert set(told.listeners(effects)) == {COUNTY_DEPUTY.name, "纪委监委"}


def test_unpaid_wages_reach_the_labour_office_without_the_grid() -> None:
    effects = opening(Voice(facts("wage_arrears"), MONDAY, WORLD))
    assert set(told.listeners(effects)) == {"county_duty", "township_duty", "人社局"}
    assert [w.department_id for w in told.of(effects, WhistleTo)] == [LABOUR]


def test_a_leaf_without_a_department_is_kept_by_the_township_and_shown_to_the_triage_desk() -> None:
    effects = opening(Voice(facts("unknown_body"), MONDAY, WORLD))
    assert told.one(effects, ChangeCase).changes["owner_id"] == TOWN_DUTY.id
    assert told.one(effects, OpenTask).kind is TaskKind.TRIAGE
    assert {"township_duty", "county_duty", "grid_member"} == set(told.listeners(effects))


def test_a_place_known_only_as_a_village_is_given_to_its_cadre() -> None:
    effects = opening(Voice(facts("garbage", region_id=VILLAGE), MONDAY, WORLD))
    assert told.one(effects, ChangeCase).changes["owner_id"] == CADRE.id


def test_the_child_of_a_parent_is_not_announced_twice_but_its_departments_are_called() -> None:
    quiet = opening(Voice(facts("sewer_blockage", is_child=True), MONDAY, WORLD))
    assert told.listeners(quiet) == ["城管局"]
    assert TimerKind.ACCEPT_DUE not in {t.kind for t in told.of(quiet, StartTimer)}
    assert told.listeners(opening(Voice(facts("streetlight", is_child=True), MONDAY, WORLD))) == [
        "城管局"
    ]


def test_ordinary_cards_wait_for_the_morning() -> None:
    effects = opening(Voice(facts("garbage"), NIGHT, WORLD))
    assert all(s.not_before is not None for s in told.of(effects, Say))
    urgent = opening(Voice(facts("sewer_blockage"), NIGHT, WORLD))
    assert all(s.not_before is None for s in told.of(urgent, Say))


@pytest.mark.parametrize("leaf_id", sorted(WORLD.categories.leaves))
def test_every_kind_of_case_has_an_owner_a_live_clock_and_whole_sentences(leaf_id: str) -> None:
    effects = opening(Voice(facts(leaf_id), MONDAY, WORLD))
    changes = [e.changes for e in effects if isinstance(e, MoveCase | ChangeCase)]
    owners = {k: v for c in changes for k, v in c.items() if k.startswith("owner")}
    assert any(owners.values())
    assert TimerKind.RESOLVE_DUE in {t.kind for t in told.of(effects, StartTimer)}
    assert all(told.words(s) for s in told.of(effects, Say))


def test_raised_urgency_brings_the_township_in() -> None:
    raised = Facts("case", leaf("garbage"), Urgency.U1, GRID)
    assert "township_duty" in told.listeners(opening(Voice(raised, MONDAY, WORLD)))


def test_a_case_can_say_why_it_went_to_whom_it_went() -> None:
    reasons = why(Voice(facts("sewer_blockage"), MONDAY, WORLD))
    assert reasons[0] == "东关家属院的网格员"
    assert "城管局" in reasons[1]
    at_once = why(Voice(facts("streetlight"), MONDAY, WORLD))
    assert len(at_once) == 1
    assert "城管局" in at_once[0]
