from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.stats.test_rasch import country, drawn, weighed

from berdaya.stats.rasch import rasch_parts, rasch_severities
from berdaya.stats.rasch_residual import residual_correlations

if TYPE_CHECKING:
    from tests.conftest import Outside

# RM.weights 2.0, RM.w on country1 with its weights, optim told to go on (reltol 1e-15): res.corr of its first question.
FIRST = (-0.018022, 0.140963, -0.133667, 0.042547, -0.083368, -0.157996, -0.084493)


def test_rm_weights(outside: Outside) -> None:
    x, w = country(outside, "country1", 7)
    found = residual_correlations(x, w, rasch_severities(x, w))
    np.testing.assert_allclose(found[0, 1:], FIRST, atol=1e-5)
    outside(7)


@given(st.integers(0, 200))
def test_rows_in_any_order_twice_and_no_for_yes(seed: int) -> None:
    x, w = drawn(seed), weighed(seed)
    found = residual_correlations(x, w, rasch_severities(x, w))
    order = np.random.default_rng(seed).permutation(len(x))
    twice = np.concatenate([x[order], x]), np.concatenate([w[order], w])
    for y, v in (twice, (1 - x, 3 * w)):
        np.testing.assert_allclose(residual_correlations(y, v, rasch_severities(y, v)), found, atol=1e-9)
    np.testing.assert_array_equal(found, found.T)
    assert (np.diag(found) == 1).all()


def test_nothing_is_left_over_where_the_model_holds_and_much_between_twins() -> None:
    x = drawn(3, 6000, (-1, -0.5, 0, 0.5, 1))
    w = np.ones(len(x))
    apart = ~np.eye(5, dtype=bool)
    assert np.abs(residual_correlations(x, w, rasch_severities(x))[apart]).max() < 0.08
    x[:, 3] = np.where(np.random.default_rng(4).random(len(x)) < 0.8, x[:, 2], x[:, 3])
    found = residual_correlations(x, w, rasch_severities(x))
    assert found[2, 3] > 0.5
    assert found[apart].max() == found[2, 3]


def test_without_severities_there_are_none() -> None:
    x = np.tril(np.ones((4, 4)))
    assert rasch_parts(x).any()
    assert np.isnan(residual_correlations(x, np.ones(4), rasch_severities(x))).all()
