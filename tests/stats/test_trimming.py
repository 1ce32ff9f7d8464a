import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.trimming import trim_weights

WEIGHTS = st.lists(st.floats(0.01, 1000), min_size=1, max_size=40).map(np.array)


@given(WEIGHTS, st.floats(0, 1), st.floats(1, 10))
def test_the_sum_stays_and_no_weight_is_beyond(weights: np.ndarray, low: float, high: float) -> None:
    found = trim_weights(weights, low, high)
    mean = weights.mean()
    assert found.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert found.max() <= high * mean * (1 + 1e-9)
    assert found.min() >= low * mean * (1 - 1e-9)


@given(WEIGHTS, st.floats(0.01, 100))
def test_order_and_scale_change_nothing(weights: np.ndarray, scale: float) -> None:
    order = np.random.default_rng(1).permutation(len(weights))
    one, other = trim_weights(weights, 0.5, 2), trim_weights(scale * weights[order], 0.5, 2)
    np.testing.assert_allclose(scale * one[order], other, rtol=1e-9)


def test_weights_within_the_bounds_and_those_of_zero_stay() -> None:
    assert trim_weights(np.array([1.0, 2.0, 0.0]), 0.5, 1.5).tolist() == [1.0, 2.0, 0.0]
    assert trim_weights(np.zeros(3), 0.5, 2).tolist() == [0, 0, 0]
    assert trim_weights(np.array([1.0, 3.0])).tolist() == [1.0, 3.0]


def test_it_is_that_of_svy() -> None:
    svy = pytest.importorskip("svy")
    pl = pytest.importorskip("polars")
    weights = np.random.default_rng(2).lognormal(sigma=1.0, size=80)
    sample = svy.Sample(pl.DataFrame({"y": np.ones(80), "w": weights}), svy.Design(wgt="w"))
    high = 2.5
    theirs = sample.weighting.trim(upper=high * float(weights.mean()), max_iter=1000)
    np.testing.assert_allclose(trim_weights(weights, high=high), theirs.data[theirs.design.wgt].to_numpy(), rtol=1e-9)


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.9), (1.1, 2), (-1, 2)])
def test_bounds_must_lie_on_both_sides_of_the_mean(low: float, high: float) -> None:
    with pytest.raises(ComputeError) as caught:
        trim_weights(np.ones(3), low, high)
    assert [p.code for p in caught.value.problems] == ["stats.trim-bounds"]
