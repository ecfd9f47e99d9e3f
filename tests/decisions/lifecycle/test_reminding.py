"""Reminding by hand: whoever owes the next step hears of it, nobody else, and nothing moves."""

from handlers.effects import MoveCase, Say, StartTimer, StopTimers
from storage.codes import CaseState, Move, WhistleState
from tests.decisions import told
from tests.decisions.county import COUNTY_DUTY, GUO, HOUSING, TOWN_DUTY, URBAN
from tests.decisions.lifecycle.wishing import wishes
from tests.decisions.scene import a_case, a_whistle, at

S = CaseState


def test_a_department_that_has_not_come_is_asked_to_report_in() -> None:
    view = a_case(S.WHISTLED, "sewer_blockage", (a_whistle(URBAN),))
    effects = wishes(COUNTY_DUTY, Move.REMIND, view, "群众等着用水")
    assert "还没有报到" in told.said_to(effects, "城管局")
    assert "“群众等着用水”" in told.said_to(effects, "城管局")
    assert "已催城管局" in told.said_to(effects, COUNTY_DUTY)
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.changes, moved.note) == (S.WHISTLED, {}, "城管局：群众等着用水")
    assert not told.of(effects, StartTimer)
    assert not told.of(effects, StopTimers)


def test_a_department_that_is_at_work_is_asked_how_far_it_is_and_one_that_is_done_is_not() -> None:
    whistles = (
        a_whistle(URBAN, state=WhistleState.REPORTED_IN),
        a_whistle(HOUSING, state=WhistleState.DONE),
    )
    effects = wishes(TOWN_DUTY, Move.REMIND, a_case(S.IN_PROGRESS, "sewer_blockage", whistles))
    assert "办到哪一步" in told.said_to(effects, "城管局")
    assert len(told.of(effects, Say)) == 2


def test_where_no_department_is_the_owner_is_asked() -> None:
    effects = wishes(COUNTY_DUTY, Move.REMIND, at(S.SELF_HANDLING, owner_id=GUO.id))
    assert "办到哪一步" in told.said_to(effects, GUO)


def test_where_nobody_owes_a_step_it_is_said_and_nothing_is_written() -> None:
    effects = wishes(COUNTY_DUTY, Move.REMIND, at(S.REGISTERED, owner_id=None))
    assert "不用催" in told.said_to(effects, COUNTY_DUTY)
    assert not told.of(effects, MoveCase)


def test_who_does_the_work_does_not_remind() -> None:
    effects = wishes(GUO, Move.REMIND, at(S.SELF_HANDLING, owner_id=GUO.id))
    assert not told.of(effects, MoveCase)
