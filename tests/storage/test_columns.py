"""Columns keep their promise: what was stored comes back, and as the same text as ever."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from storage.codes import CaseState
from storage.columns import as_json, code, from_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_a_json_column_stores_what_the_library_writes_and_gives_it_back(value: object) -> None:
    assert as_json(value) == json.dumps(value)
    assert from_json(as_json(value)) == value


@pytest.mark.parametrize("stored", ["[]", "{}"])
def test_what_is_empty_is_new_each_time(stored: str) -> None:
    assert from_json(stored) is not from_json(stored)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        as_json(datetime(2026, 11, 2))  # noqa: DTZ001 (any value that JSON does not know)
    with pytest.raises(json.JSONDecodeError):
        from_json("{")


def test_a_code_comes_back_as_its_member_and_a_strange_one_is_refused() -> None:
    read = code(CaseState).result_processor(SQLiteDialect_pysqlite(), None)
    write = code(CaseState).bind_processor(SQLiteDialect_pysqlite())
    assert [read(write(state)) for state in CaseState] == list(CaseState)
    assert type(write(CaseState.CLOSED)) is str
    assert (read(None), write(None)) == (None, None)
    for strange in (read, write):
        with pytest.raises(ValueError, match="forgotten"):
            strange("forgotten")
