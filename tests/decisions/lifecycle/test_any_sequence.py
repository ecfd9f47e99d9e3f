"""Whatever people and clocks do to a case, in whatever order, what must hold keeps holding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.lifecycle.transitions import OPEN
from storage.codes import Move
from tests.decisions.county import (
    GUO,
    URBAN_CLERK,
    WATER,
    WATER_CLERK,
)
from tests.decisions.lifecycle.living import (
    FOUND,
    LEAVES,
    NOTES,
    S,
    ending_plans,
    live,
    meetings,
    opened,
    steps,
    whistle_steps,
    wish_and_check,
)


@settings(max_examples=150, deadline=None)
@given(leaf_id=st.sampled_from(LEAVES), two=st.booleans(), plan=steps)
def test_any_sequence_of_wishes_and_timers_keeps_the_case_whole(
    leaf_id: str, two: bool, plan: list[tuple[object, ...] | None]
) -> None:
    live(opened(leaf_id, two=two), plan)


@settings(max_examples=100, deadline=None)
@given(leaf_id=st.sampled_from(LEAVES), two=st.booleans(), plan=ending_plans)
def test_any_sequence_of_ends_and_returns_keeps_the_case_whole(
    leaf_id: str, two: bool, plan: list[tuple[object, ...] | None]
) -> None:
    live(opened(leaf_id, two=two), plan)


@settings(max_examples=100, deadline=None)
@given(leaf_id=st.sampled_from(FOUND), plan=whistle_steps)
def test_any_quarrel_over_a_whistle_leaves_exactly_one_lead(
    leaf_id: str, plan: list[tuple[object, ...] | None]
) -> None:
    model = opened(leaf_id, two=False)
    if model.case.state is S.REGISTERED:
        wish_and_check(model, (GUO, Move.PASS_UP, "弄不了", None, 5))
    live(model, plan)


@settings(max_examples=100, deadline=None)
@given(leaf_id=st.sampled_from((*FOUND, "noise")), plan=meetings)
def test_whatever_is_said_in_a_consult_the_case_keeps_an_owner_and_a_clock(
    leaf_id: str, plan: list[tuple[object, ...] | None]
) -> None:
    live(opened(leaf_id, two=True), plan)


@pytest.mark.parametrize("leaf_id", LEAVES)
def test_a_case_nobody_touches_stays_open_owned_and_watched_and_is_never_called_content(
    leaf_id: str,
) -> None:
    model = opened(leaf_id, two=False)
    live(model, [None] * 40)
    assert model.case.state in OPEN
    assert model.case.colour.value == "red"


@pytest.mark.parametrize("leaf_id", ["sewer_blockage", "streetlight", "water_supply"])
def test_a_finished_case_whose_reporters_are_silent_is_closed_as_not_rated(leaf_id: str) -> None:
    model = opened(leaf_id, two=True)
    if model.case.state is S.REGISTERED:
        wish_and_check(model, (GUO, Move.PASS_UP, "弄不了", None, 5))
    clerk = WATER_CLERK if model.case.owner_department_id == WATER else URBAN_CLERK
    wish_and_check(model, (clerk, Move.REPORT_IN, "", None, 5))
    wish_and_check(model, (clerk, Move.FINISH, NOTES[2], None, 30))
    live(model, [None] * 14)
    assert model.case.state is S.CLOSED
    assert {s.state.value for s in model.surveys} == {"unanswered"}
    assert "未评价" in model.history[-1].note
