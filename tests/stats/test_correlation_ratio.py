import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway

from berdaya.stats.correlation_ratio import correlation_ratio


@given(st.integers(0, 10_000))
def test_it_is_what_the_analysis_of_variance_has(seed: int) -> None:
    draw = np.random.default_rng(seed)
    levels, y = np.concatenate([np.arange(4), draw.integers(0, 4, 40)]), draw.normal(size=44)
    f = f_oneway(*(y[levels == level] for level in range(4))).statistic
    n, k = len(y), 4
    plain = f * (k - 1) / (f * (k - 1) + n - k)
    weights = np.full(n, 2.5)  # only their ratios count
    assert correlation_ratio(levels, y, weights, corrected=False) == pytest.approx(plain, abs=1e-12)
    within = 1 - plain
    assert correlation_ratio(levels, y, weights) == pytest.approx(plain - (k - 1) * within / (n - k), abs=1e-12)
    order = draw.permutation(n)
    assert correlation_ratio(levels[order], y[order], weights) == pytest.approx(
        float(correlation_ratio(levels, y, weights)), abs=1e-12
    )


def test_noise_has_no_effect_on_average() -> None:
    draw = np.random.default_rng(7)
    found = [correlation_ratio(draw.integers(0, 4, 30), draw.normal(size=30), np.ones(30)) for _ in range(2000)]
    plain = [
        correlation_ratio(draw.integers(0, 4, 30), draw.normal(size=30), np.ones(30), corrected=False)
        for _ in range(500)
    ]
    assert abs(np.mean(found)) < 0.006  # 3 standard errors of the mean
    assert np.mean(plain) == pytest.approx(3 / 29, abs=0.012)


def test_replicates_and_what_has_no_ratio() -> None:
    levels, y = np.array([0, 1, 1, 2, 2]), np.array([1.0, 2.0, 2.5, 3.0, 3.5])
    weights = np.array([[1.0, 1, 1, 1, 1], [0.0, 1, 1, 2, 1]])
    both = correlation_ratio(levels, y, weights)
    assert both[0] == pytest.approx(float(correlation_ratio(levels, y, weights[0])))
    assert both[1] == pytest.approx(float(correlation_ratio(levels[1:] - 1, y[1:], weights[1, 1:])))
    assert np.isnan(correlation_ratio(levels, np.ones(5), np.ones(5)))
    assert np.isnan(correlation_ratio(np.arange(3), np.arange(3.0), np.ones(3)))  # as many levels as rows
