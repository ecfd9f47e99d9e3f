"""The colour of a case follows its time, its progress and its reopenings, and nothing else."""

from datetime import timedelta

import pytest

from handlers.lifecycle.colours import colour_of, recoloured, used_of
from storage.codes import CaseState, Colour
from tests.decisions.county import MONDAY
from tests.decisions.scene import WORLD, at

S = CaseState
NOON = MONDAY + timedelta(hours=3)


@pytest.mark.parametrize(
    ("used", "has_progress", "reopened", "colour"),
    [
        (0.0, False, 0, Colour.BLUE),
        (0.49, False, 0, Colour.BLUE),
        (0.5, False, 0, Colour.YELLOW),
        (0.5, True, 0, Colour.BLUE),
        (0.8, True, 0, Colour.YELLOW),
        (0.0, True, 1, Colour.YELLOW),
        (0.9, False, 1, Colour.YELLOW),
        (0.0, True, 2, Colour.RED),
        (0.0, False, 3, Colour.RED),
    ],
)
def test_the_criteria_of_yellow_and_red(
    used: float, has_progress: bool, reopened: int, colour: Colour
) -> None:
    case = at(S.IN_PROGRESS, reopen_count=reopened).case
    assert colour_of(case, NOON, used, has_progress=has_progress) is colour


def test_a_case_whose_time_is_over_is_red_until_it_is_answered() -> None:
    late = MONDAY + timedelta(hours=9)
    assert colour_of(at(S.IN_PROGRESS).case, late, 0, has_progress=True) is Colour.RED
    assert colour_of(at(S.ANSWERED).case, late, 0, has_progress=True) is Colour.BLUE


def test_a_word_of_progress_takes_the_yellow_of_silence_away_but_not_that_of_the_end() -> None:
    case = at(S.IN_PROGRESS, colour=Colour.YELLOW).case
    assert recoloured(case, NOON, WORLD.calendar) is Colour.BLUE
    assert recoloured(case, MONDAY + timedelta(hours=8), WORLD.calendar) is Colour.YELLOW


def test_time_is_used_in_working_hours() -> None:
    case = at(S.IN_PROGRESS).case
    assert used_of(case, NOON, WORLD.calendar) == pytest.approx(3 / 6.5)
    assert used_of(at(S.IN_PROGRESS, resolve_due_at=None).case, NOON, WORLD.calendar) == 0
