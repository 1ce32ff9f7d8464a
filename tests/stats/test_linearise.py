from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.linearise import Linear, mean_influence, ratio_influence, srs_variance, total_influence
from berdaya.stats.sample import Floats, Sample
from berdaya.stats.variance import taylor_variance

# The agreement with R survey is checked in test_variance.py, through the variance.

Y = np.array([1.0, 2.0, 4.0, np.nan, 3.0])
X = np.array([2.0, 1.0, 3.0, 5.0, np.nan])
W = np.array([1.0, 2.0, 1.0, 3.0, 0.5])
DOMAIN = np.array([0, 0, 1, 1, 1])


def slope(statistic: Callable[[Floats], Linear], row: int, at: int, step: float = 1e-6) -> float:
    """How much an estimate grows with a row's weight, times that weight."""
    up, down = W.copy(), W.copy()
    up[row] += step
    down[row] -= step
    return float((statistic(up).value - statistic(down).value)[at, 0] / (2 * step) * W[row])


@pytest.mark.parametrize("row", range(5))
def test_influence_is_the_derivative_by_the_weight(row: int) -> None:
    at = int(DOMAIN[row])
    cases: dict[str, Callable[[Floats], Linear]] = {
        "mean": lambda w: mean_influence(Y, w, DOMAIN, n_domains=2),
        "total": lambda w: total_influence(Y, w, DOMAIN, n_domains=2),
        "ratio": lambda w: ratio_influence(Y, X, w, DOMAIN, n_domains=2),
    }
    for name, case in cases.items():
        found = case(W).influence[row, 0]
        assert found == pytest.approx(slope(case, row, at), abs=1e-8), name


def test_values_and_missing() -> None:
    assert mean_influence(Y, W, DOMAIN, n_domains=2).value[:, 0] == pytest.approx([5 / 3, 5.5 / 1.5])
    assert total_influence(Y, W, DOMAIN, n_domains=2).value[:, 0] == pytest.approx([5.0, 5.5])
    assert ratio_influence(Y, X, W, DOMAIN, n_domains=2).value[:, 0] == pytest.approx([5 / 4, 4 / 3])
    assert mean_influence(Y, W).influence[3, 0] == 0.0


def test_an_empty_domain_has_no_mean_and_a_total_of_zero() -> None:
    assert np.isnan(mean_influence(Y, W, DOMAIN, n_domains=3).value[2, 0])
    assert total_influence(Y, W, DOMAIN, n_domains=3).value[2, 0] == 0.0
    assert np.isnan(mean_influence(np.full(5, np.nan), W).value[0, 0])


def test_a_denominator_of_zero_is_nan() -> None:
    found = ratio_influence(np.ones(2), np.array([1.0, -1.0]), np.ones(2))
    assert np.isnan(found.value[0, 0])
    assert np.isnan(found.influence).all()


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=10))
def test_influence_of_a_mean_adds_up_to_zero(values: list[float]) -> None:
    y = np.array(values)
    assert mean_influence(y, np.arange(1.0, len(y) + 1)).influence.sum() == pytest.approx(0.0, abs=1e-10)


def residual(y: Floats, w: Floats) -> Floats:
    return (y - np.average(y, weights=w)).reshape(-1, 1)


def test_srs_variance_of_equal_weights_is_the_textbook_one() -> None:
    y = np.array([1.0, 5.0, 2.0, 2.0])
    assert srs_variance(residual(y, np.ones(4)), np.ones(4))[0, 0] == pytest.approx(y.var(ddof=1) / 4)


def test_srs_variance_by_domain_and_of_counted_rows() -> None:
    y, w = np.array([1.0, 5.0, 2.0, 9.0, 4.0]), np.array([1.0, 2.0, 1.0, 3.0, 1.0])
    part = srs_variance(residual(y[:3], w[:3]), w[:3])[0, 0]
    e = residual(y, w)
    e[:3] = residual(y[:3], w[:3])
    by_domain = srs_variance(e, w, np.array([0, 0, 0, 1, 2]), n_domains=3)
    assert by_domain[0, 0] == pytest.approx(part)
    assert np.isnan(by_domain[1:, 0]).all()  # one row has no spread
    counted = np.array([[True], [True], [True], [False], [False]])
    e[3:] = np.nan
    assert srs_variance(e, w, counted=counted)[0, 0] == pytest.approx(part)


@given(st.lists(st.floats(-100, 100), min_size=4, max_size=10), st.floats(1e-3, 1e3))
def test_scaling_of_weights_changes_no_mean_and_no_error(values: list[float], by: float) -> None:
    y, unit = np.array(values), np.arange(len(values))
    weights = np.arange(1.0, len(values) + 1)
    sample = Sample(unit, np.minimum(unit, 3) // 2, np.array([0.0, 0.5]))
    one, two = mean_influence(y, weights), mean_influence(y, weights * by)
    np.testing.assert_allclose(one.value, two.value, rtol=1e-9, atol=1e-12)
    errors = [taylor_variance(m.influence, unit, 0 * unit, sample, n_domains=1).value for m in (one, two)]
    np.testing.assert_allclose(errors[0], errors[1], rtol=1e-9, atol=1e-18)
