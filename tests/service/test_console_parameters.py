"""What stands in an address may have been typed by anybody: it is understood, or names nothing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.parameters import (
    case_number_in,
    code_in,
    day_in,
    id_in,
    moment_in,
    number_in,
    row_behind,
)
from storage.codes import Colour

LARGEST_ID = 2**63 - 1


@pytest.mark.parametrize("written", ["123", "#123", "＃00123", " #123 ", "１２３"])
def test_a_case_is_named_with_or_without_its_sign(written: str) -> None:
    assert case_number_in(written) == 123


@given(st.text(max_size=30) | st.integers().map(str))
def test_whatever_is_typed_is_a_row_that_a_database_could_have_or_none(written: str) -> None:
    for read in (id_in, number_in, case_number_in):
        found = read(written)
        assert found is None or 0 <= found <= LARGEST_ID


@given(st.text(max_size=40))
def test_days_and_moments_are_read_or_left(written: str) -> None:
    day, moment = day_in(written), moment_in(written)
    assert day is None or isinstance(day, date)
    assert moment is None or moment.tzinfo is UTC


def test_a_moment_without_a_place_is_in_china() -> None:
    here = datetime(2026, 4, 14, 1, 5, tzinfo=UTC)
    assert moment_in("2026-04-14T09:05") == moment_in("2026-04-14T09:05:00+08:00") == here


def test_a_page_begins_behind_a_row() -> None:
    assert row_behind("2026-04-14_17") == ("2026-04-14", 17)
    assert row_behind("_17") == ("", 17)
    assert row_behind("2026-04-14_") is row_behind("17_x") is row_behind("") is None


def test_a_code_that_is_none_is_none() -> None:
    assert code_in(Colour, Colour.RED.value) is Colour.RED
    assert code_in(Colour, "crimson") is code_in(Colour, None) is None
