import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from berdaya.errors import ComputeError
from berdaya.stats.sign_flip import EXACT, sign_flip_p


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=9))
def test_with_few_psus_all_flips_are_made_as_scipy_does(values: list[int]) -> None:
    totals = np.array(values, float)
    (p,) = sign_flip_p(totals[:, None], seed=1)
    if not totals.any():
        assert np.isnan(p)
        return
    theirs = stats.permutation_test(
        (totals,), lambda x, axis: np.abs(x.sum(axis=axis)), permutation_type="samples", alternative="greater",
        vectorized=True, n_resamples=10_000,
    )  # fmt: skip
    assert p == pytest.approx(theirs.pvalue, abs=1e-12)


def test_drawn_flips_come_near_to_all_of_them() -> None:
    totals = np.random.default_rng(3).normal(0.4, 1.0, (EXACT, 4))
    exact = sign_flip_p(totals, seed=1)
    padded = np.concatenate([totals, np.zeros((1, 4))])  # a PSU without a difference: drawn flips of the same thing
    drawn = sign_flip_p(padded, seed=1, draws=20_000)
    np.testing.assert_allclose(drawn, exact, atol=0.015)
    np.testing.assert_array_equal(sign_flip_p(padded, seed=1), sign_flip_p(padded, seed=1))


def test_chance_is_found_as_often_as_it_should() -> None:
    """Without a change p is below 0.05 in about 5 of 100 studies."""
    rng = np.random.default_rng(11)
    found = np.array([sign_flip_p(rng.standard_t(3, (20, 1)), seed=k, draws=499)[0] for k in range(600)])
    assert 0.03 < (found <= 0.05).mean() < 0.075


def test_the_smallest_p_is_that_of_the_number_of_psus() -> None:
    assert sign_flip_p(np.ones((4, 1)), seed=0)[0] == 2 / 2**4


def test_no_draws_are_refused() -> None:
    with pytest.raises(ComputeError) as caught:
        sign_flip_p(np.ones((20, 1)), seed=0, draws=0)
    assert [p.code for p in caught.value.problems] == ["stats.too-few-replicates"]
