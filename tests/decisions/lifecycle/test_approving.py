"""A township's whistle to a county department, where the county wants its leader to approve it."""

from datetime import timedelta
from typing import Any

from handlers.effects import ChangeCase, Effect, MoveCase, StartTimer, WhistleTo
from handlers.lifecycle.moves import Wish, decide
from handlers.policy import Policy
from handlers.situation import CaseView
from storage.codes import CaseState, Move, TimerKind, WhistleRole
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    LEADER,
    MONDAY,
    POLICE,
    TOWN_DUTY,
    URBAN,
    WATER,
)
from tests.decisions.scene import a_case, a_whistle, a_world, speaker
from tests.decisions.scheduler.firing import fire

S = CaseState
STRICT = a_world(policy=Policy(approves_township_whistles=True))
TAG = f"approve:department:{WATER}"


def order(
    view: CaseView, move: Move, person: Person, department_id: int | None = None, **other: Any
) -> list[Effect]:
    wish = Wish(move, speaker(person), view, department_id=department_id, **other)
    return decide(wish, MONDAY, STRICT)


def quiet(**other: Any) -> CaseView:
    return a_case(S.SELF_HANDLING, "noise", **other)


def urgent(**other: Any) -> CaseView:
    return a_case(S.SELF_HANDLING, "sewer_blockage", **other)


def test_it_waits_for_the_leader_and_nobody_is_whistled() -> None:
    effects = order(quiet(), Move.WHISTLE, TOWN_DUTY, WATER)
    assert not told.of(effects, WhistleTo)
    assert told.one(effects, ChangeCase).changes["tags"] == [TAG]
    assert "同意吹哨" in told.said_to(effects, "county_duty")  # this township has no leader
    assert "已报领导审批" in told.said_to(effects, TOWN_DUTY)


def test_what_is_urgent_is_blown_first_and_approved_within_half_an_hour() -> None:
    effects = order(urgent(), Move.WHISTLE, TOWN_DUTY, URBAN)
    assert told.one(effects, WhistleTo).department_id == URBAN
    timer = next(t for t in told.of(effects, StartTimer) if t.kind is TimerKind.WHISTLE_APPROVAL)
    assert timer.due_at == MONDAY + timedelta(minutes=30)
    assert "已先吹哨" in told.said_to(effects, "county_duty")


def test_without_the_policy_for_the_townships_own_bodies_and_by_the_county_nothing_waits() -> None:
    assert told.of(order(quiet(), Move.WHISTLE, TOWN_DUTY, POLICE), WhistleTo)
    assert told.of(order(quiet(), Move.WHISTLE, COUNTY_DUTY, WATER), WhistleTo)
    free = decide(
        Wish(Move.WHISTLE, speaker(TOWN_DUTY), quiet(), department_id=WATER), MONDAY, a_world()
    )
    assert told.of(free, WhistleTo)


def test_approved_it_is_blown_as_lead_or_to_help() -> None:
    effects = order(quiet(tags=[TAG]), Move.APPROVE_WHISTLE, LEADER)
    lead = told.one(effects, WhistleTo)
    assert (lead.department_id, lead.role) == (WATER, WhistleRole.LEAD)
    assert told.states(effects) == ["self_handling", "whistled"]
    assert told.of(effects, MoveCase)[0].changes["tags"] == []
    assert "自来水公司" in told.said_to(effects, AUNT_WANG)
    led = a_case(S.WHISTLED, "noise", (a_whistle(),), tags=[TAG])
    helper = told.one(order(led, Move.APPROVE_WHISTLE, LEADER, WATER), WhistleTo)
    assert helper.role is WhistleRole.CO_HANDLER


def test_denied_the_township_sees_to_it() -> None:
    effects = order(quiet(tags=[TAG]), Move.DENY_WHISTLE, LEADER)
    assert not told.of(effects, WhistleTo)
    assert "没有同意" in told.said_to(effects, "township_duty")
    assert "没有等审批" in told.said_to(order(quiet(), Move.DENY_WHISTLE, LEADER), LEADER)
    assert "没有等审批" in told.said_to(order(quiet(), Move.APPROVE_WHISTLE, LEADER), LEADER)


def test_what_was_blown_first_is_only_put_in_order() -> None:
    blown = a_case(S.WHISTLED, "noise", (a_whistle(WATER),), tags=[TAG])
    effects = order(blown, Move.APPROVE_WHISTLE, LEADER)
    assert not told.of(effects, WhistleTo)
    assert told.one(effects, MoveCase).changes["tags"] == []


def test_after_half_an_hour_it_is_asked_again_and_the_county_may_do_it() -> None:
    late = fire(TimerKind.WHISTLE_APPROVAL, quiet(tags=[TAG]))
    assert "半小时没有审批" in told.said_to(late, "county_duty")
    assert fire(TimerKind.WHISTLE_APPROVAL, quiet()) == []
