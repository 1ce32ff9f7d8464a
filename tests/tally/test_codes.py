from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.tally.codes import code_column, combine, compact


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["b", "c", "a"])])
def test_labels_are_numbered_in_sorted_order_whatever_their_rows(dtype: pl.DataType) -> None:
    coded = code_column(pl.Series(["c", "a", "c", "b"], dtype=dtype))
    assert coded.codes.tolist() == [2, 0, 2, 1]
    assert coded.first.tolist() == [1, 3, 0]
    assert coded.size == 3


def test_numbers_truths_and_blanks() -> None:
    assert code_column(pl.Series([10, 2, 10])).codes.tolist() == [1, 0, 1]
    assert code_column(pl.Series([1.5, None, 0.5])).codes.tolist() == [1, 2, 0]
    assert code_column(pl.Series([3, None, 1])).codes.tolist() == [1, 2, 0]
    assert code_column(pl.Series([True, False, True])).codes.tolist() == [1, 0, 1]
    assert code_column(pl.Series(["x", None, "a"])).codes.tolist() == [1, 2, 0]
    assert code_column(pl.Series([None, None], dtype=pl.String)).codes.tolist() == [0, 0]


def test_combinations_that_occur() -> None:
    found = combine([np.array([1, 0, 1, 0]), np.array([5, 5, 0, 5])], 4)
    assert found.codes.tolist() == [2, 0, 1, 0]
    assert found.first.tolist() == [1, 2, 0]
    assert combine([], 3).codes.tolist() == [0, 0, 0]
    assert combine([], 0).size == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10**12)), max_size=30))
def test_combine_numbers_like_sorting(rows: list[tuple[int, int]]) -> None:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2)
    small = [compact(columns[:, i]).codes for i in range(2)]
    found = combine(small, len(rows))
    order = sorted(set(rows))
    assert found.codes.tolist() == [order.index(row) for row in rows]
    assert found.first.tolist() == [rows.index(row) for row in order]
