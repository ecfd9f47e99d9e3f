"""A case that is not solved after all."""

from datetime import timedelta

from handlers.effects import CallConsult, MoveCase, MoveWhistle, WhistleTo
from storage.codes import CaseState, ConsultTrigger, Level, Move, WhistleState
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, UNCLE_GAO, URBAN
from tests.decisions.lifecycle.wishing import NOON, wishes
from tests.decisions.scene import a_case, at

S = CaseState


# ---- reopening


def test_a_reopened_case_rises_a_level_and_is_whistled_again_with_less_time() -> None:
    view = at(S.SURVEYING, "water_supply", reporters=(AUNT_WANG, UNCLE_GAO))
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "还是没水")
    assert told.states(effects) == ["reopened", "whistled"]
    first, second = told.of(effects, MoveCase)
    assert first.changes["level"] is Level.COUNTY
    assert first.changes["reopen_count"] == 1
    assert first.changes["resolve_due_at"] == NOON + timedelta(hours=24) * 0.7
    assert second.changes["level"] is Level.COUNTY
    assert told.one(effects, WhistleTo).department_id == URBAN
    assert told.of(effects, MoveWhistle)[0].to is WhistleState.WITHDRAWN
    assert "二次办理" in told.said_to(effects, "城管局")
    assert "抱歉" in told.said_to(effects, AUNT_WANG)
    assert "还是没水" in told.said_to(effects, "county_duty")
    assert "还是没水" not in told.said_to(effects, "grid_member")


def test_a_neighbour_who_said_solved_does_not_hear_that_it_is_not() -> None:
    view = at(S.SURVEYING, "water_supply", reporters=(AUNT_WANG, UNCLE_GAO))
    said = told.said_to(wishes(AUNT_WANG, Move.REOPEN, view, "还是没水"), UNCLE_GAO)
    assert "还有人反映没有完全解决" in said
    assert "没有解决好" not in said
    assert "还是没水" not in said


def test_what_the_grid_answered_alone_goes_to_the_departments_when_reopened() -> None:
    view = a_case(S.ANSWERED, "garbage")
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "没收")
    assert told.states(effects) == ["reopened", "whistled"]
    assert told.one(effects, WhistleTo).department_id == URBAN


def test_what_has_no_department_goes_to_the_duty_officer_when_reopened() -> None:
    view = a_case(S.ANSWERED, "unknown_body")
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "没人来")
    assert told.states(effects) == ["reopened", "reopened"]


def test_after_fifteen_days_a_case_is_not_reopened() -> None:
    old = at(S.CLOSED, closed_at=NOON - timedelta(days=16))
    effects = wishes(AUNT_WANG, Move.REOPEN, old)
    assert not told.of(effects, MoveCase)
    recent = at(S.CLOSED, closed_at=NOON - timedelta(days=14))
    assert told.states(wishes(AUNT_WANG, Move.REOPEN, recent)) == ["reopened", "whistled"]


def test_the_second_reopening_calls_for_a_consult() -> None:
    effects = wishes(AUNT_WANG, Move.REOPEN, at(S.SURVEYING, reopen_count=1), "又堵了")
    assert told.one(effects, CallConsult).trigger is ConsultTrigger.REOPENED
    assert told.states(effects)[-1] == "consulting"
    first = wishes(AUNT_WANG, Move.REOPEN, at(S.SURVEYING), "又堵了")
    assert not told.of(first, CallConsult)
