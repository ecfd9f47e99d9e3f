"""What is possible with a case, and what is said when it is not."""

import pytest

from handlers.effects import MoveCase, Say
from handlers.lifecycle.moves import Wish, choices, decide
from storage.codes import CaseState, Move
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    COUNTY_DUTY,
    GUO,
    TOWN_DUTY,
    UNCLE_GAO,
    URBAN_CLERK,
    WATER,
    ZHAO,
)
from tests.decisions.lifecycle.wishing import NOON, RESULT, wishes
from tests.decisions.scene import EVERY_MOVE, WORLD, at, speaker

S = CaseState


# ---- what is not possible


def test_a_move_that_is_not_legal_names_what_is() -> None:
    effects = wishes(URBAN_CLERK, Move.SELF_HANDLE, at(S.WHISTLED))
    heard = told.said_to(effects, URBAN_CLERK)
    assert "报到" in heard
    assert "退回" in heard
    assert not told.of(effects, MoveCase)


def test_a_stranger_learns_nothing_of_the_case() -> None:
    effects = wishes(ZHAO, Move.SELF_HANDLE, at(S.REGISTERED))
    assert told.listeners(effects) == ["赵网格"]
    assert "下水道" not in told.said_to(effects, ZHAO)


def test_a_closed_case_has_nothing_left_to_do_for_staff() -> None:
    wish = Wish(Move.PASS_UP, speaker(CADRE), at(S.CLOSED))
    assert choices(wish, WORLD) == ()
    assert "再说一遍" in told.said_to(decide(wish, NOON, WORLD), CADRE)


def test_a_reporter_of_a_closed_case_may_say_that_it_is_not_solved() -> None:
    wish = Wish(Move.WITHDRAW, speaker(AUNT_WANG), at(S.CLOSED))
    assert "没解决" in told.said_to(decide(wish, NOON, WORLD), AUNT_WANG)


@pytest.mark.parametrize("state", list(CaseState))
def test_every_wish_in_every_state_is_answered_in_whole_sentences(state: CaseState) -> None:
    people = (AUNT_WANG, UNCLE_GAO, GUO, CADRE, TOWN_DUTY, COUNTY_DUTY, URBAN_CLERK)
    for person in people:
        for move in EVERY_MOVE:
            effects = wishes(person, move, at(state), RESULT, department_id=WATER)
            assert effects
            assert all(told.words(s) for s in told.of(effects, Say))
