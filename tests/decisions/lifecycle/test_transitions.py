"""The table of legal moves is whole, has no doubles, and lets nobody in who may not move at all."""

import re
from collections import Counter

import pytest

from handlers.lifecycle.transitions import AT_WORK, OPEN, OVER, TRANSITIONS, Transition, find, legal
from handlers.permissions import WHO_MAY
from handlers.survey.beyond_law import MAY_SAY_SO
from handlers.texts import keys
from storage.codes import CaseState, Move, Role


def test_a_state_and_a_move_lead_to_one_state_only() -> None:
    pairs = Counter((t.from_, t.move) for t in TRANSITIONS)
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_every_move_names_the_rule_it_comes_from() -> None:
    assert all(re.match(r"3[a-e]", t.source) for t in TRANSITIONS)


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda t: f"{t.from_}-{t.move}")
def test_nobody_stands_in_the_table_who_may_never_make_the_move(row: Transition) -> None:
    assert row.by <= WHO_MAY[row.move]


def test_every_move_has_somebody_who_may_make_it_and_a_place_in_the_table() -> None:
    assert set(WHO_MAY) == set(Move)
    assert {t.move for t in TRANSITIONS} == set(Move)


def test_every_state_is_either_open_or_over() -> None:
    assert set(CaseState) == OPEN | OVER
    assert not OPEN & OVER
    assert AT_WORK < OPEN


def test_every_open_state_can_be_left() -> None:
    for state in OPEN:
        assert any(t.from_ is state and t.to is not state for t in TRANSITIONS), state


def test_nothing_but_a_reopening_leaves_a_closed_case_and_a_split_a_merged_one() -> None:
    out = {(t.from_, t.move) for t in TRANSITIONS if t.from_ in OVER and t.to is not t.from_}
    assert out == {
        (CaseState.CLOSED, Move.REOPEN),
        (CaseState.GUIDED, Move.REOPEN),
        (CaseState.MERGED, Move.SPLIT),
    }


def test_a_case_is_closed_only_after_it_was_answered_or_two_persons_told_why_not() -> None:
    closing = [t for t in TRANSITIONS if t.to is CaseState.CLOSED is not t.from_]
    before = {t.from_ for t in closing if t.move is not Move.BEYOND_LAW}
    assert before == {CaseState.ANSWERED, CaseState.SURVEYING}
    forbidden = [t for t in closing if t.move is Move.BEYOND_LAW]
    assert all(t.needs_reason and t.by <= MAY_SAY_SO for t in forbidden)


def test_a_reporter_never_ends_an_emergency() -> None:
    assert Move.WITHDRAW not in legal(CaseState.EMERGENCY, Role.RESIDENT)
    assert find(CaseState.EMERGENCY, Move.WITHDRAW) is None


def test_a_grid_member_sees_what_can_be_done_with_a_new_case() -> None:
    moves = legal(CaseState.REGISTERED, Role.GRID_MEMBER)
    assert {Move.SELF_HANDLE, Move.PASS_UP, Move.FINISH} <= set(moves)
    assert Move.REPORT_IN not in moves


def test_every_move_and_state_has_a_name_for_people() -> None:
    assert {f"move.{m.value}" for m in Move} <= keys()
    assert {f"case_state.{s.value}" for s in CaseState} <= keys()
