from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.weights.data_weights import data_scheme
from berdaya.stats.critic import critic_weights
from berdaya.stats.entropy import entropy_weights

if TYPE_CHECKING:
    from tests.conftest import Made

# overall, a, a1, a2, b (with b1), c1
SCORES = np.array([[1, 1, 1, 1, 2, 1], [2, 2, 1, 3, 2, 0], [2, 2, 3, 1, 2, 3], [1.5, 1.5, 2, 1, 2, np.nan]], float)


def test_weights_of_every_node_with_several_children(made: "Made") -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("a1"), made.leaf("a2")), made.branch("b", made.leaf("b1")), made.leaf("c")
    )
    scores = np.insert(SCORES, 5, 2.0, axis=1)
    found = data_scheme("critic", instrument, scores)
    assert (found.scheme.name, found.scheme.method, found.scheme.source) == ("critic", "critic", "")
    assert set(found.scheme.weights) == {"overall", "a"}
    assert list(found.scheme.weights["a"].values()) == pytest.approx(critic_weights(scores[:, 2:4]))
    assert found.units == {"overall": 3, "a": 4}
    assert found.scheme.weights["overall"]["b"] == 0  # the same everywhere


def test_entropy_is_from_the_lowest_score_and_a_zero_that_takes_over_is_told(made: "Made") -> None:
    instrument = made.instrument(
        made.leaf("q1", scale=(1, 5)), made.leaf("q2", scale=(1, 5)), scale=(1, 5), cuts=(2, 3)
    )
    scores = np.array([[3, 3, 1], [3, 4, 2], [3, 4, 5]], float)
    found = data_scheme("entropy", instrument, scores)
    assert list(found.scheme.weights["overall"].values()) == pytest.approx(entropy_weights(scores[:, 1:] - 1))
    assert found.notes == (("overall", "zero", ("q2",)),)


def test_a_child_that_runs_against_the_rest_is_told(made: "Made") -> None:
    instrument = made.instrument(*(made.leaf(key) for key in ("q1", "q2", "q3")))
    x = np.array([0.0, 1.0, 2.0, 3.0])
    scores = np.column_stack([x, x, x + np.array([0, 1, 0, 0]), 3 - x])
    found = data_scheme("pca", instrument, scores)
    assert found.notes == (("overall", "against", ("q3",)),)


@pytest.mark.parametrize(
    ("scores", "code"),
    [(np.ones((5, 3)), "weights.nothing-varies"), (np.arange(6.0).reshape(2, 3), "weights.too-few-units")],
)
def test_a_node_that_data_cannot_weigh_keeps_its_weights(made: "Made", scores: np.ndarray, code: str) -> None:
    found = data_scheme("pca", made.instrument(made.leaf("q1"), made.leaf("q2")), scores)
    assert found.scheme.weights == {}
    assert found.notes == (("overall", code, ()),)
