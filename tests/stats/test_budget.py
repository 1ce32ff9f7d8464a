import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.budget import budget_weights

POINTS = st.lists(st.lists(st.floats(1, 100), min_size=3, max_size=3), min_size=1, max_size=4)


def test_every_expert_counts_alike_whatever_he_shares_out() -> None:
    assert budget_weights([[60, 30, 10], [1, 1, 2]]) == pytest.approx([0.425, 0.275, 0.3])
    assert budget_weights([0, 5]).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("points", [[[0, 0]], [[1, -1]], [[1, np.nan]], [[1, 2], [0, 0]], [[]]])
def test_points_of_which_no_shares_can_be_made(points: list[list[float]]) -> None:
    with pytest.raises(ComputeError) as caught:
        budget_weights(points)
    assert caught.value.problems[0].code == "weights.points"


@given(POINTS, st.permutations(range(3)), st.floats(0.1, 9))
def test_order_unit_and_doubled_experts_change_nothing(
    points: list[list[float]], order: list[int], unit: float
) -> None:
    p = np.array(points)
    found = budget_weights(p)
    assert found.sum() == pytest.approx(1)
    assert budget_weights(p[:, order]) == pytest.approx(found[order])
    assert budget_weights(p * unit) == pytest.approx(found)
    assert budget_weights(np.vstack([p, p])) == pytest.approx(found)
