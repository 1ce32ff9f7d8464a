import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.weighting_effect import weighting_effect

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=30).map(np.array)


@given(WEIGHTS, st.floats(0.01, 100))
def test_it_is_one_plus_the_squared_variation_at_any_scale(weights: np.ndarray, scale: float) -> None:
    found = weighting_effect(scale * weights)
    assert found == pytest.approx(1 + (weights.std() / weights.mean()) ** 2, rel=1e-9)
    assert found >= 1 - 1e-12


def test_weights_of_zero_do_not_count_and_none_is_no_number() -> None:
    assert weighting_effect(np.array([1.0, 3.0, 0.0])) == 1.25
    assert np.isnan(weighting_effect(np.zeros(2)))


def test_it_is_that_of_svy() -> None:
    svy = pytest.importorskip("svy")
    pl = pytest.importorskip("polars")
    weights = np.random.default_rng(4).lognormal(size=50)
    sample = svy.Sample(pl.DataFrame({"y": np.ones(50), "w": weights}), svy.Design(wgt="w"))
    assert weighting_effect(weights) == pytest.approx(sample.deff_w, rel=1e-12)
