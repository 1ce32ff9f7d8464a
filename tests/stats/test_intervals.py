import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from berdaya.stats.intervals import band_probabilities, bounded_interval, classify, logit_interval, t_interval

# The agreement with R survey (confint, svyciprop) is checked in test_variance.py and test_bootstrap.py.


def test_t_interval_against_scipy() -> None:
    value, se, df = np.array([2.0, -1.0, 0.0]), np.array([0.1, 2.0, 0.0]), np.array([3, 40, 5])
    low, high = t_interval(value, se, df, 0.9)
    np.testing.assert_allclose(low, stats.t.ppf(0.05, df, value, np.where(se > 0, se, 1)) * (se > 0), rtol=1e-12)
    np.testing.assert_allclose(high, 2 * value - low, rtol=1e-12)


def test_infinite_df_is_the_normal() -> None:
    low, high = t_interval(0.0, 1.0, math.inf, 0.95)
    assert [low, high] == pytest.approx([-1.959963984540054, 1.959963984540054])


@pytest.mark.parametrize(("se", "df"), [(1.0, 0), (1.0, -1), (math.nan, 5), (0.0, 0), (1.0, math.nan)])
def test_no_interval_and_no_bands_without_degrees_of_freedom_or_error(se: float, df: float) -> None:
    assert all(math.isnan(end) for end in t_interval(0.5, se, df, 0.95))
    assert all(math.isnan(end) for end in logit_interval(0.5, se, df, 0.95))
    assert np.isnan(band_probabilities(0.5, se, df, [1.0, 2.0])).all()


@given(st.floats(-1, 1), st.floats(0, 3), st.integers(1, 40), st.floats(-3, -1), st.floats(1, 3))
def test_a_bounded_interval_is_that_of_t_within_its_limits(
    value: float, se: float, df: int, least: float, most: float
) -> None:
    plain = t_interval(value, se, df)
    low, high, cut = bounded_interval(value, se, df, (least, most))
    assert least <= low <= value <= high <= most
    assert (low, high) == (max(plain[0], least), min(plain[1], most))
    assert bool(cut) == (plain[0] < least or plain[1] > most)


def test_a_bounded_interval_without_an_error_does_not_exist() -> None:
    low, high, cut = bounded_interval([0.5, 0.5], [math.nan, 0.1], [3, 0], (0, 1))
    assert np.isnan([low, high]).all() and not cut.any()
    assert bounded_interval(0.5, 0.4, 3, (-math.inf, math.inf))[:2] == t_interval(0.5, 0.4, 3)


def test_logit_interval_stays_within_0_and_1_and_knows_the_ends() -> None:
    low, high = logit_interval(np.array([0.99, 0.02, 0.0, 1.0, 1.0]), np.array([0.02, 0.02, 0.0, 0.0, 0.1]), 4, 0.95)
    assert ((low[:2] > 0) & (high[:2] < 1)).all()
    assert [low[2], high[2], low[3], high[3]] == [0.0, 0.0, 1.0, 1.0]
    assert math.isnan(low[4])
    assert math.isnan(high[4])


def test_bands_against_scipy() -> None:
    value, se, df = np.array([[2.02], [0.5]]), np.array([0.05, 0.4, 3.0]), 7
    cuts = [1.0, 2.0]
    found = band_probabilities(value, se, df, cuts)
    below = np.stack([stats.t.cdf((c - value) / se, df) for c in cuts], axis=-1)
    expected = np.stack([below[..., 0], below[..., 1] - below[..., 0], 1 - below[..., 1]], axis=-1)
    assert found.shape == (2, 3, 3)
    np.testing.assert_allclose(found, expected, atol=1e-14)


def test_a_far_tail_keeps_its_digits() -> None:
    found = band_probabilities(0.0, 1.0, math.inf, [20.0, 21.0])
    assert found[1] == pytest.approx(stats.norm.sf(20) - stats.norm.sf(21), rel=1e-9)
    assert found[2] == pytest.approx(stats.norm.sf(21), rel=1e-9)


@given(
    st.floats(-1, 4),
    st.floats(0, 2),
    st.integers(1, 50),
    st.lists(st.floats(0, 3), min_size=0, max_size=5, unique=True).map(sorted),
)
def test_bands_add_up_to_one(value: float, se: float, df: int, cuts: list[float]) -> None:
    found = band_probabilities(value, se, df, cuts)
    assert found.shape == (len(cuts) + 1,)
    assert found.sum() == pytest.approx(1.0)
    assert (found >= -1e-15).all()


def test_without_error_all_is_in_the_band_of_the_value() -> None:
    assert band_probabilities(2.0, 0.0, 5, [1.0, 2.0]).tolist() == [0.0, 1.0, 0.0]
    assert band_probabilities(2.0, 0.0, 5, [1.0, 2.0], "upper").tolist() == [0.0, 0.0, 1.0]


def test_owner_of_a_cut_and_float_noise() -> None:
    values = [1.0, 1.0 + 4e-16, 1.0000001, 2.0 - 4e-16, 2.0033, math.nan]
    assert classify(values, [1.0, 2.0]).tolist() == [0, 0, 1, 1, 2, -1]
    assert classify(values, [1.0, 2.0], "upper").tolist() == [1, 1, 1, 2, 2, -1]
    assert classify(2.0, [1.0, 2.0]).shape == ()


@given(st.lists(st.floats(0, 3), min_size=2, max_size=20))
def test_a_higher_value_is_never_in_a_lower_band(values: list[float]) -> None:
    bands = classify(sorted(values), [1.0, 2.0]).tolist()
    assert all(a <= b for a, b in pairwise(bands))
