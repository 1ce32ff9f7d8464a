from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.alpha import alpha_gradient, cronbach_alpha
from berdaya.stats.pairwise import correlation_influence, covariance_influence, pairwise_moments


def answers(seed: int, rows: int = 40, items: int = 5, gaps: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    x = np.round(draw.normal(1.5, 0.7, (rows, 1)) + draw.normal(0, 0.6, (rows, items))).clip(0, 3)
    x[draw.random(x.shape) < gaps] = np.nan
    return x, draw.uniform(0.5, 3, rows)


def test_complete_and_equal_weights_are_numpy() -> None:
    x, _ = answers(1, gaps=0)
    found = pairwise_moments(x)
    np.testing.assert_allclose(found.covariance, np.cov(x.T), atol=1e-13)
    np.testing.assert_allclose(found.correlation, np.corrcoef(x.T), atol=1e-13)
    np.testing.assert_allclose(found.mean, x.mean(axis=0), atol=1e-13)


def test_a_pair_rests_on_its_own_rows() -> None:
    x, w = answers(2)
    found = pairwise_moments(x, w)
    both = ~np.isnan(x[:, [0, 1]]).any(axis=1)
    inside = np.cov(x[both][:, [0, 1]].T, aweights=w[both], ddof=0) * both.sum() / (both.sum() - 1)
    assert found.covariance[0, 1] == pytest.approx(inside[0, 1], abs=1e-13)
    assert found.n[0, 1] == both.sum()
    assert found.correlation[0, 1] == pytest.approx(inside[0, 1] / np.sqrt(inside[0, 0] * inside[1, 1]), abs=1e-13)
    own = ~np.isnan(x[:, 0])
    assert found.mean[0] == pytest.approx(np.average(x[own, 0], weights=w[own]))


def test_what_does_not_exist_is_nan() -> None:
    x = np.array([[1.0, np.nan, 2.0], [1.0, np.nan, 1.0], [1.0, 2.0, np.nan], [np.nan, 3.0, np.nan]])
    found = pairwise_moments(x)
    assert np.isnan(found.covariance[1, 2])  # nobody has both
    assert np.isnan(found.covariance[0, 1])  # one has both
    assert np.isnan(found.correlation[0, 2])  # the first does not vary
    assert found.covariance[0, 0] == 0


@settings(max_examples=25)
@given(st.integers(0, 1000))
def test_influence_is_the_derivative_by_the_weights(seed: int) -> None:
    x, w = answers(seed, rows=15)
    moments = pairwise_moments(x, w)
    if not np.isfinite(moments.covariance).all():
        return
    z = covariance_influence(x, w, moments, alpha_gradient(moments.covariance))
    for row in (0, 7):
        step = np.zeros(len(w))
        step[row] = 1e-6 * w[row]
        up, down = (cronbach_alpha(pairwise_moments(x, w + s).covariance) for s in (step, -step))
        assert z[row] == pytest.approx((up - down) / 2e-6, abs=1e-6 * (1 + abs(z[row])))
    assert abs(z.sum()) < 1e-9 * (1 + np.abs(z).sum())


@given(st.integers(0, 1000), st.floats(0.1, 10))
def test_neither_order_nor_the_size_of_weights_matters(seed: int, factor: float) -> None:
    x, w = answers(seed, rows=12)
    one = pairwise_moments(x, w)
    order = np.random.default_rng(seed).permutation(len(x))
    for other in (pairwise_moments(x[order], w[order]), pairwise_moments(x, w * factor)):
        np.testing.assert_allclose(other.covariance, one.covariance, atol=1e-12)
        np.testing.assert_allclose(other.correlation, one.correlation, atol=1e-9)


def test_weights_of_another_length() -> None:
    with pytest.raises(ComputeError) as caught:
        pairwise_moments(np.zeros((3, 2)), np.ones(2))
    assert [problem.code for problem in caught.value.problems] == ["stats.unequal-lengths"]


@given(st.integers(0, 500))
def test_influence_on_correlations_is_the_derivative_by_the_weights(seed: int) -> None:
    x, w = answers(seed, rows=25)
    gradient = np.random.default_rng(seed).normal(size=(5, 5))
    gradient = gradient + gradient.T
    pairs = np.triu_indices(5, 1)

    def figure(weights: np.ndarray) -> float:
        return float((gradient * pairwise_moments(x, weights).correlation)[pairs].sum())

    moments = pairwise_moments(x, w)
    if not np.isfinite(moments.correlation).all():
        return
    z = correlation_influence(x, w, moments, gradient)
    for row in (0, 11):
        step = np.zeros(len(w))
        step[row] = 1e-5 * w[row]
        assert z[row] == pytest.approx((figure(w + step) - figure(w - step)) / 2e-5, abs=1e-6 * (1 + abs(z[row])))
    assert abs(z.sum()) < 1e-9 * (1 + np.abs(z).sum())
