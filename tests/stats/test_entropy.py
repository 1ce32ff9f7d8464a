"""Entropy against the exact row of the fighter aircraft, and pymcdm 1.4.0."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.entropy import entropy_weights

AIRCRAFT = np.array(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
)


def test_the_fighter_aircraft_exactly() -> None:
    from pymcdm.weights import entropy_weights as of_pymcdm  # late: it loads matplotlib

    found = entropy_weights(AIRCRAFT)
    assert found == pytest.approx([0.0642, 0.2061, 0.0134, 0.0813, 0.3587, 0.2763], abs=5.1e-5)
    assert found == pytest.approx(of_pymcdm(AIRCRAFT, np.ones(6)), abs=1e-9)


def test_zeros_and_constant_columns_have_a_clear_result() -> None:
    """pymcdm refuses any zero; a constant column has nothing to choose by."""
    found = entropy_weights([[1, 5, 0, 0], [1, 1, 2, 0], [1, 3, 2, 0]])
    assert found[0] == found[3] == 0
    assert found.sum() == pytest.approx(1)
    assert found[2] > found[1]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([[1, 2], [1, 2], [1, 2]], "weights.nothing-varies"),
        ([[1, 2], [3, -4], [1, 1]], "weights.negative"),
        ([[1, 2], [np.nan, 4], [1, 3]], "weights.too-few-units"),
    ],
)
def test_what_has_no_entropy_weights(values: list[list[float]], code: str) -> None:
    with pytest.raises(ComputeError) as caught:
        entropy_weights(values)
    assert caught.value.problems[0].code == code


@given(st.permutations(range(4)), st.permutations(range(6)), st.floats(0.01, 100))
def test_order_and_unit_change_nothing(rows: list[int], columns: list[int], unit: float) -> None:
    found = entropy_weights(AIRCRAFT)
    assert entropy_weights(AIRCRAFT[rows]) == pytest.approx(found)
    assert entropy_weights(AIRCRAFT[:, columns] * unit) == pytest.approx(found[columns])
    assert entropy_weights(np.vstack([AIRCRAFT, np.full(6, np.nan)])) == pytest.approx(found)
