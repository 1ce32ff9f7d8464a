import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.grouped import distinct, group_sums


@given(st.lists(st.integers(0, 6), max_size=30))
def test_sums_against_a_loop(groups: list[int]) -> None:
    group = np.array(groups, dtype=np.int64)
    rows = np.arange(2.0 * len(groups)).reshape(-1, 2)
    found = group_sums(rows, group, 7)
    weighted = group_sums(rows, group, 7, np.full(len(groups), 2.0))
    for g in range(7):
        assert found[g] == pytest.approx(rows[group == g].sum(axis=0))
    np.testing.assert_allclose(weighted, 2 * found)


def test_nan_stays_in_its_group_and_column() -> None:
    found = group_sums(np.array([[np.nan, 1.0], [1.0, 1.0]]), np.array([0, 1]), 3)
    assert np.isnan(found).tolist() == [[True, False], [False, False], [False, False]]


@pytest.mark.parametrize("size", [50, 10**7])
@given(keys=st.lists(st.integers(0, 49), max_size=30))
def test_distinct_as_numpy_unique(size: int, keys: list[int]) -> None:
    key = np.array(keys, dtype=np.int64)
    found, position = distinct(key, size)
    expected, inverse = np.unique(key, return_inverse=True)
    assert found.tolist() == expected.tolist()
    assert position.tolist() == inverse.tolist()
