"""CRITIC against two published tables and pymcdm 1.4.0."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.critic import critic_weights

FIRMS = np.array(
    [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
)
SOFTWARE = np.array(
    [[5000, 3, 3, 4, 3, 2], [680, 5, 3, 2, 2, 1], [2000, 3, 2, 3, 4, 3], [600, 4, 3, 1, 2, 2], [800, 2, 4, 3, 3, 4]],
    float,
)


def test_the_eight_firms() -> None:
    from pymcdm.weights import critic_weights as of_pymcdm  # late: it loads matplotlib

    found = critic_weights(FIRMS)
    assert found == pytest.approx([0.202226, 0.480902, 0.316873], abs=5.1e-7)
    assert found == pytest.approx(of_pymcdm((FIRMS - FIRMS.min(0)) / np.ptp(FIRMS, axis=0)), abs=1e-9)


def test_the_second_table() -> None:
    from pymcdm.weights import critic_weights as of_pymcdm  # late: it loads matplotlib

    found = critic_weights(SOFTWARE)
    assert found == pytest.approx([0.15700, 0.24949, 0.16768, 0.12110, 0.15410, 0.15063], abs=5.1e-6)
    assert found == pytest.approx(of_pymcdm((SOFTWARE - SOFTWARE.min(0)) / np.ptp(SOFTWARE, axis=0)), abs=1e-9)


def test_a_constant_column_has_weight_0_and_leaves_the_others_theirs() -> None:
    """pymcdm and scikit-criteria turn all weights into NaN."""
    wide = np.column_stack([FIRMS[:, 0], np.full(8, 2.0), FIRMS[:, 1:]])
    assert critic_weights(wide)[[0, 2, 3]] == pytest.approx(critic_weights(FIRMS))
    assert critic_weights(wide)[1] == 0
    assert critic_weights(wide[:, :2]).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([[1, 2], [1, 2], [1, 2]], "weights.nothing-varies"),
        ([[1, 2], [2, 4], [3, 6]], "weights.nothing-varies"),
        ([[1, 2], [3, 4]], "weights.too-few-units"),
    ],
)
def test_what_has_no_critic_weights(values: list[list[float]], code: str) -> None:
    with pytest.raises(ComputeError) as caught:
        critic_weights(values)
    assert caught.value.problems[0].code == code


@given(st.permutations(range(8)), st.permutations(range(3)), st.floats(0.01, 100), st.floats(-5, 5))
def test_order_unit_and_zero_point_change_nothing(
    rows: list[int], columns: list[int], unit: float, zero: float
) -> None:
    found = critic_weights(FIRMS)
    assert critic_weights(FIRMS[rows] * unit + zero) == pytest.approx(found)
    assert critic_weights(FIRMS[:, columns]) == pytest.approx(found[columns])
