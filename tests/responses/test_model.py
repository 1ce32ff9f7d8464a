from pathlib import Path

import polars as pl

from berdaya.responses.model import Groups, Source, State


def test_missing_codes_follow_the_states() -> None:
    assert max(State) == State.FIRST_CODE
    assert [state.value for state in State] == list(range(6))


def test_attributes_of_groups_leave_out_the_key() -> None:
    assert Groups(pl.DataFrame({"group": ["a"], "village": ["x"]})).attributes == ("village",)


def test_a_source_is_wide_unless_said_otherwise() -> None:
    source = Source("a.csv", Path("a.csv"))
    assert (source.shape, source.header, dict(source.constants)) == ("wide", None, {})
